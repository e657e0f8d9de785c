import type { Cause } from "../../rules/model/record.js";
import { classOf } from "./breaks.js";
import { breaksAround, type OtherBreaks } from "./evidence.js";
import { byTimeThenId, type Fact, type FactOf, factsOfDevice, factsOfType, type Known } from "./facts.js";
import type { ExpectedDose } from "./plans.js";

const stoppingFaults = ["technical", "pouch", "roll", "jam"];

/** The device's own reports that this dose was missed, first one first. */
export function missReportsOf(known: Known, dose: ExpectedDose): FactOf<"dose.missed">[] {
  return factsOfType(factsOfDevice(known, dose.deviceId), "dose.missed")
    .filter((fact) => fact.data.scheduledAtMs === dose.scheduledAtMs)
    .sort(byTimeThenId);
}

/** The device's own reason, else empty, else a fault that stops dispensing, else the user. */
export function causeOfMissed(known: Known, dose: ExpectedDose): Cause {
  const report = missReportsOf(known, dose)[0];
  if (report) return report.data.reason;
  const before = factsOfDevice(known, dose.deviceId).filter((fact) => fact.tMs <= dose.deadlineMs);
  if (isEmpty(before)) return "empty";
  return hasStoppingFault(before) ? "fault" : "user";
}

/** Empty is over with a new roll or a dispense. */
function isEmpty(before: Fact[]): boolean {
  const emptied = before.findLastIndex((fact) => fact.type === "stock.empty");
  const filled = before.findLastIndex((fact) => fact.type === "roll.loaded" || fact.type === "dose.dispensed");
  return emptied > filled;
}

/** A fault is over when it is cleared, or with a dispense. */
function hasStoppingFault(before: Fact[]): boolean {
  const dispensed = before.findLastIndex((fact) => fact.type === "dose.dispensed");
  return stoppingFaults.some((code) => {
    const ofCode = (type: string) =>
      before.findLastIndex((fact) => fact.type === type && (fact.data as { code: string }).code === code);
    return ofCode("fault.raised") > Math.max(ofCode("fault.cleared"), dispensed);
  });
}

/** A component on the path (from the device inwards), a flow, our own gap, else the device's silence. */
export function causeOfUnconfirmed(known: Known, dose: ExpectedDose, others: OtherBreaks): Cause {
  const causes = breaksAround(known, dose, others).map((broken) => broken.cause);
  const path = classOf(known.ecosystem, dose).path;
  const components = path.flatMap((id) =>
    causes.filter((cause) => cause === `component:${id}` || cause.startsWith(`component:${id}@`)),
  );
  const flow = causes.find((cause) => cause.startsWith("flow:"));
  const gap = causes.find((cause) => cause === "monitoring-gap");
  return components[0] ?? flow ?? gap ?? "device-silent";
}

/** A follow-up stands beside the verdict; the latest one is shown. */
export function followupOf(known: Known, dose: ExpectedDose): string | null {
  const told = factsOfType(factsOfDevice(known, dose.deviceId), "dose.followup")
    .filter((fact) => fact.data.scheduledAtMs === dose.scheduledAtMs)
    .map((fact) => ({ tMs: fact.tMs, id: fact.id, outcome: fact.data.outcome as string }));
  const written = known.pageFollowups
    .filter((followup) => followup.doseId === dose.doseId)
    .map((followup) => ({ tMs: followup.atMs, id: "", outcome: followup.outcome }));
  return [...told, ...written].sort(byTimeThenId).at(-1)?.outcome ?? null;
}
