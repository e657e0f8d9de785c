import type { Random } from "../../support/world/random.js";
import {
  dayBeforeDate,
  heartbeats,
  iso,
  type Message,
  minuteMs,
  type Say,
  speaker,
  wallMs,
  yesterdayDate,
} from "./messages.js";

export interface CityMessage extends Message {
  /** The same as an earlier message: nothing of it is stored. */
  repeats?: true;
  /** What becomes of it where it cannot be used. */
  rejected?: string;
}

const districts = ["grorud", "alna", "frogner"];
const hourMs = 60 * minuteMs;

/**
 * A day in three districts, as Velvakt hears of it the day after: plans of all kinds, devices that fall silent, buffer,
 * contradict themselves and repeat themselves, a mobile network that fails at noon, people's follow-ups, and garbage in
 * between. Told in order of time, with a part of it arriving later than what was said after it.
 */
export function cityOfYesterday(random: Random, devices: number): CityMessage[] {
  const said = Array.from({ length: devices }, (_, n) => dispenserDay(random.fork(), n)).flat();
  const lateMs = () => (random.chance(0.25) ? random.int(0, 30 * hourMs) : 0);
  const heard = [
    ...said.map(({ atMs, message }) => ({ atMs: atMs + lateMs(), message })),
    ...networkOutage(),
    ...garbage(random),
  ].sort((a, b) => a.atMs - b.atMs);
  return withRepeats(
    random,
    heard.map(({ message }) => message),
  );
}

interface Said {
  atMs: number;
  message: CityMessage;
}

function dispenserDay(random: Random, n: number): Said[] {
  const district = random.pick(districts);
  const speak = speaker(`D-${n}`, district, random.chance(0.7) ? "roll-dispenser" : "tray-dispenser");
  const said: Said[] = [];
  const counts = random.chance(0.3);
  let sequence = 0;
  const say: Say = (type, timeMs, data, manner = {}) => {
    const envelope =
      counts && manner.source === undefined ? { sequence: ++sequence, ...manner.envelope } : (manner.envelope ?? {});
    const message = speak(type, timeMs, data, { ...manner, envelope });
    said.push({ atMs: timeMs, message });
    return message;
  };
  const silentMs = random.chance(0.3) ? wallMs("05:00") + random.int(0, 15 * hourMs) : Number.POSITIVE_INFINITY;
  const backMs = silentMs + random.int(hourMs, 8 * hourMs);
  heartbeats(
    (type, timeMs, data) => {
      const beat = { ...data, batteryPercent: random.int(20, 100) };
      return timeMs > silentMs && timeMs < backMs ? speak(type, timeMs, beat) : say(type, timeMs, beat);
    },
    wallMs("05:00") + random.int(0, 14) * minuteMs,
    wallMs("23:45"),
  );

  const plans = random.pick([1, 1, 1, 2]);
  for (let p = 0; p < plans; p++) plan(random, say, `P-${n}-${p}`, n % 5 === 0);
  troubles(random, say);
  // A clock so wrong that nobody believes it.
  if (n % 8 === 0) say("link.heartbeat", wallMs("16:00") - 96 * hourMs);
  return said;
}

const timesOfDay = [
  ["08:00", "20:00"],
  ["07:30", "12:00", "21:00"],
  ["09:00"],
  [
    { at: "08:00", critical: true },
    { at: "18:00", alertAfterMin: 30 },
  ],
];

function plan(random: Random, say: Say, planId: string, paused: boolean): void {
  const times = random.pick(timesOfDay);
  const about = { source: "urn:epj" };
  const data = { residentRef: `R-${planId}`, planId, version: 1, times, from: dayBeforeDate, to: yesterdayDate };
  say("plan.published", wallMs("22:00", dayBeforeDate), data, { ...about, id: `${planId}-v1` });
  if (random.chance(0.15)) {
    const changed = { ...data, version: 2, times: ["10:00", "19:00"], closeAfterMin: 120 };
    say("plan.published", wallMs("11:00"), changed, { ...about, id: `${planId}-v2` });
  }
  if (paused) {
    const pause = { planId, from: iso(wallMs("11:00")), reason: "på sykehus — ærlig talt" };
    say("plan.paused", wallMs("10:30"), pause, { ...about, id: `${planId}-pause` });
    if (random.chance(0.7))
      say("plan.resumed", wallMs("17:00"), { planId, at: iso(wallMs("17:00")) }, { ...about, id: `${planId}-on` });
  }
  if (random.chance(0.08))
    say("plan.ended", wallMs("15:00"), { planId, at: iso(wallMs("15:00")) }, { ...about, id: `${planId}-end` });
  for (const time of times) doseLife(random, say, planId, wallMs(typeof time === "string" ? time : time.at));
}

function doseLife(random: Random, say: Say, planId: string, scheduledMs: number): void {
  const scheduledAt = iso(scheduledMs);
  const taken = random.chance(0.7);
  const takenMs = scheduledMs + random.pick([5, 20, 59, 60, 90, -30]) * minuteMs + random.int(0, 59_000);
  const named = random.chance(0.6) ? { scheduledAt, planId } : {};
  if (taken) say("dose.dispensed", takenMs, { ...named, mode: random.pick(["unassisted", "assisted"]) });
  if (taken && random.chance(0.05)) say("dose.dispensed", takenMs + 10 * minuteMs, { ...named, mode: "unassisted" });
  if (random.chance(taken ? 0.03 : 0.5)) {
    say("dose.missed", scheduledMs + 76 * minuteMs, { scheduledAt, reason: random.pick(["user", "empty", "fault"]) });
  }
  if (!taken && random.chance(0.3)) {
    const outcome = random.pick(["confirmed-by-phone", "given-by-staff", "refused", "not-reached"]);
    say("dose.followup", scheduledMs + 2 * hourMs, { scheduledAt, outcome, actorRole: "nurse" });
  }
}

function troubles(random: Random, say: Say): void {
  const anyTime = () => wallMs("06:00") + random.int(0, 16 * hourMs);
  if (random.chance(0.1)) say("stock.empty", anyTime());
  if (random.chance(0.1)) say("fault.raised", anyTime(), { code: random.pick(["jam", "roll", "tilt"]) });
  if (random.chance(0.1)) say("power.lost", anyTime(), { batteryPercent: 80 });
  if (random.chance(0.1)) say("door.opened", anyTime(), { authorised: true });
  if (random.chance(0.1)) say("lid.rattled", anyTime(), { times: 3 });
  if (random.chance(0.1)) say("dose.dispensed", anyTime(), { mode: "unassisted" }, { envelope: { test: true } });
  if (random.chance(0.1)) say("dose.dispensed", anyTime(), { mode: "prn" });
}

/** Declared by the municipality, for the devices of one district. */
function networkOutage(): Said[] {
  const say = speaker("mobile-network", "alna", "component");
  const [fromMs, toMs] = [wallMs("12:00"), wallMs("13:30")];
  return [
    { atMs: fromMs, message: say("outage.opened", fromMs, { detectedBy: "municipality" }) },
    { atMs: toMs, message: say("outage.closed", toMs, { detectedBy: "municipality" }) },
  ];
}

function garbage(random: Random): Said[] {
  const say = speaker("D-0");
  const one = (id: string) => say("dose.dispensed", wallMs("08:00"), { mode: "unassisted" }, { id });
  const bad: CityMessage[] = [
    { ...one("g-1"), payload: "not JSON at all", rejected: "INGEST_NOT_JSON" },
    { ...one("g-2"), topic: "vft/v1/oslo/atlantis/roll-dispenser/D-0/event", rejected: "INGEST_DISTRICT_UNKNOWN" },
    { ...one("g-3"), payload: one("g-3").payload.replace('"1.0"', '"2.0"'), rejected: "INGEST_ENVELOPE_INVALID" },
    {
      ...one("g-4"),
      payload: one("g-4").payload.replace('"unassisted"', '"x","n":1e999'),
      rejected: "INGEST_DATA_INVALID",
    },
    {
      ...one("g-5"),
      payload: one("g-5").payload.replace('"data"', '"__proto__":{},"data"'),
      rejected: "INGEST_NOT_JSON",
    },
    { ...one("g-6"), payload: `${"[".repeat(40)}${"]".repeat(40)}`, rejected: "INGEST_TOO_DEEP" },
    { ...one("g-7"), topic: "vft/v1/oslo/grorud/roll-dispenser/D-0", rejected: "INGEST_TOPIC_INVALID" },
  ];
  return bad.map((message) => ({ atMs: wallMs("06:00") + random.int(0, 16 * hourMs), message }));
}

/** Some messages come twice, some ids stand for two messages. Heartbeats are stored as often as they come. */
function withRepeats(random: Random, messages: CityMessage[]): CityMessage[] {
  const all: CityMessage[] = [];
  for (const message of messages) {
    all.push(message);
    if (message.rejected || message.payload.includes("link.heartbeat")) continue;
    if (random.chance(0.05)) all.push({ ...message, repeats: true });
    if (random.chance(0.02)) {
      const payload = message.payload.replace(
        /"time":"(\d{4})/,
        (_whole, year: string) => `"time":"${Number(year) - 1}`,
      );
      all.push({ ...message, payload, rejected: "INGEST_DUPLICATE_CONFLICT" });
    }
  }
  return all;
}
