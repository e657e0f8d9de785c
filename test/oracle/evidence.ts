import {
  type Break,
  classOf,
  componentBreaksOf,
  contactsOf,
  isOfTheDevice,
  overlaps,
  ownGaps,
  quarantinedDoseMessagesOf,
  silencesOf,
  unansweredOfflinesOf,
} from "./breaks.js";
import { type Fact, factsOfDevice, factsOfType, type Known } from "./facts.js";
import type { ExpectedDose } from "./plans.js";

/** Breaks that somebody else knows of (a broken flow, an inferred outage); none in a plain world. */
export type OtherBreaks = (dose: ExpectedDose) => Break[];

const minuteMs = 60_000;

/** Breaks of the way between device and us: these also delay settling. Device silence does not. */
function pathBreaks(known: Known, dose: ExpectedDose, others: OtherBreaks): Break[] {
  return [...componentBreaksOf(known, dose), ...others(dose), ...ownGaps(known), ...unansweredOfflinesOf(known, dose)];
}

/** Every break between the beginning of the dose's window and its deadline. */
export function breaksAround(known: Known, dose: ExpectedDose, others: OtherBreaks): Break[] {
  const all = [
    ...pathBreaks(known, dose, others),
    ...silencesOf(known, dose),
    ...quarantinedDoseMessagesOf(known, dose),
  ];
  return all.filter((broken) => overlaps(broken, dose.windowFromMs, dose.deadlineMs));
}

/** Would we have heard of a dispense? Only then is hearing of none a missed dose. */
export function wouldHaveHeard(known: Known, dose: ExpectedDose, others: OtherBreaks): boolean {
  if (hadContactWithoutBreak(known, dose, others)) return true;
  return (bufferIsEmpty(known, dose) || sequenceIsWhole(known, dose)) && isSettled(known, dose, others);
}

/** (a) The device was heard shortly before the deadline, and nothing was broken on the way. */
export function hadContactWithoutBreak(known: Known, dose: ExpectedDose, others: OtherBreaks): boolean {
  const beats = known.ecosystem.thresholds.contactHeartbeats;
  const recentMs = beats * classOf(known.ecosystem, dose).heartbeatEverySec * 1000;
  const contact = contactsOf(known, dose.deviceId).some(
    (fact) => dose.deadlineMs - recentMs <= fact.tMs && fact.tMs <= dose.deadlineMs,
  );
  return contact && breaksAround(known, dose, others).length === 0;
}

/** (b) After the deadline the device said that it holds nothing back. */
export function bufferIsEmpty(known: Known, dose: ExpectedDose): boolean {
  return factsOfType(factsOfDevice(known, dose.deviceId), "link.heartbeat").some(
    (fact) => !fact.stale && fact.tMs >= dose.deadlineMs && fact.data.bufferedEvents === 0,
  );
}

/** (c) Its own numbering has no hole from before the window to after the deadline. */
export function sequenceIsWhole(known: Known, dose: ExpectedDose): boolean {
  const numbered = factsOfDevice(known, dose.deviceId).filter((fact) => !fact.stale && fact.sequence !== null);
  const sources = [...new Set(numbered.map((fact) => fact.source))];
  return sources.some((source) => {
    const runs = runsWithoutHole(numbered.filter((fact) => fact.source === source));
    return runs.some((run) => {
      const first = run.findIndex((fact) => fact.tMs <= dose.windowFromMs);
      const last = run.findLastIndex((fact) => fact.tMs >= dose.deadlineMs);
      return first !== -1 && last > first;
    });
  });
}

/** Stretches of consecutive numbers; a number used for two different messages proves nothing and ends a run. */
function runsWithoutHole(facts: Fact[]): Fact[][] {
  const byNumber = new Map<number, Fact[]>();
  for (const fact of facts) {
    const number = fact.sequence ?? 0;
    byNumber.set(number, [...(byNumber.get(number) ?? []), fact]);
  }
  const runs: Fact[][] = [];
  let previous: number | null = null;
  for (const number of [...byNumber.keys()].sort((a, b) => a - b)) {
    const here = byNumber.get(number) ?? [];
    const only = here.length === 1 ? here[0] : undefined;
    if (!only) {
      previous = null;
      continue;
    }
    const run = runs.at(-1);
    if (run && previous === number - 1) run.push(only);
    else runs.push([only]);
    previous = number;
  }
  return runs;
}

/**
 * (b) and (c) count once the way has been whole for the settling time after something from behind
 * the deadline arrived; a new break before that starts the wait anew.
 */
export function isSettled(known: Known, dose: ExpectedDose, others: OtherBreaks): boolean {
  const after = factsOfDevice(known, dose.deviceId).filter(
    (fact) => isOfTheDevice(fact) && !fact.stale && fact.tMs >= dose.deadlineMs,
  );
  const breaks = pathBreaks(known, dose, others);
  const settleMs = known.ecosystem.thresholds.settleMin * minuteMs;
  let sinceMs = Math.min(...after.map((fact) => fact.receivedAtMs));
  while (sinceMs + settleMs <= known.endMs) {
    const untilMs = sinceMs + settleMs;
    const disturbing = breaks.filter((broken) => broken.fromMs < untilMs && broken.toMs > sinceMs);
    if (disturbing.length === 0) return true;
    sinceMs = Math.min(...disturbing.map((broken) => broken.toMs));
  }
  return false;
}
