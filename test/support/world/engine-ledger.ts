import { createState, type EngineState, step } from "../../../rules/engine.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { Input, Output } from "../../../rules/model/engine.js";
import type { DoseRecord } from "../../../rules/model/record.js";
import type { Received } from "../../oracle/facts.js";
import type { OracleDose } from "../../oracle/oracle.js";

/** The engine's inputs for a world, with the clock passed to it now and then, never across a gap of our own. */
export function inputsOf(lines: Received[], endMs: number): Input[] {
  const inputs: Input[] = [];
  for (const [index, line] of lines.entries()) {
    const clockMs = line.receivedAtMs - 1;
    const lastMs = lines[index - 1]?.receivedAtMs ?? Number.NEGATIVE_INFINITY;
    if (line.receivedAtMs % 3 === 0 && clockMs > lastMs && line.event.kind !== "gap-opened") {
      inputs.push({ kind: "time", nowMs: clockMs });
    }
    inputs.push({ kind: "event", seq: index + 1, receivedAtMs: line.receivedAtMs, event: line.event });
  }
  return [...inputs, { kind: "time", nowMs: endMs }];
}

type Look = (state: EngineState) => void;

/** Runs the engine over a world and keeps the last word on every dose; `look` sees the state after each input. */
export function engineRecords(
  lines: Received[],
  ecosystem: Ecosystem,
  endMs: number,
  look: Look = () => {},
): Map<string, DoseRecord> {
  const records = new Map<string, DoseRecord>();
  const state = createState(ecosystem);
  const hear = (outputs: Output[]) => {
    for (const output of outputs) {
      if (output.kind === "defect") throw new Error(`${output.wakeUp}: ${output.error}`);
      if (output.kind === "dose") records.set(output.dose.doseId, output.dose);
      if (output.kind === "dose-withdrawn") records.delete(output.doseId);
    }
  };
  for (const input of inputsOf(lines, endMs)) {
    hear(step(state, input));
    look(state);
  }
  return records;
}

/** The engine's final ledger in the oracle's shape and order. */
export function engineLedger(lines: Received[], ecosystem: Ecosystem, endMs: number, look?: Look): OracleDose[] {
  return [...engineRecords(lines, ecosystem, endMs, look).values()]
    .filter((dose) => dose.scheduledAtMs <= endMs)
    .map(
      ({ doseId, planId, residentRef, deviceId, district, scheduledAtMs, verdict, cause, dispensedAtMs, followup }) => {
        return {
          doseId,
          planId,
          residentRef,
          deviceId,
          district,
          scheduledAtMs,
          verdict,
          cause,
          dispensedAtMs,
          followup,
        };
      },
    )
    .sort((a, b) => (a.doseId < b.doseId ? -1 : 1));
}
