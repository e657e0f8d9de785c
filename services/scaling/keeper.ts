import type pg from "pg";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { LogEvent } from "../../rules/model/event.js";
import type { Gate } from "../../rules/model/risk.js";
import type { DistrictEvidence } from "../../rules/scaling/evidence.js";
import { judgeGate } from "../../rules/scaling/gate.js";
import { cityHeadroom, districtHeadroom, type Headroom } from "../../rules/scaling/headroom.js";
import type { ScalingView } from "../../rules/scaling/view.js";
import { latestGates, readGateFigures } from "../database/gate-store.js";
import type { UnreviewedIncident } from "../database/read/incident-reviews.js";
import { keepScenarioDay, readDecisions, type ScenarioDecisions } from "../database/read/risk.js";
import { type EveryOptions, every } from "../runtime/every.js";
import { districtEvidence, gateEvidence, heldWeeks } from "./evidence.js";

/** All gates as they are judged now. */
export interface Judged {
  atMs: number;
  /** The city's (district null), then one per district. */
  gates: Gate[];
  /** In the same order. */
  headrooms: Headroom[];
  districts: DistrictEvidence[];
  residents: number;
  unreviewed: UnreviewedIncident[];
  view: ScalingView;
  decisionsOf: (scenario: ScalingView["risk"]["scenarios"][number]["config"]["id"]) => ScenarioDecisions;
}

export interface ScalingPorts {
  pool: pg.Pool;
  ecosystem: Ecosystem;
  look(): ScalingView;
  submitOwn(event: LogEvent): Promise<unknown>;
  /** Told of every judgement that was kept, so that the series say the same. */
  kept(judged: Judged): void;
  now(): number;
  log: { warn(details: object, text: string): void };
}

export interface ScalingKeeping {
  /** At most a minute old. Rejects where the database does not answer. */
  current(): Promise<Judged>;
  /** Judges now, and keeps what became another judgement; the timers do nothing else. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

/** When gates are judged, by the machine's clock. */
export type GateTimes = Pick<EveryOptions, "everyMs" | "firstAfterMs">;
/** Figures of the time that Velvakt was away are counted first, and are no news when they come. */
const gateTimes: GateTimes = { everyMs: 300_000, firstAfterMs: 60_000 };
const freshMs = 60_000;

export async function judge({ pool, ecosystem, look, now }: Omit<ScalingPorts, "log" | "kept">): Promise<Judged> {
  const nowMs = now();
  const { timezone: zone, scaling, thresholds } = ecosystem;
  const view = look();
  const weeks = heldWeeks(zone, scaling.criteria.heldDays, nowMs);
  const span = { fromMs: weeks[0]?.fromMs ?? nowMs, toMs: weeks.at(-1)?.toMs ?? nowMs, zone };
  const [figures, decisionsOf] = await Promise.all([readGateFigures(pool, span), readDecisions(pool)]);
  const inputs = { ecosystem, view, figures, decisionsOf, weeks, nowMs };
  const districts = districtEvidence(inputs);
  const residents = view.risk.world.residents;
  return {
    atMs: nowMs,
    gates: gateEvidence(inputs, districts).map((evidence) => judgeGate(evidence, { scaling, thresholds }, nowMs)),
    headrooms: [
      cityHeadroom(
        districts.filter((one) => one.residents > 0),
        scaling,
      ),
      ...districts.map((district) => districtHeadroom(district, residents, scaling)),
    ],
    districts,
    residents,
    unreviewed: figures.unreviewed,
    view,
    decisionsOf,
  };
}

/** What people would call another judgement: figures move all the time. */
function wordOf({ status, criteria }: Gate): string {
  return [status, ...criteria.map(({ id, met }) => `${id}:${met}`)].join(" ");
}

function dateOf(zone: string, ms: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(ms);
}

/** Judges the gates every five minutes, and keeps in the log when one of them became another one. */
export function openScaling(ports: ScalingPorts, times = gateTimes): ScalingKeeping {
  const { pool, ecosystem, submitOwn, kept, now, log } = ports;
  let judged: Judged | null = null;
  let judging: Promise<Judged> | null = null;
  let known: Map<string | null, string> | null = null;

  function renew(): Promise<Judged> {
    judging ??= judge(ports)
      .then((found) => {
        judged = found;
        return found;
      })
      .finally(() => {
        judging = null;
      });
    return judging;
  }

  async function keep(): Promise<void> {
    const found = await renew();
    known ??= new Map((await latestGates(pool)).map((gate) => [gate.district, wordOf(gate)]));
    const changed = found.gates.filter((gate) => known?.get(gate.district) !== wordOf(gate));
    if (changed.length > 0) await submitOwn({ kind: "gate-changed", gates: changed });
    for (const gate of changed) known.set(gate.district, wordOf(gate));
    const proposals = found.view.risk.scenarios.map(({ config, proposal }) => ({ scenario: config.id, proposal }));
    await keepScenarioDay(pool, dateOf(ecosystem.timezone, found.atMs), Math.trunc(found.atMs), proposals);
    kept(found);
  }

  const close = every(keep, {
    ...times,
    failed: (error) => log.warn({ err: error }, "the scaling gate could not be judged; tried again"),
  });
  return {
    async current() {
      return judged !== null && now() - judged.atMs < freshMs ? judged : renew();
    },
    keep,
    close,
  };
}
