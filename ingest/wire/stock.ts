import { z } from "zod";
import type { EventData } from "../../rules/model/event.js";
import { id, instant, integer } from "./fields.js";

export const stockLow = z.object({ dosesLeft: integer(0, 10_000) });
export const stockEmpty = z.object({});

export const rollLoaded = z
  .object({ rollId: id, firstDoseAt: instant, lastDoseAt: instant, doses: integer(1, 10_000) })
  .refine((roll) => roll.firstDoseAt <= roll.lastDoseAt, {
    path: ["lastDoseAt"],
    message: "must not lie before firstDoseAt",
  })
  .transform(({ rollId, firstDoseAt, lastDoseAt, doses }): EventData["roll.loaded"] => ({
    rollId,
    firstDoseAtMs: firstDoseAt,
    lastDoseAtMs: lastDoseAt,
    doses,
  }));
