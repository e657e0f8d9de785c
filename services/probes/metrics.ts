import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Probed, Unasked } from "./probe.js";

/** What `/metrics` says of our own probes, by component: as many as the ecosystem file has. */
export function createProbeMetrics(registry: Registry): (componentId: string, result: Probed | Unasked) => void {
  const of = { labelNames: ["component" as const], registers: [registry] };
  const duration = new Histogram({
    ...of,
    name: "velvakt_probe_duration_seconds",
    help: "Time from asking a component to its answer, or to giving up",
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 15, 60],
  });
  const failures = new Counter({ ...of, name: "velvakt_probe_failures_total", help: "Probes that failed" });
  const unasked = new Counter({
    ...of,
    name: "velvakt_probe_unasked_total",
    help: "Probes that say nothing, as Velvakt itself could not ask",
  });
  const ends = new Gauge({
    ...of,
    name: "velvakt_probe_certificate_ends_seconds",
    help: "When the certificate that was shown ends, seconds since 1970",
  });
  return (component, result) => {
    if (result.ok === null) return unasked.inc({ component });
    duration.observe({ component }, result.latencyMs / 1000);
    if (!result.ok) failures.inc({ component });
    if (result.certificateEndsAtMs !== null) ends.set({ component }, result.certificateEndsAtMs / 1000);
  };
}
