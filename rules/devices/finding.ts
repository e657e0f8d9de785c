import type { AlertKindId } from "../alerts/catalogue.js";
import { alertKind } from "../alerts/catalogue.js";
import { alertKey, clear, considerNotifying, type Finding, raise, severities } from "../alerts/open.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { districtAt } from "./device.js";

/** A finding about a device: what is left out follows from the device. `detail` tells apart what it may have several of. */
export type DeviceFinding = Omit<Finding, "subject" | "deviceId" | "residentRef" | "district"> & { detail?: string };

function keyOf(kind: AlertKindId, detail: string | undefined): string {
  return detail === undefined ? kind : `${kind}/${detail}`;
}

export function subjectOf(cell: DeviceCell, detail?: string): string {
  return detail === undefined ? cell.deviceId : `${cell.deviceId}/${detail}`;
}

/**
 * Says that something is so. Said once: a person who closes the alert while it lasts is not asked
 * again, unless it becomes more serious, or ends and comes back.
 */
export function report(run: Run, cell: DeviceCell, finding: DeviceFinding): void {
  const { detail, ...rest } = finding;
  const key = keyOf(finding.kind, detail);
  const severity = finding.severity ?? alertKind(finding.kind).severity;
  const before = cell.said[key];
  if (before !== undefined && severities.indexOf(severity) <= severities.indexOf(before)) return;
  cell.said[key] = severity;
  raise(run, {
    ...rest,
    severity,
    subject: subjectOf(cell, detail),
    deviceId: cell.deviceId,
    residentRef: cell.residentRef,
    district: districtAt(cell, run.nowMs),
  });
}

/** Says that it is so no longer; nothing where it never was. */
export function withdraw(run: Run, cell: DeviceCell, kind: AlertKindId, detail?: string): void {
  const key = keyOf(kind, detail);
  if (cell.said[key] === undefined) return;
  delete cell.said[key];
  clear(run, kind, subjectOf(cell, detail));
}

/** Something happened once more: a person who closed the alert about the last time is asked again. */
export function forgetSaid(cell: DeviceCell, kind: AlertKindId, detail?: string): void {
  delete cell.said[keyOf(kind, detail)];
}

export function isSaid(cell: DeviceCell, kind: AlertKindId, detail?: string): boolean {
  return cell.said[keyOf(kind, detail)] !== undefined;
}

/** What another finding spoke for stands by itself again: it is told, if it still holds and nobody was told. */
export function tellAgain(run: Run, cell: DeviceCell, kind: AlertKindId): void {
  const alert = run.state.alerts.get(alertKey(kind, cell.deviceId));
  if (alert) considerNotifying(run, alert);
}
