import { clear, raise } from "../alerts/open.js";
import { localClock } from "../alerts/words.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { rejudgeBehind } from "./down.js";
import { hopSubject, stepNames } from "./hop-words.js";
import { baseId } from "./path.js";

/**
 * A hop is broken when what comes to it does not come out: so many messages in a row, the newest
 * whose limit has passed, are still on their way. The first of them that comes out ends it; while a
 * queue drains from its oldest message on, the newest are not stuck.
 */

/** The newest messages that are done or should be, if none of them is done, nor anything else after the first of them came. */
function stuckOf(run: Run, hop: HopCell): HopCell["waiting"] {
  const { flowStuckMessages } = run.state.ecosystem.thresholds;
  const decided = hop.waiting.filter((one) => one.done || one.dueMs <= run.nowMs).slice(-flowStuckMessages);
  const [first] = decided;
  if (!first || decided.length < flowStuckMessages || decided.some((one) => one.done)) return [];
  return first.t >= (hop.lastOutMs ?? Number.NEGATIVE_INFINITY) ? decided : [];
}

/** Devices whose doses this hop may carry are judged anew. */
function rejudgeOn(run: Run, flow: Flow, hop: HopCell): void {
  const carries = run.state.ecosystem.deviceClasses.some(
    ({ path }) => path.includes(flow.steps[hop.index] as string) && path.includes(flow.steps[hop.index + 1] as string),
  );
  if (!carries) return;
  const first = flow.steps[hop.index] as string;
  rejudgeBehind(run, hop.district === null ? first : `${baseId(first)}@${hop.district}`);
}

/** Opens or ends the break of a hop. `passedAtMs` is when a message came out of it, by its own time. */
export function checkBroken(run: Run, flow: Flow, hop: HopCell, passedAtMs: number | null): void {
  const open = hop.breaks.find((span) => span.toMs === Number.POSITIVE_INFINITY);
  // Nothing has come out yet that will: a system's clock may be ahead.
  const outMs = passedAtMs === null ? null : Math.min(passedAtMs, run.nowMs);
  if (outMs !== null) hop.lastOutMs = Math.max(hop.lastOutMs ?? outMs, outMs);
  const stuck = stuckOf(run, hop);
  const [first] = stuck;
  if (open && outMs !== null && outMs >= open.fromMs) {
    open.toMs = outMs;
    clear(run, "flow-broken", hopSubject(flow, hop));
    rejudgeOn(run, flow, hop);
  } else if (!open && first) {
    hop.breaks.push({ fromMs: first.t, toMs: Number.POSITIVE_INFINITY });
    raise(run, {
      kind: "flow-broken",
      subject: hopSubject(flow, hop),
      district: hop.district,
      evidence: {
        flow: flow.id,
        ...stepNames(run, flow, hop),
        sinceLocal: localClock(run.state.ecosystem.timezone, first.t),
        stuck: stuck.length,
        inFlight: hop.inFlight,
        passed: hop.passed,
        limitSec: flow.hopLimitSec[hop.index] as number,
      },
    });
    rejudgeOn(run, flow, hop);
  }
}
