import { byTimeThenId, type FactOf, factsOfDevice, factsOfType, type Known } from "./facts.js";
import { type ExpectedDose, instant, nextMidnight, startOfVersion, versionsInForce, zoneOf } from "./plans.js";

interface Pause {
  fromMs: number;
  toMs: number;
}

/** A dose is excused when it lies in a pause of its plan, or in a span its device dispensed beforehand. */
export function isExcused(known: Known, dose: ExpectedDose): boolean {
  const paused = pausesOf(known, dose.planId).some(
    (pause) => pause.fromMs <= dose.scheduledAtMs && dose.scheduledAtMs < pause.toMs,
  );
  return paused || isPredispensed(known, dose);
}

/** The pauses of a plan after corrections and resumptions, each `[from, to)`. */
export function pausesOf(known: Known, planId: string): Pause[] {
  const published = factsOfType(known.facts, "plan.published").filter((fact) => fact.data.planId === planId);
  const versions = versionsInForce(published);
  const highest = versions.reduce<FactOf<"plan.published"> | null>(
    (a, b) => (a && a.data.version > b.data.version ? a : b),
    null,
  );
  const zone = highest ? zoneOf(highest, known.ecosystem.timezone) : known.ecosystem.timezone;
  const starts = versions.map((version) => startOfVersion(version, known.ecosystem.timezone));
  const resumes = factsOfType(known.facts, "plan.resumed")
    .filter((fact) => fact.data.planId === planId)
    .map((fact) => ({ fact, atMs: instant(fact.data.at, zone) }));

  // Two pauses that begin together: the later envelope corrects the earlier.
  const byStart = new Map<number, FactOf<"plan.paused">>();
  for (const fact of factsOfType(known.facts, "plan.paused").sort(byTimeThenId)) {
    if (fact.data.planId === planId) byStart.set(instant(fact.data.from, zone), fact);
  }
  return [...byStart].map(([fromMs, fact]) => {
    const plannedEndMs = plannedEndOf(fact, fromMs, zone, starts);
    // A resumption ends every pause that is running at that instant. Where a pause begins with a
    // resumption, the later said of the two stands.
    const ending = resumes.filter((resume) => {
      const running = fromMs < resume.atMs || (fromMs === resume.atMs && byTimeThenId(fact, resume.fact) < 0);
      return running && resume.atMs < plannedEndMs;
    });
    return { fromMs, toMs: Math.min(plannedEndMs, ...ending.map((resume) => resume.atMs)) };
  });
}

/** A pause without an end lasts until the next version begins. */
function plannedEndOf(fact: FactOf<"plan.paused">, fromMs: number, zone: string, starts: number[]): number {
  const { to } = fact.data;
  if (!to) return Math.min(...starts.filter((startMs) => startMs > fromMs), Number.POSITIVE_INFINITY);
  return "date" in to ? nextMidnight(to.date, zone) : to.atMs;
}

/** `[from, to]` on the dose's device; a bare date as the end includes that day. */
function isPredispensed(known: Known, dose: ExpectedDose): boolean {
  return factsOfType(factsOfDevice(known, dose.deviceId), "dose.predispensed").some(({ data }) => {
    const begun = instant(data.from, dose.zone) <= dose.scheduledAtMs;
    const over =
      "date" in data.to
        ? dose.scheduledAtMs >= nextMidnight(data.to.date, dose.zone)
        : dose.scheduledAtMs > data.to.atMs;
    return begun && !over;
  });
}
