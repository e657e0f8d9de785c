import type { z } from "zod";
import { kpis } from "../../rules/kpi/catalogue.js";
import { cityPart, factsOf, hourPart, type Part } from "../../rules/kpi/facts.js";
import { type Figure, figureOf, shownFigure } from "../../rules/kpi/figure.js";
import type { Kpi } from "../../rules/kpi/kpi.js";
import { type Limits, limitsOf, type Signal, signalsOf } from "../../rules/kpi/limits.js";
import type { Period, PeriodKind } from "../../rules/kpi/periods.js";
import { suppressed } from "../../rules/kpi/suppress.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Span } from "../../rules/span.js";
import { cityPlace, readDays, readHours } from "../database/read/kpis.js";
import type { Reader } from "../database/read/query.js";
import type { figure } from "./contract/kpis.js";

export type Audience = "duty" | "above";

/** Parts of a place in a stretch of time: hours for hours, days for everything longer. */
export async function readParts(
  reader: Reader,
  ecosystem: Ecosystem,
  district: string | null,
  kind: PeriodKind,
  span: Span,
): Promise<Part[]> {
  if (kind !== "hour") return readDays(reader, district ?? cityPlace, span);
  const hours = await readHours(reader, district, span);
  if (district !== null) return hours.map((one) => hourPart(ecosystem, district, one.hourMs, one.cell));
  const byHour = new Map<number, Map<string, Part>>();
  for (const { district: place, hourMs, cell } of hours) {
    const there = byHour.get(hourMs) ?? new Map<string, Part>();
    byHour.set(hourMs, there.set(place, hourPart(ecosystem, place, hourMs, cell)));
  }
  return [...byHour].map(([fromMs, places]) => cityPart(ecosystem, fromMs, places));
}

/** All figures of one period: what is hidden depends on the others. */
export interface PeriodFigures {
  period: Period;
  complete: boolean;
  figures: Map<string, Figure>;
  hidden: Set<string>;
}

export function periodFigures(zone: string, parts: readonly Part[], period: Period, nowMs: number, audience: Audience) {
  const facts = factsOf(zone, parts, period, nowMs);
  const figures = new Map(kpis.map((kpi) => [kpi.id, figureOf(kpi, facts)]));
  const complete = period.toMs <= nowMs && facts.hours.counted === facts.hours.begun;
  const hidden = audience === "above" ? suppressed([...figures.values()]) : new Set<string>();
  return { period, complete, figures, hidden };
}

/** A share lies between nought and all; nothing that is counted is below nought. */
function limitsOfKpi(kpi: Kpi, values: readonly (number | null)[]): Limits | null {
  return limitsOf(values, 0, kpi.unit === "percent" ? 100 : Number.POSITIVE_INFINITY);
}

type FigureView = z.output<typeof figure>;

/** One figure over the periods, with its natural limits. What is hidden or not complete gives no limits. */
export function seriesOf(kpi: Kpi, periods: readonly PeriodFigures[], revisionsOf: (period: Period) => number) {
  const usual = periods.map(({ complete, figures, hidden }) =>
    complete && !hidden.has(kpi.id) ? (figures.get(kpi.id)?.value ?? null) : null,
  );
  const limits = limitsOfKpi(kpi, usual);
  const signals = new Map<number, Signal["rule"]>(
    limits ? signalsOf(usual, limits).map(({ index, rule }) => [index, rule]) : [],
  );
  const figures = periods.map(({ period, complete, figures: all, hidden }, index): FigureView => {
    const found = all.get(kpi.id) as Figure;
    return {
      label: period.label,
      from: new Date(period.fromMs).toISOString(),
      to: new Date(period.toMs).toISOString(),
      complete,
      ...shownFigure(found, hidden.has(kpi.id)),
      signal: signals.get(index) ?? null,
      revisions: revisionsOf(period),
    };
  });
  return { kpi: kpi.id, unit: kpi.unit, limits, figures };
}
