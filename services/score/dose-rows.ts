import { counts, type Evidence } from "./evidence.js";
import type { Cell, Row, Shortfall } from "./figures.js";
import type { DoseSaid, Report } from "./report.js";
import type { TrueDose } from "./truth.js";

const minMs = 60_000;
/** A device that has spoken for itself so long after the limit has had time to tell what it knew. */
const spokenAfterMs = 60 * minMs;

const nothing: DoseSaid = { missedAtMs: [], endsMissed: false, unknownAtLimit: false, endsUnknown: false };

interface Judgement {
  isFact(dose: TrueDose, evidence: Evidence): boolean;
  /** Null: right, but no news. */
  found: ((said: DoseSaid, dose: TrueDose) => boolean) | null;
  wrong(said: DoseSaid, dose: TrueDose, evidence: Evidence): boolean;
  /** When it was said, for those found. */
  atMs(said: DoseSaid): number | null;
}

const isLeft = ({ dispensedAt, excused, why }: TrueDose) => dispensedAt === null && !excused && why !== "pending";

function hasSpoken({ deviceId, limitAt }: TrueDose, { lastHeardMs }: Evidence): boolean {
  return (lastHeardMs.get(deviceId) ?? 0) >= limitAt + spokenAfterMs;
}

function closesAt({ scheduledAt }: TrueDose, { ecosystem }: Evidence): number {
  return scheduledAt + ecosystem.thresholds.closeAfterMin * minMs;
}

function firstMissed({ missedAtMs }: DoseSaid): number | null {
  return missedAtMs.length === 0 ? null : Math.min(...missedAtMs);
}

/** Called missed when it lay already in somebody's hand. */
const calledMissedInVain = ({ missedAtMs }: DoseSaid, { dispensedAt }: TrueDose) =>
  dispensedAt !== null && missedAtMs.some((atMs) => atMs >= dispensedAt);

const never = () => null;

/** Each row: which doses, what is right about them, what is wrong. */
const judgements: readonly (Judgement & { id: string; label: string })[] = [
  {
    id: "dose-missed",
    label: "missed dose",
    isFact: (dose, evidence) => isLeft(dose) && hasSpoken(dose, evidence),
    found: ({ endsMissed }) => endsMissed,
    wrong: (said, dose, evidence) =>
      said.endsMissed && (dose.excused || (dose.dispensedAt !== null && dose.dispensedAt <= closesAt(dose, evidence))),
    atMs: firstMissed,
  },
  {
    id: "dose-falsely-missed",
    label: "dispensed dose called missed, if only for a while",
    isFact: ({ dispensedAt }) => dispensedAt !== null,
    found: null,
    wrong: calledMissedInVain,
    atMs: never,
  },
  {
    id: "dose-unknowable",
    label: "dispensed dose nobody could know of at its limit",
    isFact: ({ dispensedAt, heardAt, limitAt }) =>
      dispensedAt !== null && dispensedAt <= limitAt && (heardAt === null || heardAt > limitAt),
    found: (said, dose) => said.unknownAtLimit && !calledMissedInVain(said, dose),
    wrong: () => false,
    atMs: never,
  },
  {
    id: "dose-lost-from-sight",
    label: "missed dose of a device that never spoke again",
    isFact: (dose, evidence) => isLeft(dose) && !hasSpoken(dose, evidence),
    found: ({ endsMissed, endsUnknown }) => endsMissed || endsUnknown,
    wrong: () => false,
    atMs: firstMissed,
  },
];

/** One row per question about doses. */
export function doseRows(evidence: Evidence, reports: readonly Report[], shortfalls: Shortfall[]): Row[] {
  const doses = evidence.truth.doses.filter(({ scheduledAt }) => counts(evidence, scheduledAt));
  return judgements.map((kind): Row => {
    const facts = doses.filter((dose) => kind.isFact(dose, evidence));
    const cells = reports.map((report): Cell => {
      const saidOf = ({ doseId }: TrueDose) => report.doses.get(doseId) ?? nothing;
      const note = (what: Shortfall["what"], { doseId, scheduledAt }: TrueDose) =>
        shortfalls.push({ row: kind.id, watcher: report.name, what, subject: doseId, atMs: scheduledAt });
      const found = facts.filter((dose) => kind.found?.(saidOf(dose), dose));
      const wrong = doses.filter((dose) => kind.wrong(saidOf(dose), dose, evidence));
      for (const dose of kind.found ? facts.filter((one) => !found.includes(one)) : []) note("missed", dose);
      for (const dose of wrong) note("false", dose);
      const afterMs = found.flatMap((dose) => {
        const atMs = kind.atMs(saidOf(dose));
        return atMs === null ? [] : [Math.max(0, atMs - dose.limitAt)];
      });
      const hasFacts = kind.found !== null;
      const missed = hasFacts ? facts.length - found.length : null;
      return { found: hasFacts ? found.length : null, missed, wrong: wrong.length, afterMs };
    });
    return { id: kind.id, label: kind.label, facts: facts.length, cells };
  });
}
