import { Counter, Histogram, type Registry } from "prom-client";
import type { CommitBatch } from "../ingest/store/log-store.js";
import type { Delivery } from "./delivery/delivery.js";
import type { Evaluator } from "./evaluator/evaluator.js";
import type { Mqtt } from "./mqtt.js";
import { registerGauges } from "./runtime/gauges.js";

/** Counts and times what goes through the pipeline; the answers are its `measure` and `committed`. */
export function createPipelineMetrics(registry: Registry) {
  const registers = [registry];
  const stages = new Histogram({
    name: "velvakt_ingest_stage_seconds",
    help: "Time of a batch in a stage; conclude holds evaluate and commit",
    labelNames: ["stage"],
    buckets: [0.0005, 0.002, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  });
  const sizes = new Histogram({
    name: "velvakt_ingest_batch_events",
    help: "Events committed together",
    buckets: [1, 10, 50, 100, 250, 500],
    registers,
  });
  const events = new Counter({
    name: "velvakt_ingest_events_total",
    help: "Events committed, by kind",
    labelNames: ["kind"],
    registers,
  });
  const quarantined = new Counter({
    name: "velvakt_ingest_quarantined_total",
    help: "Messages put into quarantine, by reason",
    labelNames: ["reason"],
    registers,
  });
  return {
    measure: (stage: string, ms: number) => stages.observe({ stage }, ms / 1000),
    committed(batch: CommitBatch) {
      // Most are ticks of an idle second.
      if (batch.events.length > 0) sizes.observe(batch.events.length);
      for (const { event } of batch.events) events.inc({ kind: event.kind });
      for (const { reason } of batch.quarantined) quarantined.inc({ reason });
    },
  };
}

/** What `/metrics` says of ingest, engine, broker and delivery. */
export function registerMetrics(
  registry: Registry,
  evaluator: Evaluator,
  broker: () => Mqtt | null,
  delivery: Delivery,
  now: () => number,
): void {
  registerGauges(registry, [
    ["velvakt_ingest_pending", "Messages taken and not yet committed", () => evaluator.health().pending],
    ["velvakt_ingest_waiting", "Messages waiting at the door", () => evaluator.health().waiting],
    [
      "velvakt_ingest_unprocessable",
      "Messages put aside since start because the rules or the store failed on them",
      () => evaluator.health().refused,
    ],
    ["velvakt_log_seq", "Sequence number of the last committed event", () => evaluator.health().position?.seq ?? 0],
    [
      "velvakt_engine_time_seconds",
      "Engine time, seconds since 1970",
      () => (evaluator.health().position?.engineTimeMs ?? 0) / 1000,
    ],
    [
      "velvakt_engine_lag_seconds",
      "How far engine time is behind the clock; more than some seconds and nothing is decided",
      () => Math.max(0, now() - (evaluator.health().position?.engineTimeMs ?? now())) / 1000,
    ],
    [
      "velvakt_ingest_store_failing",
      "1 while commits fail and are repeated",
      () => (evaluator.health().storeFailingSinceMs === null ? 0 : 1),
    ],
    ["velvakt_notifications_waiting", "Notifications handed over and not begun", () => delivery.stats().waiting],
    ["velvakt_notifications_in_flight", "Notifications being sent", () => delivery.stats().inFlight],
    [
      "velvakt_notifications_queue_rebuilds",
      "Times the queue was made anew since start",
      () => delivery.stats().queueRebuildsTotal,
    ],
    ["velvakt_mqtt_clients", "MQTT clients connected to the embedded broker", () => broker()?.connectedClients() ?? 0],
    ["velvakt_notifications_sent", "Notifications sent since start", () => delivery.stats().sentTotal],
    [
      "velvakt_notifications_retried",
      "Attempts that will be repeated, since start",
      () => delivery.stats().retriedTotal,
    ],
    ["velvakt_notifications_failed", "Notifications given up, since start", () => delivery.stats().failedTotal],
  ]);
}
