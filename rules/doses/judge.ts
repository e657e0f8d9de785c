import type { Cause, Verdict } from "../model/record.js";
import type { Span } from "../span.js";
import type { ExpectedDose, MissReport } from "./cells.js";
import { anyOverlap, anyWithin, hasSilence, overlaps } from "./hearing.js";

/** A break on the way of the device's messages, with the name a cause gives it. */
export interface PathBreak extends Span {
  cause: `component:${string}` | `flow:${string}`;
}

/** What has been said of a dose; like the evidence below, a function of the set of events. */
export interface DoseWords {
  dispensedAtMs: number | null;
  excused: boolean;
  /** The device's first report of this dose as missed. */
  report: MissReport | null;
  ambiguous: boolean;
}

/** What silence is weighed by, once the deadline has passed without a word. */
export interface Evidence {
  /** Device times of contact, ascending. */
  contacts: readonly number[];
  contactWindowMs: number;
  silenceMaxMs: number;
  offlineSpans: readonly Span[];
  pathBreaks: readonly PathBreak[];
  gaps: readonly Span[];
  /** Device times of quarantined `dose.*` messages. */
  quarantined: readonly number[];
  /** Evidence (b) or (c) is there and has settled. */
  settledEvidence: boolean;
  /** At D by device time: out of medicine, or an open fault. */
  empty: boolean;
  fault: boolean;
}

export interface Judgement {
  verdict: Verdict;
  cause: Cause | null;
}

function judgement(verdict: Verdict, cause: Cause | null = null): Judgement {
  return { verdict, cause };
}

function judgeDispensed(dose: ExpectedDose, atMs: number): Judgement {
  if (atMs < dose.opensAtMs) return judgement("early");
  return judgement(atMs <= dose.onTimeUntilMs ? "on-time" : "late");
}

/** Nothing on the way from the device to us was broken while the dose could be dispensed. */
function wasWhole(dose: Pick<ExpectedDose, "opensAtMs" | "deadlineAtMs">, facts: Evidence): boolean {
  const { opensAtMs, deadlineAtMs } = dose;
  return !(
    hasSilence(facts.contacts, facts.silenceMaxMs, opensAtMs, deadlineAtMs) ||
    anyOverlap(facts.offlineSpans, opensAtMs, deadlineAtMs) ||
    anyOverlap(facts.pathBreaks, opensAtMs, deadlineAtMs) ||
    anyOverlap(facts.gaps, opensAtMs, deadlineAtMs) ||
    anyWithin(facts.quarantined, opensAtMs, deadlineAtMs)
  );
}

/** A dispense would have reached us: contact at the deadline over a whole way, or proof from later. */
export function wouldHaveHeard(dose: Pick<ExpectedDose, "opensAtMs" | "deadlineAtMs">, facts: Evidence): boolean {
  if (facts.settledEvidence) return true;
  const inContact = anyWithin(facts.contacts, dose.deadlineAtMs - facts.contactWindowMs, dose.deadlineAtMs);
  return inContact && wasWhole(dose, facts);
}

function causeOfMissed(facts: Evidence): Cause {
  if (facts.empty) return "empty";
  return facts.fault ? "fault" : "user";
}

function causeOfUnconfirmed(dose: ExpectedDose, facts: Evidence): Cause {
  const touches = (span: Span) => overlaps(span, dose.opensAtMs, dose.deadlineAtMs);
  const byPath = facts.pathBreaks.filter(touches);
  const component = byPath.find((span) => span.cause.startsWith("component:"));
  if (component) return component.cause;
  if (byPath[0]) return byPath[0].cause;
  return facts.gaps.some(touches) ? "monitoring-gap" : "device-silent";
}

/**
 * The verdict of a dose at `nowMs`, in the order of precedence: dispensed, excused, the device's own
 * report, the deadline. At the deadline silence is *missed* only if we would have heard otherwise.
 */
export function judge(dose: ExpectedDose, words: DoseWords, evidence: () => Evidence, nowMs: number): Judgement {
  if (words.dispensedAtMs !== null) return judgeDispensed(dose, words.dispensedAtMs);
  if (words.excused) return judgement(nowMs >= dose.scheduledAtMs ? "excused" : "pending");
  if (words.report && words.ambiguous) return judgement("unconfirmed", "ambiguous-dispense");
  if (words.report) return judgement("missed", words.report.reason);
  if (nowMs < dose.deadlineAtMs) return judgement("pending");
  const facts = evidence();
  if (wouldHaveHeard(dose, facts)) return judgement("missed", causeOfMissed(facts));
  return judgement("unconfirmed", causeOfUnconfirmed(dose, facts));
}
