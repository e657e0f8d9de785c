/**
 * Times on the clocks of the installation's zone, wherever the screen stands. The language decides the words of a
 * date, never the clock: 24 hours everywhere.
 */
export interface Times {
  /** `08:05` */
  clock(at: string): string;
  /** `08:05:09` */
  clockSeconds(at: string): string;
  /** The clock alone on the day of `now`, else with its date: `20. nov. 08:05`. */
  when(at: string, now: string): string;
  /** `20. nov.` */
  day(at: string): string;
  /** `YYYY-MM-DD` on the zone's calendar. */
  date(at: string): string;
}

export function timesIn(timezone: string, locale: string): Times {
  const format = (options: Intl.DateTimeFormatOptions, where = locale) =>
    new Intl.DateTimeFormat(where, { timeZone: timezone, hourCycle: "h23", ...options });
  const clock = format({ hour: "2-digit", minute: "2-digit" }, "en-GB");
  const seconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }, "en-GB");
  const day = format({ day: "numeric", month: "short" });
  const calendar = format({ year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
  const date = (at: string) => calendar.format(new Date(at));
  return {
    clock: (at) => clock.format(new Date(at)),
    clockSeconds: (at) => seconds.format(new Date(at)),
    day: (at) => day.format(new Date(at)),
    date,
    when: (at, now) => {
      const time = clock.format(new Date(at));
      return date(at) === date(now) ? time : `${day.format(new Date(at))} ${time}`;
    },
  };
}
