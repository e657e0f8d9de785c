import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import { count } from "./figures.js";

/**
 * Notes what became of a message at one hop of its way: passed on in time, or late, rejected, or stuck
 * for so long (`tookMs` Infinity) that nobody waits for it any more. Null: nobody saw when it came.
 */
export function noteHop(run: Run, flowId: string, index: number, tookMs: number | null, rejected: boolean): void {
  const flow = run.state.ecosystem.flows.find((one) => one.id === flowId) as Flow;
  const limitSec = flow.hopLimitSec[index] as number;
  count(run, "hop-messages");
  if (rejected || (tookMs !== null && tookMs > limitSec * 1000)) count(run, "hop-failed");
}
