import type { z } from "zod";
import type { AlertRecord, IncidentRecord } from "../../rules/model/record.js";
import type { IncidentReview } from "../database/read/incident-reviews.js";
import type { ToldInFull } from "../database/read/incident-told.js";
import type { incidentReportAnswer } from "./contract/incident-report.js";

type Entry = z.output<typeof incidentReportAnswer>["timeline"][number];
type What = Entry["what"];

export interface TimelineSources {
  record: IncidentRecord;
  told: readonly ToldInFull[];
  causeAlerts: readonly AlertRecord[];
  reviews: readonly IncidentReview[];
  teamName(teamId: string): string;
}

const minuteMs = 60_000;

/** What went out in the same minute about the same stage is one entry. */
function toldEntries({ told, teamName }: TimelineSources): [number, What, string | null, string | null][] {
  const rounds = new Map<string, { atMs: number; stage: string; teams: string[] }>();
  for (const { atMs, stage, teamId } of told) {
    const key = `${Math.floor(atMs / minuteMs)}/${stage}`;
    const round = rounds.get(key) ?? { atMs, stage, teams: [] };
    rounds.set(key, round);
    if (!round.teams.includes(teamName(teamId))) round.teams.push(teamName(teamId));
  }
  return [...rounds.values()].map(({ atMs, stage, teams }) => [atMs, "told", teams.join(", "), stage]);
}

export const isFinal = (review: IncidentReview, { closedAtMs }: IncidentRecord): boolean =>
  closedAtMs !== null && review.atMs >= closedAtMs;

/** Everything that has a time, in its order; what has not come to pass is left out, except what is still to be decided. */
export function timelineOf(sources: TimelineSources): Entry[] {
  const { record, causeAlerts, reviews } = sources;
  const { report, openedAtMs, closedAtMs, decisionAtMs } = record;
  const entries: [number | null, What, string | null, string | null][] = [
    [report.sinceMs, "began", null, null],
    ...report.maintenance.flatMap(({ componentId, fromMs, toMs }): typeof entries => [
      [fromMs, "maintenance-from", null, componentId],
      [toMs, "maintenance-to", null, componentId],
    ]),
    ...report.gaps.flatMap(({ fromMs, toMs }): typeof entries => [
      [fromMs, "gap-from", null, null],
      [toMs, "gap-to", null, null],
    ]),
    [openedAtMs, "found", null, report.foundBy],
    ...toldEntries(sources),
    // Of the time in which it could be decided: one that had passed when it was found was none.
    [decisionAtMs !== null && decisionAtMs > openedAtMs ? decisionAtMs : null, "decision-due", null, null],
    [report.firstDeadlineAtMs, "first-deadline", null, null],
    ...causeAlerts.flatMap(({ kind, openedAtMs: atMs, ...alert }): typeof entries => {
      if (kind !== "component-down") return [[atMs, kind as What, null, null]];
      const why = [alert.closeCause, alert.closeAction].filter(Boolean).join(". ");
      return [
        [alert.acknowledgedAtMs, "taken", alert.acknowledgedBy, null],
        [alert.closedBy === null ? null : alert.closedAtMs, "cause-closed", alert.closedBy, why || null],
      ];
    }),
    [report.endedAtMs, "ended", null, report.closeReason],
    [closedAtMs, "closed", null, report.closeReason],
    ...reviews.map((review): (typeof entries)[number] => [
      review.atMs,
      isFinal(review, record) ? "reviewed" : "assessed",
      review.actor,
      review.conclusion,
    ]),
  ];
  return entries
    .flatMap(([atMs, what, who, detail]) => (atMs === null ? [] : [{ atMs, what, who, detail }]))
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, ...entry }) => ({ at: new Date(atMs).toISOString(), ...entry }));
}
