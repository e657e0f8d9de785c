import type { DeviceCell } from "../devices/cells.js";
import { overlaps } from "../doses/hearing.js";
import type { AlertRecord, IncidentRecord } from "../model/record.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { componentOf } from "./component.js";
import { wayOf } from "./path.js";

/** Until when something is not to be told, although nobody has taken it. What persists is told then. */

const minMs = 60_000;

/** After a gap the broker's backlog may still answer; what is not urgent waits for it. Source: judgement. */
export const backlogMs = 10 * minMs;

export function openGap(run: Run): Span | undefined {
  return run.state.gaps.find((gap) => gap.toMs === Number.POSITIVE_INFINITY);
}

/** Time that passed while Velvakt was away is worked through at once; nobody is told in between. */
export function catchUpMs({ nowMs, state }: Run): number {
  return nowMs < state.catchUpMs ? state.catchUpMs : Number.NEGATIVE_INFINITY;
}

function backlogUntilMs(run: Run, { severity }: AlertRecord): number {
  return openGap(run) && severity !== "critical" ? run.state.catchUpMs + backlogMs : Number.NEGATIVE_INFINITY;
}

function digestAfterMs(run: Run): number {
  return run.state.ecosystem.thresholds.incidentDigestAfterMin * minMs;
}

/** How long what comes after the gap may be waited for: one that will not end is not. */
function waitedForMs(run: Run, gap: Span): number {
  return gap.toMs === Number.POSITIVE_INFINITY ? run.state.catchUpMs + backlogMs : gap.toMs;
}

/** When it is told what became of the doses of an incident that is over: the devices have had time to speak. */
export function digestAtMs(run: Run, { closedAtMs }: IncidentRecord): number {
  const overMs = closedAtMs as number;
  const gaps = run.state.gaps.filter((gap) => gap.fromMs < overMs + digestAfterMs(run));
  return Math.max(overMs, ...gaps.map((gap) => waitedForMs(run, gap))) + digestAfterMs(run);
}

/** An incident that is over is about to tell the outcomes of its doses, all at once. */
function digestUntilMs(run: Run, { kind, severity, incidentId }: AlertRecord): number {
  if (kind !== "dose-unconfirmed" || severity === "critical" || incidentId === null) return Number.NEGATIVE_INFINITY;
  const incident = run.state.incidents.get(incidentId);
  if (!incident || incident.record.closedAtMs === null) return Number.NEGATIVE_INFINITY;
  return digestAtMs(run, incident.record);
}

/** Most of what a gap hid answers itself when the devices have spoken again; the rest is told together. */
function afterGapUntilMs(run: Run, { severity, evidence, deviceId, doseId }: AlertRecord): number {
  if (severity === "critical" || evidence.hiddenBy !== "monitoring-gap") return Number.NEGATIVE_INFINITY;
  const doses = (run.state.devices.get(deviceId as string) as DeviceCell).doses;
  const dose = doses.find((one) => one.record.doseId === doseId)?.expected;
  if (!dose) return Number.NEGATIVE_INFINITY;
  const gaps = run.state.gaps.filter((gap) => overlaps(gap, dose.opensAtMs, dose.deadlineAtMs));
  return Math.max(...gaps.map((gap) => waitedForMs(run, gap))) + digestAfterMs(run);
}

/** A device that is silent while something on its way is being maintained: that was announced. */
function maintainedUntilMs(run: Run, record: AlertRecord): number {
  if (record.kind !== "device-offline" || record.deviceId === null) return Number.NEGATIVE_INFINITY;
  const cell = run.state.devices.get(record.deviceId);
  if (!cell) return Number.NEGATIVE_INFINITY;
  const spans = wayOf(run, cell).path.flatMap((id) => componentOf(run, id).maintenance);
  const now = spans.filter((span) => span.fromMs <= run.nowMs && run.nowMs < span.toMs);
  return now.reduce((latestMs, span) => Math.max(latestMs, span.toMs), Number.NEGATIVE_INFINITY);
}

/** The instant from which on the alert may be told; in the past if it may be now. */
export function quietUntilMs(run: Run, record: AlertRecord): number {
  return Math.max(
    catchUpMs(run),
    backlogUntilMs(run, record),
    maintainedUntilMs(run, record),
    digestUntilMs(run, record),
    afterGapUntilMs(run, record),
  );
}
