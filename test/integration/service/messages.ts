import { Temporal } from "temporal-polyfill";

/** A message as it goes over the wire. */
export interface Message {
  id: string;
  topic: string;
  payload: string;
}

export interface Manner {
  id?: string;
  /** Who says it; the device itself unless told. */
  source?: string;
  /** Further members of the envelope. */
  envelope?: Record<string, unknown>;
}

/** Speaks on one device's topic: `say(type, when, data)` makes the next message. */
export type Say = (type: string, timeMs: number, data?: object, manner?: Manner) => Message;

export function speaker(deviceId: string, district = "grorud", deviceClass = "roll-dispenser"): Say {
  let count = 0;
  return (
    type,
    timeMs,
    data = {},
    { id = `${deviceId}-${++count}`, source = `urn:${deviceId}`, envelope = {} } = {},
  ) => {
    const time = new Date(timeMs).toISOString();
    const event = { specversion: "1.0", id, source, type: `no.vft.${type}`, time, ...envelope, data };
    return { id, topic: `vft/v1/oslo/${district}/${deviceClass}/${deviceId}/event`, payload: JSON.stringify(event) };
  };
}

export const minuteMs = 60_000;
const zone = "Europe/Oslo";
const today = Temporal.Now.plainDateISO(zone);
const yesterday = today.subtract({ days: 1 });

/**
 * Yesterday's local date, fixed when the test begins: its doses have all passed their deadlines at any time of today,
 * and nothing that is said about it is older than any buffer.
 */
export const yesterdayDate = yesterday.toString();
export const dayBeforeDate = yesterday.subtract({ days: 1 }).toString();

/** Wall time in Oslo, yesterday unless told, as UTC ms. */
export function wallMs(time: string, date: string = yesterdayDate): number {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A heartbeat every 15 minutes from one instant to another, both included. */
export function heartbeats(say: Say, fromMs: number, toMs: number, data: object = {}): Message[] {
  const beats: Message[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 15 * minuteMs) beats.push(say("link.heartbeat", ms, data));
  return beats;
}

/** What home care says: a plan for yesterday only, in force since the midnight before. */
export function planOfYesterday(
  say: Say,
  planId: string,
  more: { residentRef?: string; times?: unknown[]; [name: string]: unknown } = {},
): Message {
  const data = {
    residentRef: `R-${planId}`,
    planId,
    version: 1,
    times: ["08:00", "20:00"],
    from: yesterdayDate,
    to: yesterdayDate,
    ...more,
  };
  return say("plan.published", wallMs("00:00"), data, { source: "urn:epj", id: `${planId}-v${data.version}` });
}
