import type { Team } from "../model/ecosystem.js";
import type { AlertRecord, DoseRecord, Notification, Severity, Text, Verdict } from "../model/record.js";
import type { Run } from "../state.js";
import { type AlertCell, considerNotifying, emitAlert } from "./open.js";
import { opensAtMs } from "./schedule.js";
import { localClock } from "./words.js";

/** What decides who is told: an alert, or an incident on behalf of many. */
export interface Topic {
  kind: string;
  severity: Severity;
  district: string | null;
}

function fits(conditions: readonly string[], value: string | null): boolean {
  return conditions.length === 0 || (value !== null && conditions.includes(value));
}

/**
 * The teams of the first route that fits. A team that answers for certain districts is told only of
 * these; what has no district concerns all of the route's teams.
 */
export function teamsFor(run: Run, topic: Topic): Team[] {
  const { routes, teams } = run.state.ecosystem;
  const route = routes.find(
    (one) => fits(one.kinds, topic.kind) && fits(one.severities, topic.severity) && fits(one.districts, topic.district),
  );
  const answers = (team: Team) => topic.district === null || fits(team.districts, topic.district);
  return teams.filter((team) => route?.teams.includes(team.id) && answers(team));
}

/** Sends one message to one team. The id is made of cause, stage and team, so a repeat is recognised. */
export function send(
  run: Run,
  team: Team,
  causeId: string,
  rest: Omit<Notification, "notificationId" | "teamId" | "atMs">,
): void {
  const notificationId = `${causeId}/${rest.stage}/${team.id}`;
  run.outputs.push({
    kind: "notification",
    notification: { notificationId, teamId: team.id, atMs: run.nowMs, ...rest },
  });
}

function bodyOf(record: AlertRecord, zone: string): Text {
  const since = localClock(zone, record.openedAtMs);
  return {
    no: `${record.summary.no}. Siden ${since}. ${record.nextAction.no}`,
    en: `${record.summary.en}. Since ${since}. ${record.nextAction.en}`,
  };
}

function markTold(run: Run, record: AlertRecord): void {
  if (record.doseId === null || record.deviceId === null) return;
  const dose = run.state.devices.get(record.deviceId)?.doses.find((one) => one.record.doseId === record.doseId);
  if (dose) dose.told = true;
}

/** An open incident speaks for what it explains; time-critical doses always speak for themselves. */
function isInhibited(run: Run, record: AlertRecord): boolean {
  if (record.incidentId === null || record.severity === "critical" || record.kind === "dose-unconfirmed") return false;
  const incident = run.state.incidents.get(record.incidentId);
  return incident !== undefined && incident.record.closedAtMs === null;
}

function isDue(run: Run, cell: AlertCell): boolean {
  const { record } = cell;
  return record.condition === "active" && record.handling === "new" && !isInhibited(run, record);
}

/** Doses that are unknown for one and the same reason are one task list, not hundreds of messages. */
function digestOf(run: Run, cell: AlertCell): AlertCell[] {
  const { kind, severity, evidence } = cell.record;
  const shared = typeof evidence.cause === "string" && /^(component|flow):|^monitoring-gap$/.test(evidence.cause);
  if (kind !== "dose-unconfirmed" || severity === "critical" || !shared) return [cell];
  return [...run.state.alerts.values()].filter(
    (one) =>
      one.record.kind === kind &&
      one.record.severity !== "critical" &&
      one.record.evidence.cause === evidence.cause &&
      isDue(run, one),
  );
}

function tellTeam(run: Run, team: Team, told: AlertCell[]): void {
  const [first] = told as [AlertCell];
  const { record } = first;
  const many = told.length > 1;
  const title = {
    no: many ? `${told.length} doser med ukjent utfall` : record.summary.no,
    en: many ? `${told.length} doses with unknown outcome` : record.summary.en,
  };
  const list = told.slice(0, listedMax).map((one) => one.record.summary);
  send(run, team, record.alertId, {
    stage: `opened-${record.severity}`,
    severity: record.severity,
    alertIds: told.map((one) => one.record.alertId),
    incidentId: record.incidentId,
    title,
    body: many
      ? { no: list.map((text) => text.no).join("; "), en: list.map((text) => text.en).join("; ") }
      : bodyOf(record, run.state.ecosystem.timezone),
  });
  for (const one of told) {
    one.toldTeams.push(team.id);
    if (one.record.notifiedAtMs !== null) continue;
    one.record.notifiedAtMs = run.nowMs;
    markTold(run, one.record);
    emitAlert(run, one);
  }
}

/** Doses named in one message; the rest is on the page it points to. */
const listedMax = 20;

/**
 * Tells the teams of an alert that is due, unless it is over, taken, or explained by an incident.
 * What is merely normal waits for a team's opening hours.
 */
export function notifyAlert(run: Run, cell: AlertCell): void {
  const { record } = cell;
  if (!isDue(run, cell)) return;
  if (run.nowMs < cell.notifyAtMs) {
    considerNotifying(run, cell);
    return;
  }
  const { ecosystem } = run.state;
  for (const team of teamsFor(run, record)) {
    if (cell.toldTeams.includes(team.id)) continue;
    const opensMs = record.severity === "normal" ? opensAtMs(ecosystem, team.schedule, run.nowMs) : run.nowMs;
    if (opensMs > run.nowMs) considerNotifying(run, { ...cell, notifyAtMs: opensMs });
    else {
      const reached = (one: AlertCell) => teamsFor(run, one.record).includes(team) && !one.toldTeams.includes(team.id);
      tellTeam(run, team, digestOf(run, cell).filter(reached));
    }
  }
}

const verdictWords: Record<Verdict, [no: string, en: string]> = {
  pending: ["ennå ikke avgjort", "not yet decided"],
  early: ["utlevert tidlig", "dispensed early"],
  "on-time": ["utlevert i tide", "dispensed on time"],
  late: ["utlevert sent", "dispensed late"],
  missed: ["ikke utlevert", "not dispensed"],
  unconfirmed: ["ukjent", "unknown"],
  excused: ["ikke ventet", "not expected"],
};

/** Tells those who were told a verdict that it was another one. */
export function tellCorrection(run: Run, dose: DoseRecord, from: Verdict, to: Verdict): void {
  const clock = localClock(run.state.ecosystem.timezone, dose.scheduledAtMs);
  const title = {
    no: `Rettet: dose ${clock} hos ${dose.residentRef} var ${verdictWords[to][0]}`,
    en: `Corrected: dose ${clock} for ${dose.residentRef} was ${verdictWords[to][1]}`,
  };
  const topic = { kind: "dose-missed", severity: "moderate" as const, district: dose.district };
  for (const team of teamsFor(run, topic)) {
    send(run, team, `${dose.doseId}/${new Date(run.nowMs).toISOString()}`, {
      stage: "corrected",
      severity: "moderate",
      alertIds: [],
      incidentId: null,
      title,
      body: {
        no: `${title.no}. Før meldt: ${verdictWords[from][0]}.`,
        en: `${title.en}. Told before: ${verdictWords[from][1]}.`,
      },
    });
  }
}
