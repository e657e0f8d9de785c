import type { CommitBatch, LoggedEvent } from "../../ingest/store/log-store.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, ComponentRecord, DeviceRecord, DoseRecord, Verdict } from "../../rules/model/record.js";
import type { Change, ChangesOf } from "../database/point.js";
import type { MadePoint, MeasurementName } from "./measurements.js";

const minuteMs = 60_000;
/** Messages on their way through a flow that are remembered, to say how long a step took. */
const hopsMax = 20_000;

/** Makes a point and has its names checked against the table. */
const point = <M extends MeasurementName>(made: MadePoint<M>) => made as Change["points"][number];

function verdictPoint(dose: DoseRecord, verdict: Verdict, cause: string | null, change: 1 | -1, revised: boolean) {
  const minutesAfter = (atMs: number | null) => (atMs === null ? null : (atMs - dose.scheduledAtMs) / minuteMs);
  return point<"dose">({
    measurement: "dose",
    tags: {
      district: dose.district,
      verdict,
      cause,
      critical: dose.critical ? "yes" : "no",
      revised: revised ? "yes" : "no",
    },
    fields: {
      change,
      deviceId: dose.deviceId,
      scheduledAtMs: dose.scheduledAtMs,
      delayMin: change === 1 ? minutesAfter(dose.dispensedAtMs) : null,
      decidedAfterMin: change === 1 ? minutesAfter(dose.decidedAtMs) : null,
    },
  });
}

/** A first verdict, or each revision: the ledger may say the same dose again because of a follow-up only. */
function doseChanges(dose: DoseRecord): Change[] {
  const revisions = dose.revisions.map((revision, index) => ({
    key: `dose/${dose.doseId}/${index}`,
    atMs: revision.atMs,
    points: [
      verdictPoint(dose, revision.fromVerdict, revision.fromCause, -1, true),
      verdictPoint(dose, revision.toVerdict, revision.toCause, 1, true),
    ].filter(({ tags }) => tags.verdict !== "pending"),
  }));
  if (revisions.length > 0 || dose.decidedAtMs === null) return revisions;
  const points = [verdictPoint(dose, dose.verdict, dose.cause, 1, false)];
  return [{ key: `dose/${dose.doseId}`, atMs: dose.decidedAtMs, points }];
}

function deviceChanges(device: DeviceRecord): Change[] {
  if (device.statusSinceMs === null) return [];
  const { deviceId, district, deviceClass, status, batteryPercent, firmware } = device;
  const made = point<"device_status">({
    measurement: "device_status",
    tags: { district, deviceClass, status },
    fields: { online: status === "online" ? 1 : 0, deviceId, batteryPercent, firmware },
  });
  return [{ key: `device/${deviceId}/${status}`, atMs: device.statusSinceMs, points: [made] }];
}

const transitions = [
  ["opened", "openedAtMs"],
  ["notified", "notifiedAtMs"],
  ["acknowledged", "acknowledgedAtMs"],
  ["cleared", "clearedAtMs"],
  ["closed", "closedAtMs"],
] as const;

/** Only of these does the subject name nothing but a part of the chain. */
const aboutTheChain = /^(component|flow|restore|availability|maintenance)-/;

function alertChanges(alert: AlertRecord): Change[] {
  const { alertId, kind, district, severity, scenario, deviceId, incidentId } = alert;
  const what = aboutTheChain.test(kind) ? alert.subject : null;
  return transitions.flatMap(([transition, instant]): Change[] => {
    const atMs = alert[instant];
    if (atMs === null) return [];
    const made = point<"alert">({
      measurement: "alert",
      tags: { kind, district: district ?? "_", severity, scenario, transition },
      fields: { openMin: (atMs - alert.openedAtMs) / minuteMs, deviceId, what, incidentId },
    });
    return [{ key: `alert/${alertId}/${transition}`, atMs, points: [made] }];
  });
}

export function componentPoint(component: ComponentRecord) {
  const { componentId, status, downMin, maintenanceMin, unknownMin } = component;
  return point<"component_status">({
    measurement: "component_status",
    tags: { component: componentId, status },
    fields: { up: status === "up" ? 1 : 0, state: status, downMin, maintenanceMin, unknownMin },
  });
}

function changesOfOutput(output: Output): Change[] {
  if (output.kind === "dose") return doseChanges(output.dose);
  if (output.kind === "device") return deviceChanges(output.device);
  if (output.kind === "alert") return alertChanges(output.alert);
  if (output.kind !== "component" || output.component.statusSinceMs === null) return [];
  const { componentId, status, statusSinceMs } = output.component;
  const points = [componentPoint(output.component)];
  return [{ key: `component/${componentId}/${status}`, atMs: statusSinceMs, points }];
}

/** Follows messages through their flows. What was on its way when the process started has no latency. */
function createHops({ flows }: Ecosystem) {
  const stepsOf = new Map(flows.map(({ id, steps }) => [id, steps]));
  const passedAtMs = new Map<string, number>();

  return ({ seq, receivedAtUs, event }: LoggedEvent): Change[] => {
    if (event.kind !== "telemetry" || event.event.test) return [];
    const said = event.event;
    if (said.type !== "hop.passed" && said.type !== "hop.rejected") return [];
    const { flow, step, messageId } = said.data;
    const atMs = said.data.atMs ?? said.timeMs;
    const place = stepsOf.get(flow)?.indexOf(step) ?? -1;
    const keyOf = (index: number) => `${flow}\n${index}\n${messageId}`;
    const beforeMs = place > 0 ? passedAtMs.get(keyOf(place - 1)) : undefined;
    passedAtMs.delete(keyOf(place - 1));
    if (said.type === "hop.passed" && place >= 0) passedAtMs.set(keyOf(place), atMs);
    if (passedAtMs.size > hopsMax) passedAtMs.delete(passedAtMs.keys().next().value as string);
    const made = point<"hop">({
      measurement: "hop",
      tags: {
        flow: stepsOf.has(flow) ? flow : "other",
        step: place >= 0 ? step : "other",
        outcome: said.type === "hop.passed" ? "passed" : "rejected",
        district: event.sender.district,
      },
      fields: {
        seq,
        latencyMs: beforeMs === undefined ? null : atMs - beforeMs,
        code: said.type === "hop.rejected" ? said.data.code : null,
      },
    });
    return [{ key: `hop/${seq}`, atMs: Math.floor(receivedAtUs / 1000), points: [made] }];
  };
}

/** What the series are told of a batch: a pure reading of its outputs, but for the latencies of hops. */
export function createChangesOf(ecosystem: Ecosystem): ChangesOf {
  const hopChanges = createHops(ecosystem);
  return ({ outputs, events }: CommitBatch) => [...outputs.flatMap(changesOfOutput), ...events.flatMap(hopChanges)];
}
