import { z } from "zod";
import { instant, named } from "./common.js";
import { alert, device, dose } from "./records.js";

export const riskReason = z
  .enum(["overdue", "offline", "not-heard", "empty", "power"])
  .describe(
    "overdue: a dose of the last 24 h is late, missed or unknown and nobody has followed it up; offline, not-heard: the device is so with a dose due soon; empty: nothing left to dispense; power: gone before the next dose",
  );

const nextDose = dose.pick({ doseId: true, scheduledAt: true, critical: true }).nullable();

export const residentsAtRisk = named(
  "ResidentsAtRisk",
  z.object({
    generatedAt: instant,
    doseSoonHours: z.number(),
    total: z.int().describe("All at risk, not only those listed"),
    items: z
      .array(
        z.object({
          residentRef: z.string(),
          reasons: z.array(riskReason),
          deviceId: z.string(),
          district: z.string(),
          nextDose,
        }),
      )
      .describe("Time-critical next doses first, then the earliest"),
  }),
);

export const resident = named(
  "Resident",
  z.object({
    residentRef: z.string(),
    devices: z.array(device),
    nextDose,
    openAlerts: z.array(alert).describe("Oldest first"),
    doses: z.array(dose).describe("Of the last seven days and the next, latest planned first, bounded"),
  }),
);
