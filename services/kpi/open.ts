import type pg from "pg";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { createKpiStore } from "../database/kpi-store.js";
import type { Offer } from "../database/point.js";
import { pause } from "../runtime/pause.js";
import { createKeeper } from "./keeper.js";
import { createTeller } from "./tell.js";

export interface KpiPorts {
  pool: pg.Pool;
  ecosystem: Ecosystem;
  /** Hands points of series to the next commit. */
  offer: (offer: Offer) => boolean;
  log: { info(details: object, text: string): void; warn(details: object, text: string): void };
}

export interface KpiHealth {
  /** Engine time up to which figures are counted; null before the first. */
  asOfMs: number | null;
  /** Why nothing is counted now; null while it is. */
  problem: string | null;
  failures: number;
}

export interface KpiKeeping {
  health(): KpiHealth;
  /** Ends after what is under way. */
  close(): Promise<void>;
}

const passEveryMs = 2_000;
const retryMs = 10_000;

/** Keeps key figures counted until it is closed. What fails is tried again; nobody waits for it. */
export function openKpis({ pool, ecosystem, offer, log }: KpiPorts, everyMs = passEveryMs): KpiKeeping {
  const store = createKpiStore(pool);
  const keeper = createKeeper(ecosystem, store);
  const tell = createTeller(ecosystem.timezone, store, offer);
  const stop = new AbortController();
  const health: KpiHealth = { asOfMs: null, problem: null, failures: 0 };

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        health.asOfMs = await keeper.pass(stop.signal);
        if (health.asOfMs !== null) await tell(health.asOfMs);
        if (health.problem !== null) log.info({}, "key figures are counted again");
        health.problem = null;
      } catch (error) {
        health.failures += 1;
        const problem = error instanceof Error ? error.message : String(error);
        if (problem !== health.problem)
          log.warn({ err: error }, "key figures cannot be counted now; they are tried again");
        health.problem = problem;
      }
      await pause(health.problem === null ? everyMs : retryMs, stop.signal);
    }
  }

  const running = run();
  return {
    health: () => ({ ...health }),
    async close() {
      stop.abort();
      await running;
    },
  };
}
