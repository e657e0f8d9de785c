const units = {
  no: { day: "d", hour: "t", minute: "min" },
  en: { day: "d", hour: "h", minute: "min" },
} as const;

const dayMin = 24 * 60;

/** A length of time as people say it: whole minutes, hours with minutes, from two days on days with hours. */
export function duration(minutes: number, language: "no" | "en"): string {
  const { day, hour, minute } = units[language];
  const whole = Math.max(0, Math.floor(minutes));
  if (whole < 60) return `${whole} ${minute}`;
  if (whole < 2 * dayMin) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} ${hour}${rest > 0 ? ` ${rest} ${minute}` : ""}`;
  }
  const hours = Math.floor((whole % dayMin) / 60);
  return `${Math.floor(whole / dayMin)} ${day}${hours > 0 ? ` ${hours} ${hour}` : ""}`;
}

/** Whole minutes from one instant to another, never negative. */
export function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}
