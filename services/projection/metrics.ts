import type { Registry } from "prom-client";
import { registerGauges } from "../runtime/gauges.js";
import type { ProjectorHealth } from "./projector.js";

/** What `/metrics` says of the projection. `logSeq` is the last event of the log. */
export function registerProjectionMetrics(
  registry: Registry,
  health: () => ProjectorHealth,
  logSeq: () => number,
): void {
  registerGauges(registry, [
    ["velvakt_projection_up", "1 while InfluxDB takes what it is told", () => (health().problem === null ? 1 : 0)],
    ["velvakt_projection_behind", "Events of the log not told yet", () => Math.max(0, logSeq() - health().seq)],
    ["velvakt_projection_written", "Points written since start", () => health().written],
    ["velvakt_projection_refused", "Points set aside since start; table projection_refused", () => health().refused],
    ["velvakt_projection_expired", "Points older than InfluxDB keeps, since start", () => health().expired],
    ["velvakt_projection_failures", "Failed attempts since start", () => health().failures],
  ]);
}
