const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const yearMin = 1970;
const yearMax = 2200;
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < yearMin || year > yearMax) return false;
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  return day >= 1 && day <= (daysOfMonth[month - 1] ?? 0) + leapDay;
}

/** A date `YYYY-MM-DD` that exists, between 1970 and 2200. */
export function isLocalDate(text: string): boolean {
  const match = datePattern.exec(text);
  return match !== null && isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/**
 * RFC 3339 with an offset, as UTC milliseconds; null for anything else. `Date.parse` will not do:
 * it takes other notations, local times, and the 31st of February. Digits beyond milliseconds are
 * cut off, never rounded, so that no event moves past a limit. A leap second (23:59:60 UTC) counts
 * as the last millisecond of its minute: the dose behind it is real, and no clock of ours has it.
 */
export function parseInstant(text: string): number | null {
  const match = instantPattern.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (!isCalendarDay(year, month, day)) return null;
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return null;
  const offsetMs = (offsetHour * 60 + offsetMinute) * 60_000 * (match[9] === "-" ? -1 : 1);
  const minuteMs = Date.UTC(year, month - 1, day, hour, minute) - offsetMs;
  const isLeapSecond = second === 60;
  if (isLeapSecond && minuteMs % 86_400_000 !== 86_340_000) return null;
  const fractionMs = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, "0"));
  const instantMs = minuteMs + (isLeapSecond ? 59_999 : second * 1000 + fractionMs);
  return instantMs < 0 ? null : instantMs;
}
