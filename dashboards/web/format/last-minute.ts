import type { Times } from "./time.js";

const minuteMs = 60_000;
/** No clock on Earth is further from UTC, and none is set to other than quarters of an hour. */
const offsetMaxMin = 15 * 60;
const offsetStepMin = 15;

/** The instant at which a day of the installation's calendar (`YYYY-MM-DD`) ends, but for its last minute. */
export function lastMinuteOf(date: string, times: Pick<Times, "date" | "clock">): string {
  const asIfUtcMs = Date.parse(`${date}T23:59:00Z`);
  for (let offsetMin = -offsetMaxMin; offsetMin <= offsetMaxMin; offsetMin += offsetStepMin) {
    const at = new Date(asIfUtcMs - offsetMin * minuteMs).toISOString();
    if (times.date(at) === date && times.clock(at) === "23:59") return at;
  }
  return new Date(asIfUtcMs).toISOString();
}
