import { Temporal } from "temporal-polyfill";

export interface DaySpan {
  startMs: number;
  /** Start of the next day; not 24 h later where the clocks change. */
  endMs: number;
}

function spanOf(date: Temporal.PlainDate, timezone: string): DaySpan {
  return {
    startMs: date.toZonedDateTime(timezone).epochMilliseconds,
    endMs: date.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds,
  };
}

/** The local date `YYYY-MM-DD` as instants. */
export function dateSpan(date: string, timezone: string): DaySpan {
  return spanOf(Temporal.PlainDate.from(date), timezone);
}

/** The local day that holds an instant, with its date. */
export function dayOf(atMs: number, timezone: string): DaySpan & { date: string } {
  const date = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timezone).toPlainDate();
  return { date: date.toString(), ...spanOf(date, timezone) };
}
