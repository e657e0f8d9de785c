import type { FollowupOutcome } from "../model/event.js";
import type { Run } from "../state.js";
import { rejudge } from "./ledger.js";
import { addOnce, parseDoseId } from "./plan.js";
import { planOf } from "./replan.js";

/**
 * A person says on the worklist page what became of a dose: it stands beside the verdict. It is kept
 * with the plan that `doseId` names, because a dose may come and go with versions of its plan.
 */
export function onFollowup(run: Run, doseId: string, outcome: FollowupOutcome): void {
  const named = parseDoseId(doseId);
  if (!named) return;
  const { planId, scheduledAtMs } = named;
  addOnce(planOf(run, planId).followups, {
    t: run.nowMs,
    id: `velvakt-${run.state.seq}`,
    value: { scheduledAtMs, outcome },
  });
  for (const cell of run.state.devices.values()) if (cell.planIds.includes(planId)) rejudge(run, cell);
}
