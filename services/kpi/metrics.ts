import type { Registry } from "prom-client";
import { registerGauges } from "../runtime/gauges.js";
import type { KpiHealth } from "./open.js";

/** What `/metrics` says of the counting of key figures. */
export function registerKpiMetrics(registry: Registry, health: () => KpiHealth, engineTimeMs: () => number): void {
  registerGauges(registry, [
    [
      "velvakt_kpi_lag_seconds",
      "Engine time since key figures were last counted",
      () => Math.max(0, engineTimeMs() - (health().asOfMs ?? engineTimeMs())) / 1000,
    ],
    ["velvakt_kpi_failures", "Times that counting key figures failed, since start", () => health().failures],
  ]);
}
