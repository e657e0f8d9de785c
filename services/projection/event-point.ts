import type { LoggedEvent } from "../../ingest/store/log-store.js";
import type { LogEvent } from "../../rules/model/event.js";
import type { StoredPoint } from "../database/point.js";
import { type Field, type MadePoint, measurements } from "./measurements.js";

type EventPoint = MadePoint<"event">;

const ofData = Object.entries<Field>(measurements.event.fields).flatMap(([name, field]) =>
  field.ofData ? [{ name, type: field.type }] : [],
);
const typeOf = { integer: "number", float: "number", boolean: "boolean", string: "string" } as const;

function dataFields(data: unknown): EventPoint["fields"] {
  if (typeof data !== "object" || data === null) return {};
  const values = data as Record<string, unknown>;
  const found = ofData.filter(({ name, type }) => Object.hasOwn(values, name) && typeof values[name] === typeOf[type]);
  return Object.fromEntries(found.map(({ name }) => [name, values[name]])) as EventPoint["fields"];
}

function describe(event: LogEvent, receivedAtMs: number): Omit<EventPoint, "measurement"> {
  const { kind } = event;
  if (kind === "rejected") return { tags: { kind, reason: event.reason }, fields: {} };
  if (kind === "state") {
    const { district, deviceClass, deviceId } = event.sender;
    return { tags: { kind, district, deviceClass }, fields: { deviceId } };
  }
  if (kind !== "telemetry" && kind !== "unknown-type") return { tags: { kind }, fields: {} };
  const { district, deviceClass, deviceId } = event.sender;
  const { timeMs, replayed = false, test = false, type, data } = event.event;
  return {
    tags: {
      kind,
      type: kind === "telemetry" ? type : "other",
      district,
      deviceClass,
      component: deviceClass === "component" ? deviceId : null,
    },
    fields: {
      deviceId,
      deviceTimeMs: timeMs,
      delayMs: receivedAtMs - timeMs,
      replayed,
      test,
      ...(kind === "telemetry" ? dataFields(data) : {}),
    },
  };
}

/** An event of the log as a point. Its instant is the reception: unique already, as no two share a microsecond. */
export function eventPoint({ seq, receivedAtUs, event }: LoggedEvent): StoredPoint {
  const { tags, fields } = describe(event, receivedAtUs / 1000);
  return {
    measurement: "event",
    atNs: BigInt(receivedAtUs) * 1000n,
    tags: tags as StoredPoint["tags"],
    fields: { seq, ...fields },
  };
}
