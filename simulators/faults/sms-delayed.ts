import { z } from "zod";
import { faultKind } from "./fault.js";

const componentId = "duty-phone";
const minMs = 60_000;

/** SMS take half an hour instead of seconds: alerts reach the duty phone when the limit is over. */
export const smsDelayed = faultKind({
  name: "sms-delayed",
  summary: "SMS to the duty phones take half an hour instead of seconds",
  settings: { delayMin: z.number().positive().max(1_440).default(30) },
  make: ({ delayMin }) => ({
    breaks: { componentId: "sms-gateway", how: "slow" },
    begin: ({ world }) =>
      world.conditions.begin("slow", {
        componentId,
        delayMs: [
          [0, 0.4 * delayMin * minMs],
          [1, 1.6 * delayMin * minMs],
        ],
      }),
  }),
});
