import { kpis } from "../../rules/kpi/catalogue.js";
import { factsOf, type Part } from "../../rules/kpi/facts.js";
import { figureOf, shownFigure } from "../../rules/kpi/figure.js";
import { type Period, type PeriodKind, periodAt } from "../../rules/kpi/periods.js";
import { suppressed } from "../../rules/kpi/suppress.js";
import type { Point } from "../database/point.js";

export interface PointTime {
  zone: string;
  asOfMs: number;
  computedAtMs: number;
}

function pointsOf(
  measurement: "kpi_district" | "kpi_city",
  tags: Point["tags"],
  parts: readonly Part[],
  period: Period,
  { zone, asOfMs, computedAtMs }: PointTime,
): Point[] {
  const facts = factsOf(zone, parts, period, asOfMs);
  const figures = kpis.map((kpi) => figureOf(kpi, facts));
  const hidden = measurement === "kpi_city" ? suppressed(figures) : new Set<string>();
  return figures.map((figure) => ({
    measurement,
    tags: { ...tags, kpi: figure.kpi.id },
    fields: { ...shownFigure(figure, hidden.has(figure.kpi.id)), computedAtMs },
    aboutMs: period.fromMs,
  }));
}

/** Figures of one district and day. */
export function districtPoints(district: string, day: Part, time: PointTime): Point[] {
  return pointsOf("kpi_district", { district }, [day], periodAt(time.zone, "day", day.fromMs), time);
}

/** Figures of the city and a period, from its days. */
export function cityPoints(kind: PeriodKind, days: readonly Part[], period: Period, time: PointTime): Point[] {
  return pointsOf("kpi_city", { period: kind }, days, period, time);
}
