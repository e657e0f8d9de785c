import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Cause } from "../../rules/model/record.js";
import { type Fact, factsOfDevice, factsOfType, type Known } from "./facts.js";
import type { ExpectedDose } from "./plans.js";

/** A stretch `[fromMs, toMs)`, or a point, during which a dose report may have been lost. */
export interface Break {
  fromMs: number;
  toMs: number;
  /** What an unconfirmed dose behind this break is put down to. */
  cause: Cause;
}

const minuteMs = 60_000;

/** A break concerns a stretch of time when the two overlap; a point, when it lies within. */
export function overlaps(broken: Break, fromMs: number, toMs: number): boolean {
  if (broken.fromMs === broken.toMs) return fromMs <= broken.fromMs && broken.fromMs <= toMs;
  return broken.fromMs < toMs && broken.toMs > fromMs;
}

/** Contact is an event of the device itself, sent as it happened: not what others say about it, not a buffer. */
export function contactsOf(known: Known, deviceId: string): Fact[] {
  return factsOfDevice(known, deviceId).filter((fact) => isOfTheDevice(fact) && !fact.replayed);
}

/** Plans and inventory are published on a device's topic, and say nothing about the device. */
export function isOfTheDevice(fact: Fact): boolean {
  return !fact.type.startsWith("plan.") && !fact.type.startsWith("inventory.");
}

/** Silence longer than the class allows, between two contacts; never before the first or after the last. */
export function silencesOf(known: Known, dose: ExpectedDose): Break[] {
  const limitMs = classOf(known.ecosystem, dose).offlineAfterMin * minuteMs;
  const contacts = contactsOf(known, dose.deviceId);
  return contacts.flatMap((contact, index) => {
    const next = contacts[index + 1];
    if (!next || next.tMs - contact.tMs <= limitMs) return [];
    return [{ fromMs: contact.tMs, toMs: next.tMs, cause: "device-silent" as const }];
  });
}

/** An `offline` that no `online` and no contact answered in time is a break until one does. */
export function unansweredOfflinesOf(known: Known, dose: ExpectedDose): Break[] {
  const graceMs = known.ecosystem.thresholds.offlineGraceSec * 1000;
  const states = known.states.filter((state) => state.sender.deviceId === dose.deviceId);
  const signs = [
    ...states.filter((state) => state.state === "online").map((state) => state.atMs),
    ...contactsOf(known, dose.deviceId).map((contact) => contact.tMs),
  ];
  return states
    .filter((state) => state.state === "offline")
    .map((state) => ({ fromMs: state.atMs, toMs: Math.min(...signs.filter((atMs) => atMs >= state.atMs)) }))
    .filter((broken) => broken.toMs - broken.fromMs > graceMs)
    .map((broken) => ({ ...broken, cause: "device-silent" as const }));
}

/** The components between the device and us, from the device inwards; what they depend on does not count. */
export function componentBreaksOf(known: Known, dose: ExpectedDose): Break[] {
  return classOf(known.ecosystem, dose).path.flatMap((id) => {
    const component = known.ecosystem.components.find((candidate) => candidate.id === id);
    const key = component?.perDistrict ? `${id}@${dose.district}` : id;
    const facts = factsOfDevice(known, id)
      .filter((fact) => fact.sender.deviceClass === "component")
      .filter((fact) => !component?.perDistrict || fact.sender.district === dose.district);
    const down = [...declaredDown(facts), ...probedDown(facts, known.ecosystem.thresholds.probeFailuresMax)];
    return down.map((stretch) => ({ ...stretch, cause: `component:${key}` as const }));
  });
}

/** A declared outage lasts from its own time to the time of the next declared end. */
function declaredDown(facts: Fact[]): { fromMs: number; toMs: number }[] {
  const closings = factsOfType(facts, "outage.closed");
  return factsOfType(facts, "outage.opened").map((opened) => ({
    fromMs: opened.tMs,
    toMs: Math.min(...closings.map((closed) => closed.tMs).filter((atMs) => atMs >= opened.tMs)),
  }));
}

/** Enough failed probes in a row are an outage, from the first of them to the next success. */
function probedDown(facts: Fact[], failuresMax: number): { fromMs: number; toMs: number }[] {
  const probes = factsOfType(facts, "probe.result");
  const down: { fromMs: number; toMs: number }[] = [];
  let failures: number[] = [];
  for (const probe of probes) {
    if (!probe.data.ok) {
      failures.push(probe.tMs);
      continue;
    }
    if (failures[0] !== undefined && failures.length >= failuresMax)
      down.push({ fromMs: failures[0], toMs: probe.tMs });
    failures = [];
  }
  if (failures[0] !== undefined && failures.length >= failuresMax) {
    down.push({ fromMs: failures[0], toMs: Number.POSITIVE_INFINITY });
  }
  return down;
}

export function ownGaps(known: Known): Break[] {
  return known.gaps.map((gap) => ({ ...gap, cause: "monitoring-gap" as const }));
}

/** A quarantined message about a dose: we heard something, and cannot tell what. */
export function quarantinedDoseMessagesOf(known: Known, dose: ExpectedDose): Break[] {
  return known.rejected
    .filter((rejected) => rejected.sender.deviceId === dose.deviceId)
    .filter((rejected) => /^(no\.vft\.)?dose\./.test(rejected.type))
    .map((rejected) => ({ fromMs: rejected.atMs, toMs: rejected.atMs, cause: "device-silent" as const }));
}

export function classOf(ecosystem: Ecosystem, dose: ExpectedDose) {
  const found = ecosystem.deviceClasses.find((candidate) => candidate.id === dose.deviceClass);
  if (!found) throw new Error(`the ecosystem has no class ${dose.deviceClass}`);
  return found;
}
