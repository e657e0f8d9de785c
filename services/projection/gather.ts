import type { SlaRecord } from "../../rules/sla/records.js";
import type { EndedDelivery } from "../database/delivery-points.js";
import type { Offer, Point } from "../database/point.js";
import type { MadePoint } from "./measurements.js";

export interface GatherPorts {
  endedDeliveries(exceptIds: string[], limit: number): Promise<EndedDelivery[]>;
  slaRecords(): SlaRecord[];
  offer(offer: Offer): boolean;
  log: { warn(details: object, text: string): void };
}

const deliveriesEveryMs = 5_000;
const slaEveryMs = 300_000;
const deliveriesMax = 500;
/** Ids that were offered lately and may not have been committed yet. */
const offeredMax = 10_000;

export function deliveryPoint({ team, channel, outcome, severity, attempts, latencyMs }: EndedDelivery): Point {
  const made: MadePoint<"delivery"> = {
    measurement: "delivery",
    tags: { team, channel, outcome, severity },
    fields: { attempts, latencyMs },
  };
  return made as Point;
}

/** The contract windows that run now. */
export function slaPoints(records: readonly SlaRecord[]): Point[] {
  return records
    .filter(({ burnRates }) => burnRates !== null)
    .map((record) => {
      const { componentId: component, window, agreedPercent, availabilityPercent, coveragePercent } = record;
      const { downMin, maintenanceMin, unknownMin, budgetMin, budgetLeftMin } = record;
      const percents = { agreedPercent, availabilityPercent, coveragePercent };
      const minutes = { downMin, maintenanceMin, unknownMin, budgetMin, budgetLeftMin };
      const made: MadePoint<"sla"> = {
        measurement: "sla",
        tags: { component },
        fields: { window, ...percents, ...minutes },
      };
      return made as Point;
    });
}

/**
 * Gathers what no batch of messages tells of, for the next commit: deliveries that came to an end, and the contract
 * accounts every five minutes. Answers how to stop it.
 */
export function startGathering({ endedDeliveries, slaRecords, offer, log }: GatherPorts): () => void {
  let offered: string[] = [];
  let isReading = false;

  async function gatherDeliveries(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      const ended = await endedDeliveries(offered, deliveriesMax);
      const outboxIds = ended.map(({ outboxId }) => outboxId);
      if (ended.length > 0 && offer({ points: ended.map(deliveryPoint), outboxIds })) {
        offered = [...offered, ...outboxIds].slice(-offeredMax);
      }
    } catch (error) {
      log.warn({ err: error }, "ended deliveries could not be read for the series; they are read again");
    } finally {
      isReading = false;
    }
  }

  const timers = [
    setInterval(gatherDeliveries, deliveriesEveryMs),
    setInterval(() => offer({ points: slaPoints(slaRecords()), outboxIds: [] }), slaEveryMs),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
