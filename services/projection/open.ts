import { createHash } from "node:crypto";
import type { ProjectionStore } from "../database/projection-store.js";
import type { EventStore } from "../runtime/event-store.js";
import type { InfluxSettings } from "./influx/connection.js";
import { createInflux } from "./influx/dialect.js";
import { createInfluxEventStore } from "./influx/event-store.js";
import { type Projector, type ProjectorOptions, type ProjectorPorts, startProjector } from "./projector.js";

export interface InfluxProjection extends Projector {
  eventStore: EventStore;
}

/** The same server and database are the same target, whoever logs in. */
export function targetOf({ url, org, database }: InfluxSettings): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([url, org, database]))
    .digest("hex")
    .slice(0, 12);
  return `${new URL(url).host}/${database}#${digest}`;
}

/** Starts telling InfluxDB. It never rejects: a server that is away is waited for. */
export function openInfluxProjection(
  settings: InfluxSettings,
  { store, log, now }: { store: ProjectionStore } & Pick<ProjectorPorts, "log" | "now">,
  options: Partial<ProjectorOptions> = {},
): InfluxProjection {
  const influx = createInflux(settings);
  const ports = { store, log, now, influx, target: targetOf(settings), random: Math.random };
  const projector = startProjector({ ...ports, retentionDays: settings.retentionDays }, options);
  return { ...projector, eventStore: createInfluxEventStore(influx) };
}
