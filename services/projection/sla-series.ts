import type { SlaRecord } from "../../rules/sla/records.js";
import type { Offer, Point } from "../database/point.js";
import type { MadePoint } from "./measurements.js";

/** The account of one window as the series has it. */
export function slaPoint(record: SlaRecord): Point {
  const { componentId: component, window, agreedPercent, availabilityPercent, coveragePercent, outages } = record;
  const { elapsedMin, upMin, downMin, maintenanceMin, unknownMin, budgetMin, budgetLeftMin } = record;
  const made: MadePoint<"sla"> = {
    measurement: "sla",
    tags: { component },
    fields: {
      window,
      ...{ agreedPercent, availabilityPercent, coveragePercent },
      ...{ elapsedMin, upMin, downMin, maintenanceMin, unknownMin, budgetMin, budgetLeftMin },
      outages: outages.length,
      outagesLate: outages.filter(({ restoredInTime }) => !restoredInTime).length,
    },
  };
  return made as Point;
}

/** Windows that are over: what was said of each last. Those of 14 months and 50 components are fewer. */
const toldMax = 2_000;

/**
 * Offers contract windows to the series: those that run, and those that are over as far as they are not what was told
 * last. Late data changes a month that has ended, and whoever reads the series must come to the same as who asks the API.
 */
export function createSlaSeries(offer: (offer: Offer) => boolean): (records: readonly SlaRecord[]) => void {
  const told = new Map<string, string>();

  function isNews({ componentId, window, burnRates }: SlaRecord, { fields }: Point): boolean {
    if (burnRates !== null) return true;
    const key = `${componentId}/${window}`;
    const figures = JSON.stringify(fields);
    if (told.get(key) === figures) return false;
    told.set(key, figures);
    if (told.size > toldMax) told.delete(told.keys().next().value as string);
    return true;
  }

  return (records) => {
    const points = records
      .map((record) => ({ record, point: slaPoint(record) }))
      .filter(({ record, point }) => isNews(record, point))
      .map(({ point }) => point);
    // Without room they were not told: all are offered again.
    if (points.length > 0 && !offer({ points, outboxIds: [] })) told.clear();
  };
}
