import { z } from "zod";
import { named, personText } from "./common.js";

/** Who acts: a role or a user id of the municipality, not a resident. */
const actor = personText(128);

export const acknowledgeBody = named("Acknowledge", z.strictObject({ actor }));

export const closeBody = named(
  "Close",
  z.strictObject({ actor, cause: personText(1000).optional(), action: personText(1000).optional() }),
);

export const followupBody = named(
  "Followup",
  z.strictObject({
    outcome: z.enum(["confirmed-by-phone", "given-by-staff", "refused", "not-reached", "not-at-home"]),
    actorRole: personText(128),
  }),
);
