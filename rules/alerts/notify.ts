import { quietUntilMs } from "../chain/quiet.js";
import type { DeviceCell } from "../devices/cells.js";
import type { Team } from "../model/ecosystem.js";
import type { AlertRecord, Notification, Severity, Text } from "../model/record.js";
import type { Run } from "../state.js";
import type { AlertCell } from "./cells.js";
import { gatherKey, gravest, joins, textOfMany } from "./gather.js";
import { isInhibited } from "./inhibition.js";
import { considerNotifying, emitAlert } from "./open.js";
import { watchResponse } from "./response.js";
import { opensAtMs } from "./schedule.js";
import { heldUntilMs } from "./supplier.js";
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
export function teamsFor(run: { state: Pick<Run["state"], "ecosystem"> }, topic: Topic): Team[] {
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

function markTold(run: Run, { record, doseIds }: AlertCell): void {
  if (record.deviceId === null || doseIds.length === 0) return;
  const doses = (run.state.devices.get(record.deviceId) as DeviceCell).doses;
  for (const dose of doses) if (doseIds.includes(dose.record.doseId)) dose.told = true;
}

function isDue(run: Run, cell: AlertCell): boolean {
  const { record } = cell;
  if (record.condition !== "active" || record.handling !== "new" || isInhibited(run, record)) return false;
  return Math.max(heldUntilMs(run, record), quietUntilMs(run, record)) <= run.nowMs;
}

/** The alert and what the team is told together with it. */
function gatheredFor(run: Run, team: Team, cell: AlertCell): AlertCell[] {
  const key = gatherKey(cell.record);
  if (key === null) return [cell];
  const isNews = (one: AlertCell) => !one.toldTeams.includes(team.id) && teamsFor(run, one.record).includes(team);
  return [...run.state.alerts.values()].filter(
    (one) => gatherKey(one.record) === key && joins(one, run.nowMs) && isNews(one) && isDue(run, one),
  );
}

function tellTeam(run: Run, team: Team, told: AlertCell[]): void {
  const [first] = told as [AlertCell];
  const { record, round } = first;
  const severity = gravest(told);
  const alone = { title: record.summary, body: bodyOf(record, run.state.ecosystem.timezone) };
  send(run, team, record.alertId, {
    stage: round === 0 ? `opened-${severity}` : `again-${round}-${severity}`,
    severity,
    alertIds: told.map((one) => one.record.alertId),
    incidentId: record.incidentId,
    ...(textOfMany(told) ?? alone),
  });
  for (const one of told) {
    one.toldTeams.push(team.id);
    if (one.record.notifiedAtMs !== null) continue;
    one.record.notifiedAtMs = run.nowMs;
    markTold(run, one);
    emitAlert(run, one);
  }
  watchResponse(run, told);
}

/**
 * Tells the teams of an alert that is due, unless it is over, taken, or explained by an incident.
 * What is merely normal waits for a team's opening hours.
 */
export function notifyAlert(run: Run, cell: AlertCell): void {
  const { record } = cell;
  const heldMs = Math.max(heldUntilMs(run, record), quietUntilMs(run, record));
  if (heldMs > run.nowMs && heldMs < Number.POSITIVE_INFINITY) {
    considerNotifying(run, { ...cell, notifyAtMs: heldMs });
  }
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
    else tellTeam(run, team, gatheredFor(run, team, cell));
  }
}
