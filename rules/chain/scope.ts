import type { DeviceCell } from "../devices/cells.js";
import { districtAt } from "../devices/device.js";
import type { DoseCell } from "../doses/cells.js";
import { noOutcomes, outcomeOf } from "../doses/outcome.js";
import type { IncidentDeadline } from "../model/record.js";
import type { Run } from "../state.js";
import type { IncidentCell } from "./cells.js";
import { devicesBehind } from "./path.js";

/** Whom an incident concerns, and which doses: worked out anew from the ledger whenever it speaks. */

const minMs = 60_000;

/** Doses that lie further ahead are not yet this incident's. Source: judgement. */
const aheadMs = 24 * 60 * minMs;
const deadlinesMax = 500;

/** What is to be said of one district, or of all together. */
export interface Figures {
  residents: number;
  /** Doses whose outcome is open or became so. */
  doses: number;
  /** The next wave: planned instant, doses, time-critical ones of them. */
  firstAtMs: number | null;
  firstDoses: number;
  firstCritical: number;
  unconfirmed: number;
}

export function noFigures(): Figures {
  return { residents: 0, doses: 0, firstAtMs: null, firstDoses: 0, firstCritical: 0, unconfirmed: 0 };
}

export type Scope = Map<string, Figures>;

/** Figures of some districts together. */
export function sumOf(scope: Scope, districts: readonly string[]): Figures {
  const sum = noFigures();
  for (const [district, figures] of scope) {
    if (districts.length > 0 && !districts.includes(district)) continue;
    sum.residents += figures.residents;
    sum.doses += figures.doses;
    sum.unconfirmed += figures.unconfirmed;
    if (figures.firstAtMs === null || figures.firstAtMs > (sum.firstAtMs ?? Number.POSITIVE_INFINITY)) continue;
    if (figures.firstAtMs !== sum.firstAtMs) Object.assign(sum, { firstDoses: 0, firstCritical: 0 });
    sum.firstAtMs = figures.firstAtMs;
    sum.firstDoses += figures.firstDoses;
    sum.firstCritical += figures.firstCritical;
  }
  return sum;
}

function addFigures(run: Run, figures: Figures, { record }: DoseCell): void {
  if (record.verdict === "unconfirmed") figures.unconfirmed++;
  if (record.verdict !== "pending" && record.verdict !== "unconfirmed" && record.verdict !== "missed") return;
  figures.doses++;
  if (record.verdict !== "pending" || record.deadlineAtMs < run.nowMs) return;
  const firstAtMs = figures.firstAtMs ?? Number.POSITIVE_INFINITY;
  if (record.scheduledAtMs > firstAtMs) return;
  if (record.scheduledAtMs < firstAtMs) Object.assign(figures, { firstDoses: 0, firstCritical: 0 });
  figures.firstAtMs = record.scheduledAtMs;
  figures.firstDoses++;
  if (record.critical) figures.firstCritical++;
}

function addDeadline(deadlines: Map<number, IncidentDeadline>, { record }: DoseCell): void {
  const { deadlineAtMs } = record;
  let row = deadlines.get(deadlineAtMs);
  if (!row) {
    row = { deadlineAtMs, doses: 0, critical: 0, ...noOutcomes() };
    deadlines.set(deadlineAtMs, row);
  }
  row.doses++;
  if (record.critical) row.critical++;
  row[outcomeOf[record.verdict]]++;
}

/** Doses of a device that are the incident's: those it knew of, and those whose outcome is open now. */
function dosesOf(incident: IncidentCell, known: ReadonlySet<string>, cell: DeviceCell, untilMs: number): DoseCell[] {
  const { sinceMs } = incident.record.report;
  return cell.doses.filter(({ record, expected }) => {
    if (record.deadlineAtMs < sinceMs || expected.opensAtMs >= untilMs) return false;
    return known.has(record.doseId) || record.verdict === "pending" || record.verdict === "unconfirmed";
  });
}

function mobilisationMs(run: Run, district: string): number {
  return (run.state.ecosystem.districts.find((one) => one.id === district)?.mobilisationMin ?? 90) * minMs;
}

/**
 * Brings residents, doses, deadlines and the decision time up to date. While the incident lasts the
 * doses of the next day are its own; when it is over, those that its time touched.
 */
export function refreshScope(run: Run, incident: IncidentCell): Scope {
  const { record } = incident;
  const untilMs = record.closedAtMs === null ? run.nowMs + aheadMs : (incident.upSinceMs as number);
  const known = new Set(record.doseIds);
  const residents = new Set(record.residents);
  const doseIds: string[] = [];
  const deadlines = new Map<number, IncidentDeadline>();
  const scope: Scope = new Map();
  let decisionAtMs = Number.POSITIVE_INFINITY;
  let firstDeadlineAtMs = Number.POSITIVE_INFINITY;
  const behind = devicesBehind(run, incident.componentIds);
  for (const cell of behind) {
    const district = districtAt(cell, run.nowMs);
    const figures = scope.get(district) ?? noFigures();
    scope.set(district, figures);
    const own = new Set(cell.residentRef === null ? [] : [cell.residentRef]);
    for (const dose of dosesOf(incident, known, cell, untilMs)) {
      own.add(dose.record.residentRef);
      doseIds.push(dose.record.doseId);
      addDeadline(deadlines, dose);
      addFigures(run, figures, dose);
      if (dose.record.deadlineAtMs < record.openedAtMs) continue;
      firstDeadlineAtMs = Math.min(firstDeadlineAtMs, dose.record.deadlineAtMs);
      decisionAtMs = Math.min(decisionAtMs, dose.record.deadlineAtMs - mobilisationMs(run, dose.record.district));
    }
    figures.residents += own.size;
    for (const resident of own) residents.add(resident);
  }
  record.residents = [...residents].sort();
  record.doseIds = doseIds.sort();
  record.report.deadlines = [...deadlines.values()]
    .sort((a, b) => a.deadlineAtMs - b.deadlineAtMs)
    .slice(0, deadlinesMax);
  record.report.devices = behind.length;
  record.report.dispensesWithoutCloud = answersOf(run, behind);
  if (record.closedAtMs === null) {
    record.decisionAtMs = finite(decisionAtMs);
    record.report.firstDeadlineAtMs = finite(firstDeadlineAtMs);
  }
  incident.refreshedMs = run.nowMs;
  return scope;
}

function finite(ms: number): number | null {
  return ms === Number.POSITIVE_INFINITY ? null : ms;
}

/** What the classes concerned do without it: whether the devices go on by themselves decides what is to be done. */
function answersOf(run: Run, behind: readonly DeviceCell[]) {
  const classes = new Set(behind.map((cell) => cell.deviceClass));
  return run.state.ecosystem.deviceClasses
    .filter((one) => one.kind === "dispenser" && classes.has(one.id))
    .map((one) => ({
      deviceClass: one.id,
      answer: one.dispensesWithoutCloud,
      hours: one.dispensesWithoutCloudHours,
    }));
}
