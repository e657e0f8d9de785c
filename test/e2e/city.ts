import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Temporal } from "temporal-polyfill";

const minuteMs = 60_000;
const districts = ["grorud", "alna", "frogner"] as const;

/** Zones without summer time, named with the sign the other way round: a zone in which it is about noon now. */
export function zoneWithNoon(nowMs: number): string {
  const offset = 12 - new Date(nowMs).getUTCHours();
  return offset === 0 ? "Etc/GMT" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
}

/**
 * The Oslo example on clocks that show noon, whenever the test runs: today then has a morning behind it and an evening
 * before it.
 */
export function writeNoonEcosystem(folder: string, nowMs: number): string {
  const oslo = readFileSync(resolve(import.meta.dirname, "../../services/ecosystem/oslo.yaml"), "utf8");
  const path = join(folder, "noon.yaml");
  writeFileSync(path, oslo.replace(/^timezone: .*$/m, `timezone: ${zoneWithNoon(nowMs)}`));
  return path;
}

export interface CityEvent {
  topic: string;
  id: string;
  [attribute: string]: unknown;
}

/** Makes the events of one sender. */
export function speaker(topic: string, source: string) {
  let count = 0;
  return (type: string, timeMs: number, data: object = {}): CityEvent => ({
    topic,
    specversion: "1.0",
    id: `${source}-${++count}`,
    source: `urn:${source}`,
    type: `no.vft.${type}`,
    time: new Date(timeMs).toISOString(),
    data,
  });
}

export const component = (id: string) => speaker(`vft/v1/oslo/_/component/${id}/event`, id);

export interface Clock {
  /** A wall time of the day that is today in the zone, as UTC ms. */
  at(time: string): number;
  date: string;
  nowMs: number;
}

export function clockOf(nowMs: number): Clock {
  const timeZone = zoneWithNoon(nowMs);
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    nowMs,
    date: today.toString(),
    at: (time) => today.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds,
  };
}

interface Life {
  /** When the morning dose comes out, minutes after its time; null: it does not. */
  morningAfterMin: number | null;
  /** Falls silent at this wall time. */
  silentFrom?: string;
  pausedToday?: boolean;
  critical?: boolean;
}

/** What becomes of the morning doses: by the remainder of the resident's number. */
const lives: Life[] = [
  { morningAfterMin: 4 },
  { morningAfterMin: 12 },
  { morningAfterMin: 25 },
  { morningAfterMin: 7 },
  { morningAfterMin: 95 },
  { morningAfterMin: 18 },
  { morningAfterMin: 2 },
  { morningAfterMin: 40 },
  { morningAfterMin: 31 },
  { morningAfterMin: 9 },
  { morningAfterMin: 15 },
  { morningAfterMin: 22 },
];

const exceptions: Record<number, Life> = {
  3: { morningAfterMin: null },
  8: { morningAfterMin: null, critical: true },
  14: { morningAfterMin: null, silentFrom: "07:20" },
  15: { morningAfterMin: null, silentFrom: "07:20" },
  22: { morningAfterMin: null, pausedToday: true },
  31: { morningAfterMin: 6, silentFrom: "10:40" },
  37: { morningAfterMin: 3, critical: true },
};

/**
 * The morning of `residents` people as their dispensers tell it. The plans come last: what is known late is judged with
 * all that was said before, and nobody is alarmed by a history that is still being read.
 */
export function cityMorning(clock: Clock, residents: number): CityEvent[] {
  const said = Array.from({ length: residents }, (_, n) => dispenserMorning(clock, n)).flat();
  const isPlan = ({ type }: CityEvent) => type === "no.vft.plan.published";
  return [...said.filter((event) => !isPlan(event)), ...said.filter(isPlan)];
}

function dispenserMorning(clock: Clock, n: number): CityEvent[] {
  const life = exceptions[n] ?? lives[n % lives.length] ?? { morningAfterMin: 5 };
  const district = districts[n % districts.length] ?? "grorud";
  const device = `D-${String(n).padStart(4, "0")}`;
  const deviceClass = n % 4 === 0 ? "tray-dispenser" : "roll-dispenser";
  const say = speaker(`vft/v1/oslo/${district}/${deviceClass}/${device}/event`, device);
  const planId = `P-${n}`;
  const times = ["08:00", "14:00", "20:00"].map((at) => ({ at, critical: life.critical ?? false }));
  const residentRef = `R-${String(7000 + n * 37)}`;
  const events = [
    say("inventory.assigned", clock.at("00:00"), { residentRef }),
    say("plan.published", clock.at("00:00"), { residentRef, planId, version: 1, times, from: clock.date }),
  ];
  if (life.pausedToday) {
    events.push(
      say("plan.paused", clock.at("06:00"), {
        planId,
        from: new Date(clock.at("06:00")).toISOString(),
        to: new Date(clock.at("12:00") + 24 * 60 * minuteMs).toISOString(),
        reason: "hospital",
      }),
    );
  }
  const silentMs = life.silentFrom === undefined ? Number.POSITIVE_INFINITY : clock.at(life.silentFrom);
  const first = clock.at("06:00") + (n % 15) * minuteMs;
  for (let ms = first; ms < Math.min(clock.nowMs, silentMs); ms += 15 * minuteMs) {
    events.push(say("link.heartbeat", ms, { batteryPercent: 100 - (n % 30), mains: n % 11 !== 5, bufferedEvents: 0 }));
  }
  if (life.morningAfterMin !== null) {
    const scheduledAt = new Date(clock.at("08:00")).toISOString();
    const dispensedMs = clock.at("08:00") + life.morningAfterMin * minuteMs;
    events.push(say("dose.dispensed", dispensedMs, { scheduledAt, mode: "unassisted" }));
  }
  return events;
}
