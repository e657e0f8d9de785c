/** The months from the one in which `now` is, as `2027-03`: when more residents may come. */
export function monthsFrom(now: string, count: number): string[] {
  const first = Number(now.slice(0, 4)) * 12 + Number(now.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}

/** `mars 2027`. The middle of a month is in that month on every clock. */
export function monthName(month: string, locale: string): string {
  return new Date(`${month}-15T12:00:00Z`).toLocaleDateString(locale, { month: "long", year: "numeric" });
}
