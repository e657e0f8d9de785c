import { z } from "zod";
import type { EventData } from "../../rules/model/event.js";
import { id, instant, label, number, text } from "./fields.js";

export const probeResult = z
  .object({
    target: z.exactOptional(text),
    ok: z.boolean(),
    latencyMs: z.exactOptional(number(0, 1e9)),
    certificateEndsAt: z.exactOptional(instant),
  })
  .transform(({ certificateEndsAt, ...result }): EventData["probe.result"] =>
    certificateEndsAt === undefined ? result : { ...result, certificateEndsAtMs: certificateEndsAt },
  );

const outage = z.object({
  reason: z.exactOptional(text),
  detectedBy: z.enum(["municipality", "supplier", "velvakt"]),
});
export const outageOpened = outage;
export const outageClosed = outage;

export const maintenanceAnnounced = z
  .object({ from: instant, to: instant, reason: z.exactOptional(text) })
  .refine((window) => window.from <= window.to, { path: ["to"], message: "must not lie before from" })
  .transform(({ from, to, reason }): EventData["maintenance.announced"] => ({
    fromMs: from,
    toMs: to,
    ...(reason === undefined ? {} : { reason }),
  }));

const hop = z.object({ flow: id, step: id, messageId: id, at: z.exactOptional(instant) });

export const hopPassed = hop.transform(({ at, ...passed }): EventData["hop.passed"] =>
  at === undefined ? passed : { ...passed, atMs: at },
);
export const hopRejected = hop
  .extend({ code: label })
  .transform(({ at, ...rejected }): EventData["hop.rejected"] =>
    at === undefined ? rejected : { ...rejected, atMs: at },
  );

const actor = { actorOrg: z.enum(["municipality", "supplier"]), actorRole: label };

export const versionChanged = z.object({ version: label, ...actor });
export const configChanged = z.object({ what: text, ...actor });

export const accessLogged = z.object({ ...actor, purpose: text, district: id, outcome: z.enum(["ok", "denied"]) });
