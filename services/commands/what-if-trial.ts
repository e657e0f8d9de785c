import { periodAt } from "../../rules/kpi/periods.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, Scenario } from "../../rules/model/record.js";
import type { Gate } from "../../rules/model/risk.js";
import type { GateEvidence } from "../../rules/scaling/evidence.js";
import { judgeGate } from "../../rules/scaling/gate.js";
import { cityHeadroom, districtHeadroom, type Headroom } from "../../rules/scaling/headroom.js";
import { scalingView } from "../../rules/scaling/view.js";
import type { City } from "../../simulators/city/city.js";
import { messagesOf } from "../../simulators/city/messages.js";
import { createTruth, type Truth } from "../../simulators/truth.js";
import type { GateFigures } from "../database/gate-store.js";
import type { ScenarioDecisions } from "../database/read/risk.js";
import { createReplayRun } from "../replay/run.js";
import { districtEvidence, gateEvidence, heldWeeks } from "../scaling/evidence.js";
import { createDuty } from "./what-if-duty.js";
import { type CountedDay, createTrialFacts } from "./what-if-facts.js";

/** A city that is simulated before the rules, and who has said what of its risks. */
export interface TrialOrder {
  city: City;
  ecosystem: Ecosystem;
  startMs: number;
  /** Local days that are judged, one after the other. */
  days: number;
  decisionsOf?: (scenario: Scenario) => ScenarioDecisions;
  progress?: (atMs: number) => void;
}

/** The gates on the morning after a day. */
export interface TrialDay {
  atMs: number;
  gates: Gate[];
  /** The city's first, as of the gates. */
  evidence: GateEvidence[];
  headrooms: Headroom[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** By then every dose of the day before is past its deadline. */
const judgedAfterMs = 5 * hourMs;
const nobodySaid: ScenarioDecisions = { assessment: null, previous: null, acceptance: null };

function failLoudly(what: string): never {
  throw new Error(`the rules have a mistake: ${what}`);
}

/** Calls in the busiest hour of the local day, on an average day. */
function busiestHours(days: readonly CountedDay[], zone: string): Map<string, number> {
  const hourOf = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
  const byHour = new Map<string, { district: string; calls: number; days: number }>();
  for (const { district, hourMs: atMs, calls } of days.flatMap(({ rings }) => rings)) {
    const key = `${district}/${hourOf.format(atMs)}`;
    const known = byHour.get(key) ?? { district, calls: 0, days: 0 };
    byHour.set(key, { district, calls: known.calls + calls, days: known.days + 1 });
  }
  const busiest = new Map<string, number>();
  for (const one of byHour.values()) {
    busiest.set(one.district, Math.max(busiest.get(one.district) ?? 0, one.calls / one.days));
  }
  return busiest;
}

/**
 * Lets a simulated city live before the engine, its alerts taken by the duty phones of the ecosystem, and judges the
 * gates every morning by what the rules of key figures have counted. Nothing in it asks a clock or a database. Reviews
 * of incidents are people's work, which a simulation has none of: they count as done.
 */
export function* trialOf(order: TrialOrder, truth: Truth = createTruth()): Generator<TrialDay> {
  const { city, ecosystem, startMs, days, decisionsOf = () => nobodySaid, progress } = order;
  const zone = ecosystem.timezone;
  const facts = createTrialFacts(ecosystem);
  const duty = createDuty(ecosystem);
  const alerts = new Map<string, AlertRecord>();
  const run = createReplayRun(ecosystem, failLoudly, (outputs: readonly Output[], input) => {
    facts.take(outputs, input);
    for (const output of outputs) if (output.kind === "alert") alerts.set(output.alert.alertId, output.alert);
    for (const output of outputs) {
      if (output.kind === "notification") duty.call(output.notification, (id) => alerts.get(id));
    }
  });
  const counted: CountedDay[] = [];
  let lineNo = 0;
  let day = periodAt(zone, "day", startMs);

  function passTo(toMs: number): void {
    for (let taken = duty.takenBefore(toMs); taken.length > 0; taken = duty.takenBefore(toMs)) {
      for (const { alertId, atMs } of taken)
        run.note({ kind: "alert-acknowledged", alertId, actor: "duty" }, Math.max(atMs, nowMs));
    }
  }

  function judge(atMs: number): TrialDay {
    const view = run.look(scalingView);
    const figures: GateFigures = {
      countedAtMs: atMs,
      days: counted.flatMap(({ places }) => places),
      busiestHours: busiestHours(counted, zone),
      unreviewed: [],
    };
    const { scaling, thresholds } = ecosystem;
    const weeks = heldWeeks(zone, scaling.criteria.heldDays, atMs);
    const inputs = { ecosystem, view, figures, decisionsOf, weeks, nowMs: atMs };
    const districts = districtEvidence(inputs);
    const evidence = gateEvidence(inputs, districts);
    const inhabited = districts.filter(({ residents }) => residents > 0);
    return {
      atMs,
      evidence,
      gates: evidence.map((one) => judgeGate(one, { scaling, thresholds }, atMs)),
      headrooms: [
        cityHeadroom(inhabited, scaling),
        ...districts.map((one) => districtHeadroom(one, view.risk.world.residents, scaling)),
      ],
    };
  }

  let nowMs = startMs;

  function endDay(): TrialDay {
    const atMs = day.toMs + judgedAfterMs;
    passTo(atMs);
    nowMs = atMs;
    run.end(atMs);
    counted.push(facts.count(day, { beganMs: startMs, asOfMs: atMs }));
    if (counted.length > ecosystem.scaling.criteria.heldDays + 1) counted.shift();
    day = periodAt(zone, "day", day.toMs);
    run.settle(atMs - dayMs);
    for (const [id, one] of alerts) if (one.closedAtMs !== null) alerts.delete(id);
    return judge(atMs);
  }

  const endMs = startMs + (days + 2) * dayMs;
  let judged = 0;
  for (const { receivedAtMs, topic, payload } of messagesOf(city, startMs, endMs, truth)) {
    while (receivedAtMs > day.toMs + judgedAfterMs) {
      yield endDay();
      judged++;
      if (judged >= days) return;
    }
    passTo(receivedAtMs);
    nowMs = receivedAtMs;
    progress?.(receivedAtMs);
    // Whoever listens live gets what is retained as it is published, and no copy of it.
    const message = { topic, payload: Buffer.from(JSON.stringify(payload)), retained: false };
    run.take(++lineNo, { ok: true, receivedAtMs, message }, receivedAtMs);
  }
}
