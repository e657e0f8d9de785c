import { doseKpis, residentKpis } from "./dose-kpis.js";
import type { Kpi } from "./kpi.js";
import { alertKpis, followupKpis } from "./people-kpis.js";
import { systemKpis } from "./system-kpis.js";

/** Every figure there is. */
export const kpis: readonly Kpi[] = [...doseKpis, ...residentKpis, ...followupKpis, ...alertKpis, ...systemKpis];

export function kpiOf(id: string): Kpi | null {
  return kpis.find((kpi) => kpi.id === id) ?? null;
}
