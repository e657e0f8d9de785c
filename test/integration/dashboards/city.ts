import { join } from "node:path";
import { createDecodeContext, decode } from "../../../ingest/stages/decode.js";
import { screen } from "../../../ingest/stages/screen.js";
import type { CommitBatch, LoggedEvent } from "../../../ingest/store/log-store.js";
import * as rules from "../../../rules/engine.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { Input, Output } from "../../../rules/model/engine.js";
import type { LogEvent } from "../../../rules/model/event.js";
import { readScenario } from "../../../services/commands/scenario-file.js";
import { readEndedDeliveries } from "../../../services/database/delivery-points.js";
import { createKpiStore } from "../../../services/database/kpi-store.js";
import { createOutbox } from "../../../services/database/outbox.js";
import { readDistrictsNow } from "../../../services/database/read/district-now.js";
import type { Database } from "../../../services/database/store.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { createKeeper } from "../../../services/kpi/keeper.js";
import { createTeller } from "../../../services/kpi/tell.js";
import { componentPoint } from "../../../services/projection/changes.js";
import { deliveryPoint, districtPoint, ownPoint } from "../../../services/projection/gather.js";
import { createScalingSeries } from "../../../services/projection/scaling-series.js";
import { createSlaSeries } from "../../../services/projection/sla-series.js";
import { createDuplicates } from "../../../services/replay/duplicates.js";
import { scalingFigures } from "../../../services/scaling/figures.js";
import { judge } from "../../../services/scaling/keeper.js";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityOptionsOf, scenarioDate } from "../../../simulators/scenarios.js";

const minuteMs = 60_000;
const stepMs = 15 * minuteMs;
/** 17 November 2026, five in the morning in Oslo. */
const fromMs = Date.UTC(2026, 10, 17, 4);
const hours = 34;
/** Key figures are counted and gates judged so often: in life every few seconds and minutes. */
const countedEveryMs = 6 * 60 * minuteMs;
const judgedEveryMs = 2 * 60 * minuteMs;
const decidedAfterMs = 18 * 60 * minuteMs;
/** Whoever is told takes it so much later, but for every third. */
const takenAfterMs = 12 * minuteMs;

export async function loadEcosystem(): Promise<Ecosystem> {
  const read = await readEcosystemFile(defaultEcosystemPath);
  if (!read.ok) throw new Error("the shipped ecosystem has mistakes");
  return read.ecosystem;
}

async function loadCity() {
  const read = await readScenario(join(import.meta.dirname, "city.yaml"));
  if (!read.ok) throw new Error(read.mistakes.map(({ message }) => message).join("; "));
  const { value: scenario } = read;
  const options = cityOptionsOf(scenario, scenarioDate(scenario.timezone, fromMs));
  return createCity({ seed: 7, residents: scenario.residents, ...options });
}

/**
 * Lets a simulated city of two bad days speak to the engine and commits what follows, as ingest does: what the series
 * are told of it is made by the program's own code. Answers the span.
 */
export async function liveThrough(database: Database, ecosystem: Ecosystem): Promise<{ fromMs: number; toMs: number }> {
  const toMs = fromMs + hours * 60 * minuteMs;
  const city = await loadCity();
  const gaps = city.faults.filter(({ name }) => name === "velvakt-down");
  const state = rules.createState(ecosystem);
  const context = createDecodeContext(ecosystem);
  const duplicates = createDuplicates();
  const tellContracts = createSlaSeries(database.offer);
  const tellGates = createScalingSeries(database.offer);
  const kpiStore = createKpiStore(database.pool);
  const kpis = createKeeper(ecosystem, kpiStore);
  const tellKpis = createTeller(ecosystem.timezone, kpiStore, database.offer);
  let events: LoggedEvent[] = [];
  let outputs: Output[] = [];
  let toTake: { alertId: string; atMs: number }[] = [];
  let seq = 0;
  let lastUs = 0;
  let told = 0;
  let countedAtMs = fromMs;

  function run(input: Input): void {
    for (const output of rules.step(state, input)) {
      outputs.push(output);
      if (output.kind === "defect") throw new Error(output.error);
      if (output.kind !== "notification") continue;
      const { alertIds, atMs } = output.notification;
      if (told++ % 3 > 0) toTake.push(...alertIds.map((alertId) => ({ alertId, atMs: atMs + takenAfterMs })));
    }
  }

  function give(event: LogEvent, atMs: number): void {
    lastUs = Math.max(lastUs + 1, atMs * 1_000);
    events.push({ seq: ++seq, receivedAtUs: lastUs, event });
    run({ kind: "event", seq, receivedAtMs: Math.floor(lastUs / 1_000), event });
  }

  async function deliver(): Promise<void> {
    const outbox = createOutbox(database.pool);
    const due = await outbox.due({ excludedIds: [], attemptsMax: 5, perChannelMax: 50, limit: 200 });
    for (const [index, one] of due.entries()) {
      const leased = await outbox.take(one, 1_000);
      if (leased === null) continue;
      if (index % 9 === 8) await outbox.markFailed(leased, "nobody answers");
      else await outbox.markDone(leased);
    }
    const ended = await readEndedDeliveries(database.pool, [], 500);
    database.offer({ points: ended.map(deliveryPoint), outboxIds: ended.map(({ outboxId }) => outboxId) });
  }

  async function commit(nowMs: number): Promise<void> {
    run({ kind: "time", nowMs });
    const taken = toTake.filter(({ atMs }) => atMs <= nowMs);
    toTake = toTake.filter(({ atMs }) => atMs > nowMs);
    for (const { alertId } of taken) give({ kind: "alert-acknowledged", alertId, actor: "vakt" }, nowMs);
    const batch: CommitBatch = { events, keys: [], quarantined: [], outputs, position: { seq, engineTimeMs: nowMs } };
    events = [];
    outputs = [];
    const own = {
      logSeq: seq,
      engineLagMs: 900,
      pending: batch.events.length,
      waiting: 0,
      unprocessable: 0,
      notReady: 0,
    };
    const ofProcess = { memoryMb: process.memoryUsage.rss() / 1e6, eventLoopP99Ms: 21, uptimeSec: process.uptime() };
    const queues = { deliveriesWaiting: 0, deliveriesRetried: 0, deliveriesFailed: 0, projectionBehind: 0 };
    const points = [
      ownPoint({ ...own, ...ofProcess, ...queues }),
      ...(rules.componentRecords(state).map(componentPoint) as ReturnType<typeof ownPoint>[]),
      ...(await readDistrictsNow(database.pool, nowMs)).map(districtPoint),
    ];
    database.offer({ points, outboxIds: [] });
    tellContracts(rules.slaRecords(state));
    await database.log.commit(batch);
    await deliver();
  }

  /** As the keepers do beside ingest; the points go with the next commit. */
  async function conclude(nowMs: number): Promise<void> {
    if (nowMs - countedAtMs >= countedEveryMs) {
      await kpis.pass();
      await tellKpis(nowMs);
      countedAtMs = nowMs;
    }
    const look = () => rules.scalingView(state);
    const judged = await judge({ pool: database.pool, ecosystem, look, submitOwn: async () => {}, now: () => nowMs });
    tellGates(scalingFigures(judged, ecosystem));
  }

  const session = {
    actor: "møteleder",
    consequence: { "life-and-health": 4, compliance: 2, "goal-attainment": 3, trust: 3 },
    participants: ["leder", "kommuneoverlege"],
    dissent: [],
    knowledge: "To dager",
  };
  /** The weekly session: two scenarios assessed, one of them accepted. */
  function decide(atMs: number): void {
    const { scenarios, world } = rules.riskView(state);
    for (const { config, proposal } of scenarios.filter(({ config: { id } }) => id === "R7" || id === "R8")) {
      const { id: scenario } = config;
      const assessment = { ...session, scenario, probability: 3, reasons: "Se tavlen", basis: { proposal, world } };
      give({ kind: "scenario-assessed", assessment }, atMs);
    }
    const untilMs = atMs + 30 * 24 * 60 * minuteMs;
    const acceptance = { scenario: "R8", version: 1, actor: "direktør", role: "toppledelse", colour: "red" } as const;
    give({ kind: "risk-accepted", acceptance: { ...acceptance, reason: "Tiltak er i gang", untilMs } }, atMs);
  }

  const maintenance = {
    topic: "vft/v1/oslo/_/component/vkp/event",
    payload: {
      specversion: "1.0",
      id: "maintenance-1",
      source: "vkp",
      type: "no.vft.maintenance.announced",
      time: new Date(fromMs + 9 * 60 * minuteMs).toISOString(),
      data: {
        from: new Date(fromMs + 26 * 60 * minuteMs).toISOString(),
        to: new Date(fromMs + 27 * 60 * minuteMs).toISOString(),
      },
    },
  };
  let dueMs = fromMs + stepMs;
  let judgedAtMs = fromMs;
  let decided = false;
  let announced = false;
  const ahead = [...gaps];
  for (const message of messagesOf(city, fromMs, toMs)) {
    const isDeafAt = (atMs: number) => gaps.some((gap) => atMs > gap.fromMs && atMs <= gap.toMs);
    for (; message.receivedAtMs >= dueMs; dueMs += stepMs) {
      if (isDeafAt(dueMs)) continue;
      if (state.gaps.at(-1)?.toMs === Number.POSITIVE_INFINITY) give({ kind: "gap-closed" }, dueMs);
      if (dueMs - judgedAtMs >= judgedEveryMs) {
        await conclude(dueMs);
        judgedAtMs = dueMs;
        if (!decided && dueMs >= fromMs + decidedAfterMs) {
          decide(dueMs);
          decided = true;
        }
      }
      await commit(dueMs);
    }
    // Said before its backlog, as by a service that starts again.
    while (ahead[0] !== undefined && message.receivedAtMs >= ahead[0].toMs) {
      give({ kind: "gap-opened", fromMs: ahead[0].fromMs, reason: "restart" }, ahead[0].toMs);
      ahead.shift();
    }
    if (!announced && message.receivedAtMs > fromMs + 9 * 60 * minuteMs) {
      announced = true;
      take(maintenance, message.receivedAtMs);
    }
    take(message, message.receivedAtMs);
  }
  await commit(toMs);
  countedAtMs = fromMs;
  await conclude(toMs);
  await commit(toMs);
  // Points of one commit stand some nanoseconds after it.
  return { fromMs, toMs: toMs + minuteMs };

  function take({ topic, payload }: { topic: string; payload: unknown }, atMs: number): void {
    const raw = { topic, payload: Buffer.from(JSON.stringify(payload)), retained: false };
    const decoded = screen(raw, decode(raw, context));
    if (decoded.ok === "ignored") return;
    if (!decoded.ok) {
      const { reason, sender, type, timeMs } = decoded;
      give({ kind: "rejected", reason, sender, type, timeMs }, atMs);
    } else if (!decoded.key || duplicates.see(decoded.key, atMs) === "new") give(decoded.event, atMs);
  }
}
