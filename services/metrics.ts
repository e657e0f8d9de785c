import type { Registry } from "prom-client";
import type { Delivery } from "./delivery/delivery.js";
import type { Evaluator } from "./evaluator/evaluator.js";
import type { Mqtt } from "./mqtt.js";
import { registerGauges } from "./runtime/gauges.js";

/** What `/metrics` says of ingest, engine, broker and delivery. */
export function registerMetrics(
  registry: Registry,
  evaluator: Evaluator,
  broker: () => Mqtt | null,
  delivery: Delivery,
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
