import { districtAt } from "../devices/device.js";
import { count, sample } from "../fros/figures.js";
import type { Telemetry, TelemetryOf } from "../model/event.js";
import type { AlertRecord } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { Raising, SupplierAlertCell, SupplierDeviceCell } from "./cells.js";
import { coveredDoses, isAboutDoses, isMoot } from "./covered-doses.js";
import { responseLimitMs } from "./limits.js";
import { clear, raise } from "./open.js";

/**
 * Second line: where the supplier's own system alerts staff of a dose, Velvakt watches that alert.
 *
 * - A supplier's alert with a dose code (VKP 1.1 to 1.3) speaks for the doses of its device with
 *   S ≤ raised ≤ S + closeAfterMin whose deadline lies nearest to it: it must not silence the dose
 *   after the one it is about.
 * - Velvakt's own alert of such a dose is held until the district's response limit, counted from when
 *   the supplier raised its alert, and not sent at all once somebody took that in time. Taken is
 *   acknowledged, dispatched or closed, by the time that the system wrote.
 * - If nobody has taken it by then, `supplier-alert-untaken` is raised and the dose is told as well.
 *   This is true of time-critical doses too: they are never held longer than the limit.
 * - Where the supplier has raised nothing when the dose is decided, Velvakt is the only one who knows
 *   and tells at once; so it does in districts in which it is the first alarm.
 */

type SupplierAlertType =
  | "alert.raised"
  | "alert.delivered"
  | "alert.acknowledged"
  | "alert.dispatched"
  | "alert.closed";
export type SupplierAlertEvent = TelemetryOf<SupplierAlertType>;

export function isSupplierAlert(event: Telemetry): event is SupplierAlertEvent {
  return event.type.startsWith("alert.");
}

const minMs = 60_000;
const hourMs = 60 * minMs;

/** VKP severities: 10 is for office hours; 0 says nothing of how severe it is. */
const normalSeverity = 10;
const criticalSeverity = 40;
/** Alerts remembered at a time: a whole city's missed doses of some days. The oldest is forgotten first. */
const supplierAlertsMax = 100_000;

function newCell(run: Run, alertRef: string): SupplierAlertCell {
  const cell: SupplierAlertCell = {
    alertRef,
    raised: null,
    district: null,
    deliveredAtMs: null,
    takenAtMs: null,
    closedAtMs: null,
    deliveredNoted: false,
    takenNoted: false,
    untakenTold: false,
    forgetAtMs: 0,
  };
  const { supplierAlerts } = run.state;
  supplierAlerts.set(alertRef, cell);
  const [oldest = cell] = supplierAlerts.values();
  if (supplierAlerts.size > supplierAlertsMax) forget(run, oldest);
  return cell;
}

function forget(run: Run, cell: SupplierAlertCell): void {
  const { supplierAlerts, supplierDevices } = run.state;
  const { alertRef, raised } = cell;
  supplierAlerts.delete(alertRef);
  if (!raised) return;
  const device = supplierDevices.get(raised.deviceId) as SupplierDeviceCell;
  device.alertRefs = device.alertRefs.filter((ref) => ref !== alertRef);
  if (device.alertRefs.length === 0) supplierDevices.delete(raised.deviceId);
}

function earliest(known: number | null, t: number): number {
  return known === null ? t : Math.min(known, t);
}

type Raised = TelemetryOf<"alert.raised">;

function noteRaised(run: Run, cell: SupplierAlertCell, topicDistrict: string | null, event: Raised, t: number) {
  if (cell.raised) {
    cell.raised.atMs = Math.min(cell.raised.atMs, t);
    return;
  }
  const { deviceId, kind, severity } = event.data;
  const { devices, supplierDevices } = run.state;
  const device = devices.get(deviceId);
  count(run, "supplier-alert-raised");
  cell.raised = { atMs: t, deviceId, kind, severity };
  cell.district = device ? districtAt(device, t) : topicDistrict;
  const refs = supplierDevices.get(deviceId)?.alertRefs ?? [];
  supplierDevices.set(deviceId, { alertRefs: [...refs, cell.alertRef] });
}

/** How long it took from raised to delivered and to taken, per district and once per alert. */
function noteLatencies(run: Run, cell: SupplierAlertCell): void {
  if (!cell.raised) return;
  const { atMs } = cell.raised;
  const note = (what: string, untilMs: number) =>
    sample(run, `supplier-${what}/${cell.district ?? "_"}`, Math.max(0, untilMs - atMs) / minMs);
  if (cell.deliveredAtMs !== null && !cell.deliveredNoted) {
    cell.deliveredNoted = true;
    note("delivered", cell.deliveredAtMs);
  }
  if (cell.takenAtMs !== null && !cell.takenNoted) {
    cell.takenNoted = true;
    note("taken", cell.takenAtMs);
  }
}

function says(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "";
}

function noteClosed(run: Run, cell: SupplierAlertCell, event: TelemetryOf<"alert.closed">, t: number): void {
  if (cell.closedAtMs === null) {
    count(run, "supplier-alert-closed");
    if (!says(event.data.cause) || !says(event.data.action)) count(run, "supplier-alert-closed-bare");
  }
  cell.closedAtMs = earliest(cell.closedAtMs, t);
}

/** A supplier's system says what became of one of its alerts. */
export function onSupplierAlert(run: Run, topicDistrict: string | null, event: SupplierAlertEvent, t: number): void {
  const { alertRef } = event.data;
  const cell = run.state.supplierAlerts.get(alertRef) ?? newCell(run, alertRef);
  if (event.type === "alert.raised") noteRaised(run, cell, topicDistrict, event, t);
  else if (event.type === "alert.delivered") cell.deliveredAtMs = earliest(cell.deliveredAtMs, t);
  else {
    cell.takenAtMs = earliest(cell.takenAtMs, t);
    if (event.type === "alert.closed") noteClosed(run, cell, event, t);
    clear(run, "supplier-alert-untaken", alertRef);
  }
  noteLatencies(run, cell);
  const { lateDataMaxHours, closeAfterMin } = run.state.ecosystem.thresholds;
  cell.forgetAtMs = run.nowMs + lateDataMaxHours * hourMs + closeAfterMin * minMs;
  onSupplierTimer(run, alertRef);
}

function limitAtMs(run: Run, { district }: SupplierAlertCell, raised: Raising): number {
  return raised.atMs + responseLimitMs(run.state.ecosystem, district);
}

function raiseUntaken(run: Run, cell: SupplierAlertCell, raised: Raising): void {
  // Said once: a person who closes the finding is not asked again.
  if (cell.untakenTold) return;
  if (raised.severity === normalSeverity && !isAboutDoses(raised.kind)) return;
  const device = run.state.devices.get(raised.deviceId);
  const doses = device ? coveredDoses(device, raised.kind, raised.atMs) : [];
  if (isMoot(doses)) return;
  cell.untakenTold = true;
  const isCritical = raised.severity >= criticalSeverity || doses.some(({ record }) => record.critical);
  raise(run, {
    kind: "supplier-alert-untaken",
    subject: cell.alertRef,
    district: cell.district,
    deviceId: raised.deviceId,
    residentRef: doses[0]?.record.residentRef ?? device?.residentRef ?? null,
    severity: isCritical ? "critical" : "serious",
    evidence: {
      alertRef: cell.alertRef,
      alertCode: raised.kind,
      raisedAt: new Date(raised.atMs).toISOString(),
      delivered: cell.deliveredAtMs !== null,
      limitMin: responseLimitMs(run.state.ecosystem, cell.district) / minMs,
    },
  });
}

/** Looks at one supplier's alert: at its limit, and when it is old enough to be forgotten. */
export function onSupplierTimer(run: Run, alertRef: string): void {
  const cell = run.state.supplierAlerts.get(alertRef);
  if (!cell) return;
  if (run.nowMs >= cell.forgetAtMs) {
    forget(run, cell);
    return;
  }
  let nextMs = cell.forgetAtMs;
  if (cell.raised && cell.takenAtMs === null) {
    const limitMs = limitAtMs(run, cell, cell.raised);
    // While Velvakt cannot listen, an acknowledgement may lie in the backlog.
    const isDeaf = run.state.gaps.some((gap) => gap.toMs === Number.POSITIVE_INFINITY);
    if (run.nowMs < limitMs) nextMs = Math.min(nextMs, limitMs);
    else if (isDeaf) nextMs = Math.min(nextMs, run.nowMs + minMs);
    else raiseUntaken(run, cell, cell.raised);
  }
  wake(run.state.timers, `supplier-alert:${alertRef}`, nextMs);
}

/**
 * Until when Velvakt's alert of a dose leaves the word to the supplier's: −Infinity, not at all;
 * Infinity, for good, because somebody took that in time.
 */
export function heldUntilMs(run: Run, record: AlertRecord): number {
  const { deviceId, doseId, kind } = record;
  if (doseId === null || deviceId === null || (kind !== "dose-missed" && kind !== "dose-unconfirmed")) {
    return Number.NEGATIVE_INFINITY;
  }
  const refs = run.state.supplierDevices.get(deviceId)?.alertRefs;
  const device = run.state.devices.get(deviceId);
  if (!refs || !device) return Number.NEGATIVE_INFINITY;
  if (run.state.ecosystem.districts.find((one) => one.id === record.district)?.firstAlarm) {
    return Number.NEGATIVE_INFINITY;
  }
  let heldMs = Number.NEGATIVE_INFINITY;
  for (const ref of refs) {
    const cell = run.state.supplierAlerts.get(ref) as SupplierAlertCell & { raised: Raising };
    const { raised, takenAtMs } = cell;
    if (!coveredDoses(device, raised.kind, raised.atMs).some((dose) => dose.record.doseId === doseId)) continue;
    const limitMs = limitAtMs(run, cell, raised);
    if (takenAtMs !== null && takenAtMs <= limitMs) return Number.POSITIVE_INFINITY;
    // The first that nobody took ends the wait.
    heldMs = heldMs === Number.NEGATIVE_INFINITY ? limitMs : Math.min(heldMs, limitMs);
  }
  return heldMs;
}
