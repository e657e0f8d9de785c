import type { ComponentRecord } from "../../rules/model/record.js";
import type { EndedDelivery } from "../database/delivery-points.js";
import type { Offer, Point } from "../database/point.js";
import type { DistrictNow } from "../database/read/district-now.js";
import { every } from "../runtime/every.js";
import { componentPoint } from "./changes.js";
import type { MadePoint } from "./measurements.js";

export interface GatherPorts {
  endedDeliveries(exceptIds: string[], limit: number): Promise<EndedDelivery[]>;
  components(): ComponentRecord[];
  districts(): Promise<DistrictNow[]>;
  /** Of Velvakt itself. */
  own(): OwnFigures;
  offer(offer: Offer): boolean;
  log: { warn(details: object, text: string): void };
}

export type OwnFigures = NonNullable<MadePoint<"velvakt">["fields"]>;

const deliveriesEveryMs = 5_000;
const ownEveryMs = 60_000;
const districtsEveryMs = 60_000;
const standingEveryMs = 300_000;
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

export function districtPoint({ district, ...fields }: DistrictNow): Point {
  const made: MadePoint<"district_now"> = { measurement: "district_now", tags: { district }, fields };
  return made as Point;
}

export function ownPoint(fields: OwnFigures): Point {
  const made: MadePoint<"velvakt"> = { measurement: "velvakt", tags: {}, fields };
  return made as Point;
}

/**
 * Gathers what no batch of messages tells of, for the next commit: deliveries that came to an end, what is so in the
 * districts and of Velvakt itself every minute, components every five. Answers how to stop it.
 */
export function startGathering(ports: GatherPorts): () => Promise<void> {
  const { endedDeliveries, components, districts, own, offer, log } = ports;
  let offered: string[] = [];

  async function gatherDeliveries(): Promise<void> {
    const ended = await endedDeliveries(offered, deliveriesMax);
    const outboxIds = ended.map(({ outboxId }) => outboxId);
    if (ended.length > 0 && offer({ points: ended.map(deliveryPoint), outboxIds })) {
      offered = [...offered, ...outboxIds].slice(-offeredMax);
    }
  }

  const tell = (points: Point[]) => offer({ points, outboxIds: [] });
  const saying = (text: string) => (error: unknown) => log.warn({ err: error }, text);
  const stops = [
    every(gatherDeliveries, {
      everyMs: deliveriesEveryMs,
      failed: saying("ended deliveries could not be read for the series; they are read again"),
    }),
    // By itself: when the database is slow this must still be told.
    every(() => tell([ownPoint(own())]), {
      everyMs: ownEveryMs,
      failed: saying("Velvakt's own figures could not be told; the minute stays empty"),
    }),
    every(async () => tell((await districts()).map(districtPoint)), {
      everyMs: districtsEveryMs,
      failed: saying("the districts' figures could not be read for the series; the minute stays empty"),
    }),
    every(() => tell(components().map(componentPoint) as Point[]), {
      everyMs: standingEveryMs,
      failed: saying("the components could not be told as they stand; these five minutes stay empty"),
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
