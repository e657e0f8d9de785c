import { describe, expect, it } from "vitest";
import { createDecodeContext, decode } from "../../../ingest/stages/decode.js";
import { createState, step } from "../../../rules/engine.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { LogEvent } from "../../../rules/model/event.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { createReplayLedger } from "../../../services/replay/ledger.js";
import { alertLine, doseLine, type ReplayRecord } from "../../../services/replay/records.js";
import { replay } from "../../../services/replay/replay.js";
import { instantOf, parseLines, type Received, recordingLine } from "./notation.js";

/** One sentence of the rules about doses, as a small story and how it ends. */
export interface Row {
  says: string;
  /** Default: Wednesday 4 March 2026. */
  day?: string;
  given: string[];
  /** Default: noon of the day after. */
  until?: string;
  /**
   * Every dose that has a record: `08:00` or `P-2 08:00` or `Thu_08:00` → verdict and cause, then what
   * else is to be looked at: `at` (dispensed), `decided`, `revised`, `first` (verdict at the deadline),
   * `followup`, `in` (district), `on` (device).
   */
  ends?: Record<string, string>;
  /** `dose-missed critical told at 08:30 until 09:00`, each part after the kind as wanted; `no dose-extra`; `only 1 dose-missed`. */
  alerts?: string[];
}

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the shipped ecosystem does not load");
const oslo: Ecosystem = loaded.ecosystem;
const usualDay = "2026-03-04";

async function* textLines(received: readonly Received[]): AsyncGenerator<string> {
  yield* received.map(recordingLine);
}

/** The records that the front door gives: lines in, records out. */
async function throughReplay(received: readonly Received[], untilMs: number): Promise<ReplayRecord[]> {
  const records: ReplayRecord[] = [];
  for await (const record of replay(textLines(received), oslo, { untilMs })) records.push(record);
  return records;
}

/** Velvakt's own absence is no line of a recording: such stories go straight to the engine. */
function throughEngine(received: readonly Received[], untilMs: number): ReplayRecord[] {
  const context = createDecodeContext(oslo);
  const state = createState(oslo);
  const ledger = createReplayLedger();
  const eventOf = (one: Received): LogEvent => {
    if ("own" in one) return one.own;
    const payload = Buffer.from(JSON.stringify(one.payload));
    const decoded = decode({ topic: one.topic, payload, retained: false }, context);
    if (decoded.ok !== true) throw new Error(`not understood: ${JSON.stringify(decoded)}`);
    return decoded.event;
  };
  for (const [index, one] of received.entries()) {
    ledger.take(step(state, { kind: "event", seq: index + 1, receivedAtMs: one.receivedAtMs, event: eventOf(one) }));
  }
  ledger.take(step(state, { kind: "time", nowMs: untilMs }));
  const { doses, alerts } = ledger.rest();
  return [...doses.filter((dose) => dose.scheduledAtMs <= untilMs).map(doseLine), ...alerts.map(alertLine)];
}

/** Runs a row's story to its end. */
export async function tell(row: Row): Promise<ReplayRecord[]> {
  const day = row.day ?? usualDay;
  const nextNoon = Date.parse(`${day}T11:00:00Z`) + 86_400_000;
  const untilMs = row.until ? instantOf(row.until, day) : nextNoon;
  const received = parseLines(row.given, day).filter(({ receivedAtMs }) => receivedAtMs <= untilMs);
  const records = received.some((one) => "own" in one)
    ? throughEngine(received, untilMs)
    : await throughReplay(received, untilMs);
  const rejected = records.filter(({ record }) => record === "rejected");
  const garbled = row.given.filter((line) => / garbled /.test(line));
  expect(rejected.length, JSON.stringify(rejected)).toBe(garbled.length);
  return records;
}

const isoAt = (text: string, day: string) => new Date(instantOf(text, day)).toISOString();

/** What a record says of each thing that the row's words ask for. */
const asked: Record<string, (dose: ReplayRecord, value: string, day: string) => [unknown, unknown]> = {
  at: (dose, value, day) => [dose.dispensedAt, isoAt(value, day)],
  decided: (dose, value, day) => [dose.decidedAt, isoAt(value, day)],
  revised: (dose, value) => [dose.revisions, Number(value)],
  first: (dose, value) => [dose.verdictAtDeadline, value],
  followup: (dose, value) => [dose.followup, value],
  in: (dose, value) => [dose.district, value],
  on: (dose, value) => [dose.deviceId, value],
};

function expectDose(dose: ReplayRecord, wanted: string, day: string): void {
  const [judgement = "", ...more] = wanted.split(", ");
  const [verdict, cause] = judgement.split(" ");
  const said: Record<string, unknown> = { verdict: dose.verdict, cause: dose.cause };
  const right: Record<string, unknown> = { verdict, cause: cause ?? null };
  for (const one of more) {
    const [name = "", value = ""] = one.split(" ");
    const ask = asked[name];
    if (!ask) throw new Error(`nothing a row can ask: ${one}`);
    [said[name], right[name]] = ask(dose, value, day);
  }
  expect(said, String(dose.doseId)).toEqual(right);
}

function expectAlert(alerts: readonly ReplayRecord[], wanted: string, day: string): void {
  const [first = "", ...rest] = wanted.split(" ");
  if (first === "no" || first === "only") {
    const [count, kind] = first === "no" ? ["0", rest[0]] : rest;
    expect(alerts.filter((alert) => alert.kind === kind)).toHaveLength(Number(count));
    return;
  }
  const right: Record<string, unknown> = { kind: first };
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    if (word === "at") right.openedAt = isoAt(rest[++i] ?? "", day);
    else if (word === "until") right.clearedAt = isoAt(rest[++i] ?? "", day);
    else if (word === "standing") right.clearedAt = null;
    else if (word === "told" || word === "untold") right.notified = word === "told";
    else right.severity = word;
  }
  expect(alerts.filter((alert) => alert.kind === first)).toContainEqual(expect.objectContaining(right));
}

export async function checkRow(row: Row): Promise<void> {
  const day = row.day ?? usualDay;
  const records = await tell(row);
  const doses = records.filter(({ record }) => record === "dose");
  if (row.ends) {
    const wanted = Object.entries(row.ends).map(([name, text]) => {
      const [time = "", planId = "P-1"] = name.split(" ").reverse();
      return { doseId: `${planId}@${isoAt(time, day)}`, text };
    });
    expect(doses.map(({ doseId }) => doseId).sort()).toEqual(wanted.map(({ doseId }) => doseId).sort());
    for (const { doseId, text } of wanted) {
      expectDose(doses.find((dose) => dose.doseId === doseId) as ReplayRecord, text, day);
    }
  }
  const alerts = records.filter(({ record }) => record === "alert");
  for (const wanted of row.alerts ?? []) expectAlert(alerts, wanted, day);
}

/** A table of sentences: each is one test. */
export function table(name: string, rows: Row[]): void {
  describe(name, () => {
    it.each(rows.map((row) => [row.says, row] as const))("%s", async (_says, row) => {
      await checkRow(row);
    });
  });
}
