import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { localMidnightWallMs, offsetAtMs, wallToInstantMs } from "../../rules/doses/zone.js";

/**
 * Every change of clocks from 2020 to 2040 in every time zone that this Node knows, and every minute
 * of the days it touches: our table of offsets against Temporal's own conversion. About eight million
 * conversions take minutes, so a sample runs by default; all of them with
 * `DST=all npx vitest run --project unit test/rules/dst.test.ts`.
 */
const all = process.env.DST === "all";
const minMs = 60_000;
const dayMs = 86_400_000;

/** In the sample: all of these, and every so many of the others. */
const always = ["Europe/Oslo"];
const sampleEvery = 350;

interface Transition {
  zone: string;
  atMs: number;
}

function transitionsOf(zone: string): Transition[] {
  const found: Transition[] = [];
  const untilMs = Date.UTC(2041, 0, 1);
  let at: Temporal.ZonedDateTime | null = Temporal.ZonedDateTime.from(`2020-01-01T00:00[${zone}]`);
  for (at = at.getTimeZoneTransition("next"); at && at.epochMilliseconds < untilMs; ) {
    found.push({ zone, atMs: at.epochMilliseconds });
    at = at.getTimeZoneTransition("next");
  }
  return found;
}

/** The local dates that the change touches, mostly one: a clock may be moved across midnight. */
function datesOf({ zone, atMs }: Transition): Temporal.PlainDate[] {
  const dates = [atMs - 1, atMs].map((ms) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate(),
  );
  const [before, after] = dates as [Temporal.PlainDate, Temporal.PlainDate];
  const days: Temporal.PlainDate[] = [];
  for (let day = before; Temporal.PlainDate.compare(day, after) <= 0; day = day.add({ days: 1 })) days.push(day);
  return days;
}

/** Minutes of the day at which the table and Temporal disagree. */
function differences(zone: string, date: Temporal.PlainDate): string[] {
  const wrong: string[] = [];
  const midnightMs = Date.UTC(date.year, date.month - 1, date.day);
  for (let wallMs = midnightMs; wallMs < midnightMs + dayMs; wallMs += minMs) {
    const minute = (wallMs - midnightMs) / minMs;
    const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
    const right = wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
    if (wallToInstantMs(zone, wallMs) !== right) wrong.push(`${zone} ${wall}`);
  }
  return wrong;
}

it("every wall time of every day on which clocks change is the instant that Temporal says", {
  timeout: 7_200_000,
}, () => {
  const transitions = Intl.supportedValuesOf("timeZone").flatMap(transitionsOf);
  expect(transitions.length).toBeGreaterThan(4_000);
  const chosen = all
    ? transitions
    : transitions.filter(({ zone }, index) => always.includes(zone) || index % sampleEvery === 0);
  let compared = 0;
  for (const transition of chosen) {
    for (const date of datesOf(transition)) {
      expect(differences(transition.zone, date)).toEqual([]);
      compared += 24 * 60;
    }
  }
  if (all) console.log(`${compared.toLocaleString("en")} wall times at ${transitions.length} changes of clocks`);
  expect(compared).toBeGreaterThan(all ? 5_000_000 : 50_000);
});

it.each([
  ["a skipped time moves on by the length of the gap", "Europe/Oslo", "2026-03-29T02:30", "2026-03-29T01:30Z"],
  ["the last minute before the gap is as usual", "Europe/Oslo", "2026-03-29T01:59", "2026-03-29T00:59Z"],
  ["the first minute after the gap is as usual", "Europe/Oslo", "2026-03-29T03:00", "2026-03-29T01:00Z"],
  ["a repeated time is its first occurrence", "Europe/Oslo", "2026-10-25T02:30", "2026-10-25T00:30Z"],
  ["the first minute that is repeated", "Europe/Oslo", "2026-10-25T02:00", "2026-10-25T00:00Z"],
  ["the first minute after the repeated hour", "Europe/Oslo", "2026-10-25T03:00", "2026-10-25T02:00Z"],
  ["a zone that moves its clocks by half an hour", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z"],
  ["a zone that moves its clocks by two hours", "Antarctica/Troll", "2026-03-29T02:30", "2026-03-29T02:30Z"],
  ["a day that a zone left out", "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00Z"],
  ["a year before the table", "Europe/Oslo", "1943-03-29T02:30", "1943-03-29T01:30Z"],
  ["a year after the table", "Europe/Oslo", "2060-07-01T12:00", "2060-07-01T10:00Z"],
])("%s", (_says, zone, wall, instant) => {
  expect(new Date(wallToInstantMs(zone, Date.parse(`${wall}Z`))).toISOString()).toBe(new Date(instant).toISOString());
});

it.each([
  ["in the table", "2026-07-01T12:00Z", 120],
  ["before the table", "1955-07-01T12:00Z", 60],
  ["after the table", "2060-07-01T12:00Z", 120],
])("the offset of an instant %s", (_says, instant, offsetMin) => {
  expect(offsetAtMs("Europe/Oslo", Date.parse(instant)) / minMs).toBe(offsetMin);
});

it("knows on which date an instant falls, west of Greenwich and before 1970 too", () => {
  const dateOf = (zone: string, instant: string) =>
    new Date(localMidnightWallMs(zone, Date.parse(instant))).toISOString().slice(0, 10);
  expect(dateOf("Europe/Oslo", "2026-03-03T23:00Z")).toBe("2026-03-04");
  expect(dateOf("Europe/Oslo", "2026-03-03T22:59:59.999Z")).toBe("2026-03-03");
  expect(dateOf("America/New_York", "2026-03-04T04:59:59.999Z")).toBe("2026-03-03");
  expect(dateOf("Europe/Oslo", "1969-12-30T23:30Z")).toBe("1969-12-31");
});
