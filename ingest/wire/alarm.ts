import { z } from "zod";
import { id, label } from "./fields.js";

/** Safety technology; `kind` is open, because each class of device has its own. */
export const alarmRaised = z.object({ kind: label, alarmId: id });
export const alarmAnswered = z.object({ alarmId: id });
