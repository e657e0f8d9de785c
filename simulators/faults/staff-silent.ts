import { z } from "zod";
import { faultKind } from "./fault.js";

/** Staff stop acknowledging: the phone lies in a drawer, or the shift was never filled. */
export const staffSilent = faultKind({
  name: "staff-silent",
  summary: "nobody takes an alert, in one district or in all",
  settings: { district: z.string().nullable().default(null) },
  make: ({ district }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world }) {
      const where = district === null ? {} : { district };
      world.truth.noteHappening({ what: "staff-silent", fault: "staff-silent", atMs: fromMs, toMs, ...where });
      return world.conditions.begin("silentStaff", { district });
    },
  }),
});
