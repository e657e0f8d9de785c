import { Temporal } from "temporal-polyfill";

/** The clocks on the city's walls. */
export interface LocalTime {
  /** `YYYY-MM-DD` and `HH:MM` as an instant; a time that the clocks skip is an hour later. */
  instantOf(date: string, time: string): number;
  dateOf(atMs: number): string;
}

export function nextDate(date: string, days = 1): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** A conversion costs tens of microseconds, and a whole city asks for the same dozen times of a day. */
const knownMax = 1_000;

export function localTimeOf(timezone: string): LocalTime {
  const known = new Map<string, number>();
  return {
    instantOf(date, time) {
      const key = `${date}T${time}`;
      let atMs = known.get(key);
      if (atMs === undefined) {
        atMs = Temporal.PlainDateTime.from(key).toZonedDateTime(timezone).epochMilliseconds;
        if (known.size >= knownMax) known.clear();
        known.set(key, atMs);
      }
      return atMs;
    },
    dateOf: (atMs) =>
      Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainDate().toString(),
  };
}
