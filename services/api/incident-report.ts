import type { z } from "zod";
import { nameOf } from "../../rules/chain/path.js";
import { noOutcomes, outcomeOf } from "../../rules/doses/outcome.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { AlertRecord, DoseRecord, IncidentRecord, Verdict } from "../../rules/model/record.js";
import { supplierChain } from "../../rules/sla/causes.js";
import type { OutcomeCount } from "../database/read/incident-outcomes.js";
import type { IncidentReview } from "../database/read/incident-reviews.js";
import type { AlertCount, ToldInFull } from "../database/read/incident-told.js";
import type { incidentReportAnswer } from "./contract/incident-report.js";
import { isFinal, timelineOf } from "./incident-timeline.js";
import { withIsoTimes } from "./iso-times.js";
import { knownComponents } from "./views.js";

export type IncidentReportView = z.output<typeof incidentReportAnswer>;
type Counts = IncidentReportView["doses"]["now"];

/** What the database knows of an incident. */
export interface ReportSources {
  record: IncidentRecord;
  outcomes: OutcomeCount[];
  affected: DoseRecord[];
  told: ToldInFull[];
  alerts: AlertCount[];
  causeAlerts: AlertRecord[];
  reviews: IncidentReview[];
  changedSinceReview: number;
}

function countsBy(outcomes: readonly OutcomeCount[], verdictOf: (one: OutcomeCount) => Verdict | null): Counts {
  const counts = noOutcomes();
  for (const one of outcomes) counts[outcomeOf[verdictOf(one) ?? "pending"]] += one.doses;
  return counts;
}

const sumOf = (outcomes: readonly OutcomeCount[], isOne: (one: OutcomeCount) => boolean = () => true) =>
  outcomes.reduce((sum, one) => sum + (isOne(one) ? one.doses : 0), 0);

/** How many doses an incident touched, as its report shows it and a review must say it. */
export const dosesOf = (outcomes: readonly OutcomeCount[]): number => sumOf(outcomes);

function dosesView(outcomes: OutcomeCount[]): IncidentReportView["doses"] {
  const critical = outcomes.filter((one) => one.critical);
  const atDeadline = ({ atDeadline }: OutcomeCount) => atDeadline;
  const now = (one: OutcomeCount) => one.now;
  const followups: Record<string, number> = {};
  for (const { followup, doses } of outcomes)
    if (followup !== null) followups[followup] = (followups[followup] ?? 0) + doses;
  const isOpen = ({ now }: OutcomeCount) => now === "missed" || now === "unconfirmed";
  return {
    total: dosesOf(outcomes),
    critical: sumOf(critical),
    atDeadline: countsBy(outcomes, atDeadline),
    now: countsBy(outcomes, now),
    criticalAtDeadline: countsBy(critical, atDeadline),
    criticalNow: countsBy(critical, now),
    changed: sumOf(outcomes, (one) => one.atDeadline !== null && one.atDeadline !== one.now),
    followups,
    notFollowedUp: sumOf(outcomes, (one) => isOpen(one) && one.followup === null),
  };
}

function decisionView({ record, causeAlerts }: ReportSources, nowMs: number): IncidentReportView["decision"] {
  const { decisionAtMs } = record;
  const taken = causeAlerts.find(
    ({ kind, acknowledgedAtMs }) => kind === "component-down" && acknowledgedAtMs !== null,
  );
  const takenAtMs = taken?.acknowledgedAtMs ?? null;
  const isOpen = takenAtMs === null && (decisionAtMs ?? 0) > nowMs;
  const { takenAt, at } = withIsoTimes({ takenAtMs, atMs: decisionAtMs });
  const couldBeKept = decisionAtMs !== null && decisionAtMs > record.openedAtMs;
  const inTime = !couldBeKept || isOpen ? null : takenAtMs !== null && takenAtMs <= decisionAtMs;
  return { at, takenAt, takenBy: taken?.acknowledgedBy ?? null, inTime };
}

function reviewStateOf({ record, reviews }: ReportSources, doses: number): IncidentReportView["reviewState"] {
  if (reviews.some((review) => isFinal(review, record))) return "reviewed";
  if (record.closedAtMs === null) return "ongoing";
  return doses === 0 ? "not-needed" : "waiting";
}

const dispensedNowhere = ({ channels }: ToldInFull) => !channels.some(({ status }) => status === "done");

function affectedView(dose: DoseRecord): IncidentReportView["affected"][number] {
  const { planId: _, revisions: __, decidedAtMs: ___, ...shown } = dose;
  return withIsoTimes(shown);
}

/** Puts an incident's report together from what the database and the ecosystem file know. */
export function incidentReportView(
  ecosystem: Ecosystem,
): (sources: ReportSources, nowMs: number) => IncidentReportView {
  const known = knownComponents(ecosystem);
  const suppliers = new Map(ecosystem.suppliers.map((one) => [one.id, one]));
  const teams = new Map(ecosystem.teams.map(({ id, name }) => [id, name]));
  const teamName = (id: string) => teams.get(id) ?? id;
  const party = (id: string) => ({ id, name: suppliers.get(id)?.name ?? id });
  const componentName = (id: string) => nameOf(ecosystem, id);

  return (sources, nowMs) => {
    const { record, outcomes, told, reviews } = sources;
    const { report, residents } = record;
    const { sinceMs, endedAtMs, foundBy, confidencePercent, closeReason } = report;
    const durationMin = Math.max(0, (endedAtMs ?? record.closedAtMs ?? nowMs) - sinceMs) / 60_000;
    const doses = dosesView(outcomes);
    const chain = supplierChain(ecosystem.suppliers, known.get(record.rootCause)?.supplier);
    const causedBy = reviews.findLast(({ causeSupplier }) => causeSupplier !== null);
    return {
      asOf: new Date(nowMs).toISOString(),
      incidentId: record.incidentId,
      rootCause: record.rootCause,
      name: componentName(record.rootCause),
      ...withIsoTimes({ sinceMs, openedAtMs: record.openedAtMs, endedAtMs, closedAtMs: record.closedAtMs }),
      foundBy,
      confidencePercent,
      closeReason,
      components: report.components.map((id) => ({ id, name: componentName(id) })),
      durationMin,
      residents: residents.length,
      residentHours: (residents.length * durationMin) / 60,
      devices: report.devices,
      doses,
      affected: sources.affected.map(affectedView),
      decision: decisionView(sources, nowMs),
      supplier: {
        dutyPhone: report.supplierDutyPhone,
        caseNumber: reviews.findLast(({ caseNumber }) => caseNumber !== null)?.caseNumber ?? null,
        chain: chain.map(party),
      },
      told: told.map(({ teamId, channels, ...one }) => ({
        teamId,
        team: teamName(teamId),
        ...withIsoTimes(one),
        channels: channels.map(withIsoTimes),
      })),
      alerts: sources.alerts,
      maintenance: report.maintenance.map(({ componentId, ...span }) => ({
        componentId,
        name: componentName(componentId),
        ...withIsoTimes(span),
      })),
      timeline: timelineOf({ ...sources, teamName }),
      unknown: {
        doses: doses.now.unconfirmed,
        pending: doses.now.pending,
        gaps: report.gaps.map(withIsoTimes),
        causeIsInferred: foundBy === "inferred" && causedBy === undefined,
        notDelivered: told.filter(dispensedNowhere).length,
      },
      reviewState: reviewStateOf(sources, doses.total),
      changedSinceReview: sources.changedSinceReview,
      reviews: reviews.map(({ causeSupplier, ...review }) => ({
        ...withIsoTimes(review),
        causedBy: causeSupplier === null ? null : party(causeSupplier),
        final: isFinal(review as IncidentReview, record),
      })),
    };
  };
}
