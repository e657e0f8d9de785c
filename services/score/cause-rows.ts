import { breakAt, breaksOf, counts, type Evidence } from "./evidence.js";
import type { Cell, Row, Shortfall } from "./figures.js";
import type { NamedCause, Report } from "./report.js";

const minMs = 60_000;
const slackMs = 30 * minMs;

interface Broken {
  cause: string;
  fromMs: number;
  toMs: number;
}

/** What broke so that people saw something of it: systems that failed, and Velvakt itself. */
function brokenOf({ truth }: Evidence): Broken[] {
  const outages = truth.outages.map(({ componentId, from, to }) => ({ cause: componentId, fromMs: from, toMs: to }));
  const deaf = truth.happenings
    .filter(({ what }) => what === "listener-deaf")
    .map(({ at, to }) => ({ cause: "monitoring-gap", fromMs: at, toMs: to ?? at }));
  return [...outages, ...deaf];
}

function names({ cause, fromMs, toMs }: NamedCause, broken: Broken): boolean {
  return (
    cause === broken.cause && fromMs <= broken.toMs + slackMs && (toMs ?? Number.POSITIVE_INFINITY) >= broken.fromMs
  );
}

interface Blame {
  subject: string;
  atMs: number;
}

/** Told on their own while something before them was broken: each blames a device, or whoever lives with it. */
function blamed({ said, doses }: Report, evidence: Evidence): Blame[] {
  const breaks = breaksOf(evidence);
  const districts = new Map(evidence.truth.doses.map((dose) => [dose.deviceId, dose.district]));
  const silent = said.filter(
    ({ kind, explained, deviceId, atMs }) =>
      kind === "device-offline" && !explained && breakAt(breaks, districts.get(deviceId ?? "") ?? null, atMs),
  );
  const called = evidence.truth.doses.flatMap(({ doseId, district, dispensedAt }) =>
    (doses.get(doseId)?.missedAtMs ?? [])
      .filter((atMs) => dispensedAt !== null && dispensedAt <= atMs && breakAt(breaks, district, atMs))
      .map((atMs) => ({ subject: doseId, atMs })),
  );
  return [...silent.map(({ subject, atMs }) => ({ subject, atMs })), ...called];
}

type Judged = { found: Broken[] | null; wrong: Blame[] };

function rowOf(
  { id, label, facts }: { id: string; label: string; facts: readonly Broken[] },
  reports: readonly Report[],
  judge: (report: Report) => Judged,
  shortfalls: Shortfall[],
): Row {
  const cells = reports.map((report): Cell => {
    const { found, wrong } = judge(report);
    const missed = found === null ? null : facts.filter((one) => !found.includes(one));
    const note = (what: Shortfall["what"], subject: string, atMs: number) =>
      shortfalls.push({ row: id, watcher: report.name, what, subject, atMs });
    for (const { cause, fromMs } of missed ?? []) note("missed", cause, fromMs);
    for (const { subject, atMs } of wrong) note("false", subject, atMs);
    const afterMs = (found ?? []).map((fact) => {
      const named = report.causes.filter((one) => names(one, fact)).map(({ atMs }) => atMs);
      return Math.max(0, Math.min(...named) - fact.fromMs);
    });
    return { found: found?.length ?? null, missed: missed?.length ?? null, wrong: wrong.length, afterMs };
  });
  return { id, label, facts: facts.length, cells };
}

/**
 * Whether people were told what broke. First each outage of a system whose failure is total, and of Velvakt
 * itself, against what was named as a cause; then what stands alone and blames those who were only behind it.
 */
export function causeRows(evidence: Evidence, reports: readonly Report[], shortfalls: Shortfall[]): Row[] {
  const broken = brokenOf(evidence);
  const isTotal = ({ cause, fromMs }: Broken) =>
    cause === "monitoring-gap" ||
    evidence.truth.outages.some((one) => one.componentId === cause && one.from === fromMs && one.how === "down");
  const facts = broken.filter((one) => counts(evidence, one.fromMs) && isTotal(one));
  const named = ({ causes }: Report): Judged => ({
    found: facts.filter((fact) => causes.some((one) => names(one, fact))),
    wrong: causes
      .filter((one) => counts(evidence, one.atMs) && !broken.some((fact) => names(one, fact)))
      .map(({ cause, atMs }) => ({ subject: cause, atMs })),
  });
  const instead = (report: Report): Judged => ({
    found: null,
    wrong: blamed(report, evidence).filter(({ atMs }) => counts(evidence, atMs)),
  });
  return [
    rowOf({ id: "root-cause", label: "root cause of an outage named", facts }, reports, named, shortfalls),
    rowOf({ id: "blamed-instead", label: "device or resident blamed for it", facts }, reports, instead, shortfalls),
  ];
}
