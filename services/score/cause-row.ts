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

/**
 * Whether people were told what broke: each outage of a system whose failure is total, against what was
 * named as a cause. False: causes that were none, and alerts that stand alone and blame what was only behind one.
 */
export function causeRow(evidence: Evidence, reports: readonly Report[], shortfalls: Shortfall[]): Row {
  const broken = brokenOf(evidence);
  const facts = broken.filter(
    ({ cause, fromMs }) =>
      counts(evidence, fromMs) &&
      (cause === "monitoring-gap" ||
        evidence.truth.outages.some((one) => one.componentId === cause && one.from === fromMs && one.how === "down")),
  );
  const cells = reports.map((report): Cell => {
    const found = facts.filter((fact) => report.causes.some((one) => names(one, fact)));
    const wrongCauses = report.causes
      .filter((one) => counts(evidence, one.atMs) && !broken.some((fact) => names(one, fact)))
      .map(({ cause, atMs }) => ({ subject: cause, atMs }));
    const wrong = [...wrongCauses, ...blamed(report, evidence).filter(({ atMs }) => counts(evidence, atMs))];
    const about = { row: "root-cause", watcher: report.name };
    for (const { cause, fromMs } of facts.filter((one) => !found.includes(one))) {
      shortfalls.push({ ...about, what: "missed", subject: cause, atMs: fromMs });
    }
    for (const { subject, atMs } of wrong) shortfalls.push({ ...about, what: "false", subject, atMs });
    const afterMs = found.map((fact) =>
      Math.max(0, Math.min(...report.causes.filter((one) => names(one, fact)).map(({ atMs }) => atMs)) - fact.fromMs),
    );
    return { found: found.length, missed: facts.length - found.length, wrong: wrong.length, afterMs };
  });
  return { id: "root-cause", label: "root cause named (false: something else blamed)", facts: facts.length, cells };
}
