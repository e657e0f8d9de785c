import { z } from "zod";
import { faultKind } from "./fault.js";

/**
 * Velvakt itself cannot hear. What was said meanwhile reaches it in one burst at the end, as a broker
 * with a persistent session hands it over; with `lost`, never.
 */
export const velvaktDown = faultKind({
  name: "velvakt-down",
  summary: "Velvakt itself cannot hear; what was said comes in one burst afterwards, or is lost",
  settings: { lost: z.boolean().default(false) },
  make: ({ lost }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world }) {
      const about = { what: "listener-deaf", fault: "velvakt-down", atMs: fromMs, toMs } as const;
      world.truth.noteHappening({ ...about, lost });
      return world.conditions.begin("deaf", { lost });
    },
  }),
});
