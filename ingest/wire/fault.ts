import { z } from "zod";

const code = z.enum(["technical", "pouch", "roll", "jam", "rejectfull", "tilt"]);

export const faultRaised = z.object({ code });
export const faultCleared = z.object({ code });

export const doorOpened = z.object({ authorised: z.boolean() });
export const tamperDetected = z.object({});
