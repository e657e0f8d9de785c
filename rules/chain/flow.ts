import type { PathBreak } from "../doses/judge.js";
import type { Run } from "../state.js";

/** Spans in which a flow that carries the doses of this path was broken. */
export function flowBreaksOf(_run: Run, _path: readonly string[]): PathBreak[] {
  return [];
}
