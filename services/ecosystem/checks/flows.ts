import type { Check } from "../draft.js";
import type { Finding } from "../mistake.js";

/** One limit for each hop, and a hop lies between two steps. */
export const checkFlows: Check = (draft) =>
  draft.items.flows.flatMap(({ path, value }): Finding[] => {
    const hops = value.steps.length - 1;
    const limits = value.hopLimitSec.length;
    if (limits === hops) return [];
    return [
      {
        code: "ECOSYSTEM_HOP_LIMITS",
        path: [...path, "hopLimitSec"],
        message: `${value.id} has ${value.steps.length} steps, so ${hops} ${hops === 1 ? "hop" : "hops"}, but ${limits} hop ${limits === 1 ? "limit" : "limits"}`,
        action: `Give ${hops} ${hops === 1 ? "number" : "numbers"} of seconds, one from each step to the next.`,
      },
    ];
  });
