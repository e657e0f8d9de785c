import type { EventData, EventType, LogEvent, RejectReason, Sender, Telemetry } from "../../../rules/model/event.js";
import type { Received } from "../../oracle/facts.js";

/** Short ways to write down what was received, for tests that a nurse can read. */

export interface Manner {
  deviceId?: string;
  district?: string;
  deviceClass?: string;
  id?: string;
  source?: string;
  sequence?: number;
  replayed?: true;
  test?: true;
  /** Default: one second after the message's own time. */
  received?: string;
}

let lastId = 0;

/** An instant: `28 08:00` is UTC on that day of March 2026, which ends with Oslo's change to summer time. */
export function at(text: string): number {
  const [day = "", time = "00:00"] = text.split(" ");
  return Date.parse(`2026-03-${day.padStart(2, "0")}T${time.length === 5 ? `${time}:00` : time}Z`);
}

export function sender(manner: Manner = {}): Sender {
  return {
    tenant: "oslo",
    district: manner.district ?? "grorud",
    deviceClass: manner.deviceClass ?? "roll-dispenser",
    deviceId: manner.deviceId ?? "D-1",
  };
}

/** A message of a device, written by its own clock at `time`. */
export function says<T extends EventType>(time: string, type: T, data: EventData[T], manner: Manner = {}): Received {
  const timeMs = at(time);
  lastId += 1;
  const event = {
    id: manner.id ?? `e-${String(lastId).padStart(6, "0")}`,
    source: manner.source ?? manner.deviceId ?? "D-1",
    timeMs,
    type,
    data,
    ...(manner.sequence === undefined ? {} : { sequence: manner.sequence }),
    ...(manner.replayed ? { replayed: true } : {}),
    ...(manner.test ? { test: true } : {}),
  } as unknown as Telemetry;
  return {
    receivedAtMs: manner.received ? at(manner.received) : timeMs + 1000,
    event: { kind: "telemetry", sender: sender(manner), event },
  };
}

/** A message of a system of the chain; `district` only for what exists once per district. */
export function componentSays<T extends EventType>(
  time: string,
  componentId: string,
  type: T,
  data: EventData[T],
  manner: Manner = {},
): Received {
  return says(time, type, data, { district: "_", ...manner, deviceId: componentId, deviceClass: "component" });
}

export function stateIs(received: string, state: "online" | "offline", manner: Manner = {}): Received {
  return { receivedAtMs: at(received), event: { kind: "state", sender: sender(manner), state } };
}

export function rejects(received: string, type: string | null, time: string | null, manner: Manner = {}): Received {
  const reason: RejectReason = "INGEST_DATA_INVALID";
  const timeMs = time === null ? null : at(time);
  return { receivedAtMs: at(received), event: { kind: "rejected", reason, sender: sender(manner), type, timeMs } };
}

export function unknownType(time: string, type: string, manner: Manner = {}): Received {
  const said = says(time, "door.opened", { authorised: true }, manner);
  if (said.event.kind !== "telemetry") throw new Error("a telemetry event was expected");
  const event = { ...said.event.event, type, data: {} };
  return { receivedAtMs: said.receivedAtMs, event: { kind: "unknown-type", sender: sender(manner), event } };
}

/** Velvakt itself was away: everything it missed is received between the two. */
export function gap(from: string, opened: string, closed: string): Received[] {
  return [
    { receivedAtMs: at(opened), event: { kind: "gap-opened", fromMs: at(from), reason: "restart" } },
    { receivedAtMs: at(closed), event: { kind: "gap-closed" } },
  ];
}

export function logged(received: string, event: LogEvent): Received {
  return { receivedAtMs: at(received), event };
}

/** Heartbeats every 15 minutes from one instant to another, both included. */
export function heartbeats(
  from: string,
  to: string,
  manner: Manner & { data?: EventData["link.heartbeat"] } = {},
): Received[] {
  const beats: Received[] = [];
  for (let ms = at(from); ms <= at(to); ms += 15 * 60_000) {
    beats.push(says(textOf(ms), "link.heartbeat", manner.data ?? {}, manner));
  }
  return beats;
}

export function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(8, 19).replace("T", " ");
}
