import { clear, raise } from "../alerts/open.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { hopSubject, isActive, stepNames } from "./hop-words.js";

/** Several of the latest messages were refused; over when so many others have passed that they are not. */
export function checkRejecting(run: Run, flow: Flow, hop: HopCell): void {
  const subject = hopSubject(flow, hop);
  const rejected = hop.outcomes.filter((one) => one.rejected).length;
  if (rejected < run.state.ecosystem.thresholds.flowRejectedMessages) {
    clear(run, "flow-rejecting", subject);
    return;
  }
  if (isActive(run, "flow-rejecting", subject)) return;
  raise(run, {
    kind: "flow-rejecting",
    subject,
    district: hop.district,
    evidence: {
      flow: flow.id,
      ...stepNames(run, flow, hop),
      rejected,
      ofLatest: hop.outcomes.length,
    },
  });
}
