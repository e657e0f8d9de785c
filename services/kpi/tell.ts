import { type Period, type PeriodKind, periodAt } from "../../rules/kpi/periods.js";
import type { KpiStore, StoredDay } from "../database/kpi-store.js";
import type { Offer } from "../database/point.js";
import { cityPlace } from "../database/read/kpis.js";
import { cityPoints, districtPoints } from "./points.js";

/** Days told in one go: some forty points each. */
const daysMax = 32;
/** A day that runs is told so often; one that is over when it has another sum. */
const runningEveryMs = 15 * 60_000;
/** What was offered is in the series with the next commit; if it is not there after so many looks it is offered again. */
const patience = 5;

type Untold = StoredDay & { computedAtMs: number };
const longer = ["week", "month"] as const satisfies PeriodKind[];

/** Brings the sums of days, and of the city's weeks and months, into the series. */
export function createTeller(
  zone: string,
  store: Pick<KpiStore, "untold" | "cityDays">,
  offer: (offer: Offer) => boolean,
) {
  let ranAtMs = Number.NEGATIVE_INFINITY;
  let look = 0;
  let offered = new Map<string, number>();
  const keyOf = ({ district, fromMs, computedAtMs }: Untold) => `${district}/${fromMs}/${computedAtMs}`;

  async function periodsOf(days: readonly Untold[], asOfMs: number) {
    const periods = new Map<string, { kind: PeriodKind; period: Period }>();
    for (const kind of longer) {
      for (const { fromMs } of days) {
        const period = periodAt(zone, kind, fromMs);
        periods.set(`${kind}/${period.label}`, { kind, period });
      }
    }
    const points = [];
    for (const { kind, period } of periods.values()) {
      const parts = await store.cityDays(period.fromMs, period.toMs);
      points.push(...cityPoints(kind, parts, period, { zone, asOfMs, computedAtMs: asOfMs }));
    }
    return points;
  }

  return async (asOfMs: number): Promise<void> => {
    const withRunning = asOfMs - ranAtMs >= runningEveryMs;
    const untold: Untold[] = await store.untold(withRunning ? Number.MAX_SAFE_INTEGER : asOfMs, daysMax);
    look += 1;
    offered = new Map([...offered].filter(([, at]) => look - at < patience));
    const days = untold.filter((day) => !offered.has(keyOf(day)));
    if (withRunning && untold.length < daysMax) ranAtMs = asOfMs;
    if (days.length === 0) return;
    const points = days.flatMap((day) => {
      const time = { zone, asOfMs, computedAtMs: day.computedAtMs };
      if (day.district !== cityPlace) return districtPoints(day.district, day, time);
      return cityPoints("day", [day], periodAt(zone, "day", day.fromMs), time);
    });
    const city = days.filter(({ district }) => district === cityPlace);
    const isTaken = offer({ points: [...points, ...(await periodsOf(city, asOfMs))], outboxIds: [] });
    if (isTaken) for (const day of days) offered.set(keyOf(day), look);
  };
}
