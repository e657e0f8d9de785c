import type { AlertRecord } from "../model/record.js";
import type { Run } from "../state.js";
import { wayOf } from "./path.js";

/** Until when something is not to be told, although nobody has taken it. What persists is told then. */

const minMs = 60_000;

/** After a gap the broker's backlog may still answer; what is not urgent waits for it. Source: judgement. */
const backlogMs = 10 * minMs;

/** Time that passed while Velvakt was away is worked through at once; nobody is told in between. */
export function catchUpMs({ nowMs, state }: Run): number {
  return nowMs < state.catchUpMs ? state.catchUpMs : Number.NEGATIVE_INFINITY;
}

function backlogUntilMs(run: Run, { severity }: AlertRecord): number {
  const gap = run.state.gaps.find((one) => one.toMs === Number.POSITIVE_INFINITY);
  return gap && severity !== "critical" ? run.state.catchUpMs + backlogMs : Number.NEGATIVE_INFINITY;
}

/** A device that is silent while something on its way is being maintained: that was announced. */
function maintainedUntilMs(run: Run, record: AlertRecord): number {
  if (record.kind !== "device-offline" || record.deviceId === null) return Number.NEGATIVE_INFINITY;
  const cell = run.state.devices.get(record.deviceId);
  if (!cell) return Number.NEGATIVE_INFINITY;
  const spans = wayOf(run, cell).path.flatMap((id) => run.state.components.get(id)?.maintenance ?? []);
  const now = spans.filter((span) => span.fromMs <= run.nowMs && run.nowMs < span.toMs);
  return now.reduce((latestMs, span) => Math.max(latestMs, span.toMs), Number.NEGATIVE_INFINITY);
}

/** The instant from which on the alert may be told; in the past if it may be now. */
export function quietUntilMs(run: Run, record: AlertRecord): number {
  return Math.max(catchUpMs(run), backlogUntilMs(run, record), maintainedUntilMs(run, record));
}
