import { z } from "zod";

/** The retained state of a connection, also its Last Will. */
export const stateSchema = z.object({ state: z.enum(["online", "offline"]) });
