import { z } from "zod";
import { id, integer, label, text, wireForms } from "./fields.js";

const levelOfWord = new Map([
  ["normal", 10],
  ["moderate", 20],
  ["serious", 30],
  ["critical", 40],
]);

/** Suppliers send VKP's level as a number, as FHIR's text ("30"), or in words. */
const severity = z.preprocess(
  (value) => {
    if (typeof value !== "string") return value;
    return levelOfWord.get(value) ?? (/^\d{1,2}$/.test(value) ? Number(value) : value);
  },
  integer(0, 40),
);
wireForms.set(
  severity,
  z.union([
    integer(0, 40),
    z.enum(["normal", "moderate", "serious", "critical"]),
    z.string().regex(/^(?:[0-3]?\d|40)$/),
  ]),
);

/** `kind` is a VKP alert code; not checked against the list, as suppliers use codes of other versions. */
export const alertRaised = z.object({ alertRef: id, deviceId: id, kind: label, severity });
export const alertDelivered = z.object({ alertRef: id, channel: label });

const handled = z.object({
  alertRef: id,
  actorRole: label,
  cause: z.exactOptional(text),
  action: z.exactOptional(text),
});
export const alertAcknowledged = handled;
export const alertDispatched = handled;
export const alertClosed = handled;
