import type { AlertCell } from "../alerts/cells.js";
import { send, teamsFor } from "../alerts/notify.js";
import { alertKey, considerNotifying, emitAlert } from "../alerts/open.js";
import { localTime } from "../alerts/words.js";
import type { DoseCell } from "../doses/cells.js";
import { type Outcome, outcomeOf } from "../doses/outcome.js";
import type { Team } from "../model/ecosystem.js";
import type { Text } from "../model/record.js";
import type { Run } from "../state.js";
import type { IncidentCell } from "./cells.js";
import { devicesBehind, nameOf } from "./path.js";
import { refreshScope } from "./scope.js";

/** After an incident each team hears once what became of the doses that it touched. */

const listedMax = 20;
const outcomeKinds = ["dose-missed", "dose-unconfirmed"] as const;

/** Doses of the incident that are not time-critical: those have been told one by one. */
function dosesOf(run: Run, incident: IncidentCell): DoseCell[] {
  const own = new Set(incident.record.doseIds);
  return devicesBehind(run, incident.componentIds)
    .flatMap((cell) => cell.doses.filter(({ record }) => own.has(record.doseId) && !record.critical))
    .sort((a, b) => a.record.scheduledAtMs - b.record.scheduledAtMs || (a.record.doseId < b.record.doseId ? -1 : 1));
}

function textOf(run: Run, incident: IncidentCell, doses: readonly DoseCell[]): { title: Text; body: Text } {
  const { ecosystem } = run.state;
  const name = nameOf(ecosystem, incident.record.rootCause);
  const count = (outcome: Outcome) => doses.filter((one) => outcomeOf[one.record.verdict] === outcome).length;
  const missed = count("missed");
  const unknown = count("unconfirmed");
  const open = doses.filter(({ record }) => record.verdict === "missed" || record.verdict === "unconfirmed");
  const list = open.slice(0, listedMax).map(({ record }) => {
    const at = localTime(ecosystem.timezone, record.scheduledAtMs);
    const words = record.verdict === "missed" ? ["ikke utlevert", "not dispensed"] : ["ukjent", "unknown"];
    return { no: `${at} hos ${record.residentRef}: ${words[0]}`, en: `${at} for ${record.residentRef}: ${words[1]}` };
  });
  const more = open.length - list.length;
  const given = count("dispensed");
  return {
    title: {
      no: `Etter hendelsen (${name.no}): ${doses.length} doser, ${missed} ikke utlevert, ${unknown} ukjent`,
      en: `After the incident (${name.en}): ${doses.length} doses, ${missed} not dispensed, ${unknown} unknown`,
    },
    body: {
      no: [`Utlevert: ${given}.`, ...list.map((one) => `${one.no}.`), ...(more > 0 ? [`Og ${more} til.`] : [])].join(
        " ",
      ),
      en: [`Dispensed: ${given}.`, ...list.map((one) => `${one.en}.`), ...(more > 0 ? [`And ${more} more.`] : [])].join(
        " ",
      ),
    },
  };
}

/** Open alerts about these doses. */
function alertsOf(run: Run, doses: readonly DoseCell[]): AlertCell[] {
  return doses.flatMap(({ record }) =>
    outcomeKinds.flatMap((kind) => {
      const alert = run.state.alerts.get(alertKey(kind, `${record.deviceId}/${record.doseId}`));
      return alert && alert.record.condition === "active" ? [alert] : [];
    }),
  );
}

function tellTeam(run: Run, incident: IncidentCell, team: Team, doses: readonly DoseCell[]): void {
  const alerts = alertsOf(run, doses);
  const isOpen = doses.some(({ record }) => record.verdict === "missed" || record.verdict === "unconfirmed");
  send(run, team, incident.record.incidentId, {
    stage: "outcomes",
    severity: isOpen ? "moderate" : "normal",
    alertIds: alerts.map((alert) => alert.record.alertId).sort(),
    incidentId: incident.record.incidentId,
    ...textOf(run, incident, doses),
  });
  incident.record.report.told.push({ teamId: team.id, stage: "outcomes", atMs: run.nowMs });
  for (const dose of doses) dose.told = true;
  for (const alert of alerts) {
    if (!alert.toldTeams.includes(team.id)) alert.toldTeams.push(team.id);
    if (alert.record.notifiedAtMs !== null) continue;
    alert.record.notifiedAtMs = run.nowMs;
    emitAlert(run, alert);
  }
}

/** Open alerts that were left to the digest, whether or not the incident still counts their dose as its own. */
function waitingFor(run: Run, { componentIds }: IncidentCell): AlertCell[] {
  const causes = componentIds.map((id) => `component:${id}`);
  return [...run.state.alerts.values()].filter(
    ({ record, notifyAtMs }) =>
      record.condition === "active" &&
      notifyAtMs === Number.POSITIVE_INFINITY &&
      causes.includes(String(record.evidence.hiddenBy)),
  );
}

/** Tells every team that answers for one of the doses, once; what nobody answers for is told in its own way. */
export function tellOutcomes(run: Run, incident: IncidentCell): void {
  refreshScope(run, incident);
  const doses = dosesOf(run, incident);
  for (const team of run.state.ecosystem.teams) {
    const own = doses.filter(({ record }) => {
      const topic = { kind: "dose-missed", severity: "moderate" as const, district: record.district };
      return teamsFor(run, topic).includes(team);
    });
    if (own.length > 0) tellTeam(run, incident, team, own);
  }
  for (const alert of waitingFor(run, incident)) {
    alert.notifyAtMs = Math.min(alert.notifyAtMs, run.nowMs);
    considerNotifying(run, alert);
  }
}
