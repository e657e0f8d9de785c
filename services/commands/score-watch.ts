import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import { heardIn } from "../../simulators/baselines/baseline.js";
import { createDeadMansSwitch } from "../../simulators/baselines/dead-mans-switch.js";
import { createFixedSilence } from "../../simulators/baselines/fixed-silence.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { createReplayRun } from "../replay/run.js";
import { baselineReport } from "../score/baseline-report.js";
import type { Span } from "../score/evidence.js";
import type { Report } from "../score/report.js";
import { createVelvaktReport } from "../score/velvakt.js";

/** Velvakt and the baselines, side by side over the same messages. */
export interface Watch {
  take(message: CityMessage): void;
  /** Lets time run on to the end, and says what each of them said. */
  end(endMs: number): Report[];
  /** When a message that was not stored before came from each device for the last time. */
  lastHeardMs: ReadonlyMap<string, number>;
  lastMs(): number;
}

const minMs = 60_000;
const dayMs = 86_400_000;
/** Whoever is told takes it; an alert nobody takes would be told again, and a simulated city has nobody to do so. */
const takenAfterMs = 10 * minMs;

/** A score of rules that failed would be worth nothing. */
function failLoudly(what: string): never {
  throw new Error(`the rules have a mistake: ${what}`);
}

/** `gaps`: when whoever listens was deaf, in order. All of them are: no watcher gets messages then. */
export function createWatch(ecosystem: Ecosystem, gaps: readonly Span[]): Watch {
  const { timezone, deviceClasses, thresholds } = ecosystem;
  const settings = { timezone, deviceClasses, alertAfterMin: thresholds.alertAfterMin };
  const baselines = [createDeadMansSwitch(settings), createFixedSilence(settings)];
  const velvakt = createVelvaktReport();
  /** Alerts that people have been told of, and when they take them; in order, as all take as long. */
  const toTake: { alertId: string; atMs: number }[] = [];
  const run = createReplayRun(ecosystem, failLoudly, (outputs: readonly Output[]) => {
    velvakt.take(outputs, Math.max(nowMs, notedMs));
    for (const output of outputs) {
      if (output.kind !== "notification") continue;
      const { alertIds, atMs } = output.notification;
      for (const alertId of alertIds) toTake.push({ alertId, atMs: atMs + takenAfterMs });
    }
  });
  const lastHeardMs = new Map<string, number>();
  const ahead = [...gaps];
  let open: Span | null = null;
  let nowMs = Number.NEGATIVE_INFINITY;
  /** When Velvakt was last given something: nothing may come to it before that. */
  let notedMs = Number.NEGATIVE_INFINITY;
  let passedMs = Number.NEGATIVE_INFINITY;
  let settledMs = Number.NEGATIVE_INFINITY;
  let lineNo = 0;

  function takeAlerts(toMs: number): void {
    while (open === null && toTake[0] !== undefined && toTake[0].atMs < toMs) {
      const { alertId, atMs } = toTake.shift() as { alertId: string; atMs: number };
      notedMs = Math.max(notedMs, atMs);
      run.note({ kind: "alert-acknowledged", alertId, actor: "duty" }, notedMs);
    }
  }

  /** Who is deaf judges nothing either, until the backlog has been read. */
  function pass(toMs: number): void {
    if (passedMs === Number.NEGATIVE_INFINITY) passedMs = Math.floor(toMs / minMs) * minMs;
    while (passedMs + minMs <= toMs) {
      passedMs += minMs;
      const isDeaf = gaps.some((gap) => passedMs > gap.fromMs && passedMs <= gap.toMs);
      if (!isDeaf) for (const baseline of baselines) baseline.pass(passedMs);
    }
  }

  /** The gap is said at its end, before its backlog, and closed behind that. */
  function passGaps(toMs: number): void {
    for (;;) {
      if (open !== null) {
        if (toMs <= open.toMs) return;
        run.note({ kind: "gap-closed" }, open.toMs);
        notedMs = open.toMs;
        open = null;
      }
      const next: Span | undefined = ahead[0];
      takeAlerts(Math.min(toMs, next?.fromMs ?? toMs));
      if (next === undefined || toMs < next.toMs) return;
      ahead.shift();
      run.note({ kind: "gap-opened", fromMs: next.fromMs, reason: "restart" }, next.toMs);
      open = next;
    }
  }

  function noteHeard(message: CityMessage): void {
    const heard = heardIn(message);
    const isStored = (message.payload as { replayed?: boolean }).replayed === true;
    if (heard && heard.source === heard.deviceId && !isStored) lastHeardMs.set(heard.deviceId, message.receivedAtMs);
  }

  return {
    lastHeardMs,
    lastMs: () => nowMs,
    take(message) {
      nowMs = Math.max(nowMs, message.receivedAtMs);
      passGaps(nowMs);
      pass(nowMs);
      const { topic, payload, retained } = message;
      const bytes = Buffer.from(JSON.stringify(payload));
      const raw = { topic, payload: bytes, retained };
      notedMs = nowMs;
      run.take(++lineNo, { ok: true, receivedAtMs: nowMs, message: raw }, nowMs);
      for (const baseline of baselines) baseline.take(message);
      noteHeard(message);
      if (nowMs - settledMs < dayMs) return;
      settledMs = nowMs;
      // What is final has been heard already; only its memory is wanted back.
      run.settle(nowMs - dayMs);
    },
    end(endMs) {
      passGaps(endMs);
      pass(endMs);
      run.end(endMs);
      return [
        velvakt.report(),
        ...baselines.map((baseline) => baselineReport(baseline.name, baseline.said(), ecosystem)),
      ];
    },
  };
}
