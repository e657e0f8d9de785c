import { createHash } from "node:crypto";
import type { CommitBatch, LoggedEvent } from "../../ingest/store/log-store.js";
import type { Output } from "../../rules/model/engine.js";
import type { LogEvent, Sender } from "../../rules/model/event.js";
import type { Notification } from "../../rules/model/record.js";
import type { StoredPoint } from "./point.js";
import { storableJson, storableKey, storableText, storableTextOrNull } from "./storable.js";

/** Arrays that go to the database as they are, one per column. */
export type Columns = (readonly (string | null)[] | string)[];

/** PostgreSQL's own writing of a number array: much cheaper to make than the driver's general one. */
export const numberArray = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? "NULL").join(",")}}`;

/** Device times that a calendar has (years 1–9999); others stay only in the event itself. */
const timeMsMin = Date.parse("0001-01-01T00:00:00Z");
const timeMsMax = Date.parse("9999-12-31T00:00:00Z");

interface Place {
  type: string | null;
  sender: Sender | null;
  timeMs: number | null;
}

const nowhere: Place = { type: null, sender: null, timeMs: null };

/** What of an event can be searched by, beside its kind. */
function placeOf(event: LogEvent): Place {
  if (event.kind === "telemetry" || event.kind === "unknown-type") {
    return { type: event.event.type, sender: event.sender, timeMs: event.event.timeMs };
  }
  if (event.kind === "state") return { ...nowhere, sender: event.sender };
  if (event.kind === "rejected") return { type: event.type, sender: event.sender, timeMs: event.timeMs };
  return nowhere;
}

export function eventColumns(events: readonly LoggedEvent[]): Columns | null {
  if (events.length === 0) return null;
  const places = events.map(({ event }) => placeOf(event));
  return [
    numberArray(events.map(({ seq }) => seq)),
    numberArray(events.map(({ receivedAtUs }) => receivedAtUs)),
    events.map(({ event }) => event.kind),
    places.map(({ type }) => storableTextOrNull(type)),
    places.map(({ sender }) => storableTextOrNull(sender?.district)),
    places.map(({ sender }) => storableTextOrNull(sender?.deviceClass)),
    places.map(({ sender }) => storableTextOrNull(sender?.deviceId)),
    numberArray(
      places.map(({ timeMs }) =>
        timeMs !== null && timeMs > timeMsMin && timeMs < timeMsMax ? Math.trunc(timeMs) : null,
      ),
    ),
    // A `json` column keeps the escapes of NUL and lone surrogates, so the log is exact.
    events.map(({ event }) => JSON.stringify(event)),
  ];
}

export function keyColumns({ keys }: CommitBatch): Columns | null {
  if (keys.length === 0) return null;
  return [
    keys.map(({ key }) => storableKey(key)),
    keys.map(({ contentHash }) => contentHash),
    numberArray(keys.map(({ receivedAtUs }) => receivedAtUs)),
  ];
}

export function quarantineColumns({ quarantined }: CommitBatch): Columns | null {
  if (quarantined.length === 0) return null;
  return [
    numberArray(quarantined.map(({ seq }) => seq)),
    numberArray(quarantined.map(({ receivedAtUs }) => receivedAtUs)),
    quarantined.map(({ reason }) => reason),
    quarantined.map(({ detail }) => storableText(detail)),
    quarantined.map(({ topic }) => storableText(topic)),
    quarantined.map(({ payload }) => storableText(payload)),
  ];
}

/** The records of a batch's outputs, each id once with what was said last; null = withdrawn. */
export interface FinalRecords {
  dose: Map<string, object | null>;
  alert: Map<string, object>;
  device: Map<string, object>;
  component: Map<string, object>;
  incident: Map<string, object>;
  notifications: Notification[];
}

const keepLast: { [K in Output["kind"]]: (into: FinalRecords, output: Extract<Output, { kind: K }>) => unknown } = {
  dose: (into, { dose }) => into.dose.set(dose.doseId, dose),
  "dose-withdrawn": (into, { doseId }) => into.dose.set(doseId, null),
  alert: (into, { alert }) => into.alert.set(alert.alertId, alert),
  device: (into, { device }) => into.device.set(device.deviceId, device),
  component: (into, { component }) => into.component.set(component.componentId, component),
  incident: (into, { incident }) => into.incident.set(incident.incidentId, incident),
  notification: (into, { notification }) => into.notifications.push(notification),
  // It is for those who run the service, who read its log.
  defect: () => {},
};

export function finalRecords(outputs: readonly Output[]): FinalRecords {
  const records: FinalRecords = {
    dose: new Map(),
    alert: new Map(),
    device: new Map(),
    component: new Map(),
    incident: new Map(),
    notifications: [],
  };
  for (const output of outputs)
    (keepLast[output.kind] as (into: FinalRecords, output: Output) => unknown)(records, output);
  return records;
}

export function recordColumns(records: ReadonlyMap<string, object | null>): Columns | null {
  const present = [...records].flatMap(([id, record]) =>
    record === null ? [] : [[storableText(id), storableJson(record)] as const],
  );
  return present.length === 0 ? null : [present.map(([id]) => id), present.map(([, json]) => json)];
}

export function withdrawnColumns(records: ReadonlyMap<string, object | null>): Columns | null {
  const withdrawn = [...records].flatMap(([id, record]) => (record === null ? [storableText(id)] : []));
  return withdrawn.length === 0 ? null : [withdrawn];
}

/** The same notification and channel give the same row, so that a repeat is recognised. */
export function outboxId(notificationId: string, channelId: string): string {
  return createHash("sha256").update(`${notificationId}\n${channelId}`).digest("hex").slice(0, 32);
}

export function outboxColumns(
  notifications: readonly Notification[],
  channelsOf: (teamId: string) => string[],
): Columns | null {
  const rows = notifications.flatMap((notification) => {
    const record = storableJson(notification);
    return channelsOf(notification.teamId).map((channelId) => ({ notification, channelId, record }));
  });
  if (rows.length === 0) return null;
  return [
    rows.map(({ notification, channelId }) => outboxId(notification.notificationId, channelId)),
    rows.map(({ notification }) => storableText(notification.notificationId)),
    rows.map(({ notification }) => notification.teamId),
    rows.map(({ channelId }) => channelId),
    rows.map(({ record }) => record),
  ];
}

const withoutAbsent = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

export function pointColumns(points: readonly StoredPoint[]): Columns | null {
  const own = points.filter(({ aboutMs }) => aboutMs === undefined);
  return own.length === 0 ? null : columnsOf(own);
}

/** Of two about the same period the later one counts. */
export function periodPointColumns(points: readonly StoredPoint[]): Columns | null {
  const about = points.filter(({ aboutMs }) => aboutMs !== undefined);
  if (about.length === 0) return null;
  return [...columnsOf(about), numberArray(about.map(({ aboutMs = 0 }) => aboutMs))];
}

function columnsOf(points: readonly StoredPoint[]): Columns {
  return [
    `{${points.map(({ atNs }) => atNs).join(",")}}`,
    points.map(({ measurement }) => measurement),
    points.map(({ tags }) => storableJson(withoutAbsent(tags))),
    points.map(({ fields }) => storableJson(withoutAbsent(fields))),
  ];
}

export function outboxIdColumns(outboxIds: readonly string[]): Columns | null {
  return outboxIds.length === 0 ? null : [outboxIds];
}
