import { Temporal } from "temporal-polyfill";

/** The clocks on the city's walls. */
export interface LocalTime {
  /** `YYYY-MM-DD` and `HH:MM` as an instant; a time that the clocks skip is an hour later. */
  instantOf(date: string, time: string): number;
  dateOf(atMs: number): string;
  /** 0 to 23. */
  hourOf(atMs: number): number;
  isWeekend(atMs: number): boolean;
}

export function nextDate(date: string, days = 1): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** A conversion costs tens of microseconds, and a whole city asks for the same dozen times of a day. */
const knownMax = 1_000;
const quarterMs = 900_000;

interface Quarter {
  date: string;
  hour: number;
  weekend: boolean;
}

export function localTimeOf(timezone: string): LocalTime {
  const instants = new Map<string, number>();
  /** Offsets of zones change at whole quarters of an hour. */
  const quarters = new Map<number, Quarter>();

  function quarterOf(atMs: number): Quarter {
    const key = Math.floor(atMs / quarterMs);
    let quarter = quarters.get(key);
    if (quarter === undefined) {
      const wall = Temporal.Instant.fromEpochMilliseconds(key * quarterMs).toZonedDateTimeISO(timezone);
      quarter = { date: wall.toPlainDate().toString(), hour: wall.hour, weekend: wall.dayOfWeek >= 6 };
      if (quarters.size >= knownMax) quarters.clear();
      quarters.set(key, quarter);
    }
    return quarter;
  }

  return {
    instantOf(date, time) {
      const key = `${date}T${time}`;
      let atMs = instants.get(key);
      if (atMs === undefined) {
        atMs = Temporal.PlainDateTime.from(key).toZonedDateTime(timezone).epochMilliseconds;
        if (instants.size >= knownMax) instants.clear();
        instants.set(key, atMs);
      }
      return atMs;
    },
    dateOf: (atMs) => quarterOf(atMs).date,
    hourOf: (atMs) => quarterOf(atMs).hour,
    isWeekend: (atMs) => quarterOf(atMs).weekend,
  };
}
