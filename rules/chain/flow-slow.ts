import { clear, raise } from "../alerts/open.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { hopSubject, isActive, latencyMs, stepNames } from "./hop-words.js";

/** Messages come through, but one in twenty takes longer than the hop's limit. */
export function checkSlow(run: Run, flow: Flow, hop: HopCell): void {
  const subject = hopSubject(flow, hop);
  const p95Ms = latencyMs(run, hop, 95);
  const limitSec = flow.hopLimitSec[hop.index] as number;
  // Too few messages say nothing: what was slow has not become quick by silence.
  if (p95Ms === null) return;
  if (p95Ms <= limitSec * 1000) {
    clear(run, "flow-slow", subject);
    return;
  }
  if (isActive(run, "flow-slow", subject)) return;
  const p50Ms = latencyMs(run, hop, 50) as number;
  raise(run, {
    kind: "flow-slow",
    subject,
    district: hop.district,
    evidence: {
      flow: flow.id,
      ...stepNames(run, flow, hop),
      limitSec,
      p95Sec: Math.round(p95Ms / 1000),
      p50Sec: Math.round(p50Ms / 1000),
    },
  });
}
