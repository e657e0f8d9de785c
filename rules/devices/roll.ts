import { localTime } from "../alerts/words.js";
import type { EventData } from "../model/event.js";
import type { Run } from "../state.js";
import type { DeviceCell, RollCell } from "./cells.js";
import { report, withdraw } from "./finding.js";
import { openDoses, plannedDoses } from "./planned.js";

const dayMs = 86_400_000;

export function noteRoll(cell: DeviceCell, t: number, id: string, data: EventData["roll.loaded"]): void {
  const { roll } = cell;
  if (roll && (t < roll.t || (t === roll.t && id < roll.id))) return;
  cell.roll = { ...data, t, id };
}

/** What is wrong with the roll's dates; null if they fit the plans of the device. */
function mismatchOf(run: Run, cell: DeviceCell, roll: RollCell): string | null {
  if (roll.lastDoseAtMs < roll.t) return "roll-is-over";
  if (openDoses(run, cell, { fromMs: roll.t, toMs: roll.firstDoseAtMs }) > 0) return "first-dose-too-late";
  const inRoll = { fromMs: roll.firstDoseAtMs, toMs: roll.lastDoseAtMs + 1 };
  return plannedDoses(run, cell, inRoll).length > roll.doses ? "too-few-doses" : null;
}

/**
 * Compares the roll with the plans: a wrong roll (over already, beginning after the next dose, or
 * with fewer doses than the plans have in its days) does not agree with the plan; one that ends while
 * the plans go on and the next delivery is not due wants an earlier delivery.
 */
export function refreshRoll(run: Run, cell: DeviceCell): void {
  const { roll } = cell;
  if (!roll) return;
  const { timezone, thresholds } = run.state.ecosystem;
  const why = mismatchOf(run, cell, roll);
  const evidence = {
    rollId: roll.rollId,
    endsLocal: localTime(timezone, roll.lastDoseAtMs),
    doses: roll.doses,
  };
  if (why) report(run, cell, { kind: "plan-mismatch", detail: "roll", evidence: { ...evidence, why } });
  else withdraw(run, cell, "plan-mismatch", "roll");
  const deliveryMs = roll.t + thresholds.rollDays * dayMs;
  const uncovered = plannedDoses(run, cell, { fromMs: roll.lastDoseAtMs + 1, toMs: deliveryMs }).length;
  if (uncovered > 0 && why !== "roll-is-over") {
    report(run, cell, { kind: "roll-ends-before-delivery", evidence: { ...evidence, uncovered } });
  } else withdraw(run, cell, "roll-ends-before-delivery");
}
