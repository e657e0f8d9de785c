import type { z } from "zod";
import { nameOf } from "../../rules/chain/path.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { type CauseShare, causeOf, causeShares, type IncidentCause } from "../../rules/sla/causes.js";
import type { SlaRecord, SlaReport } from "../../rules/sla/records.js";
import type { MaintenanceOverlap } from "../database/read/maintenance-overlaps.js";
import type { StoredSlaWindow } from "../database/sla-windows.js";
import type * as contract from "./contract/sla.js";
import { withIsoTimes } from "./iso-times.js";
import { knownComponents } from "./views.js";

export type SlaWindowView = z.output<typeof contract.slaWindow>;
type CauseShareView = z.output<typeof contract.causeShare>;

/**
 * What the engine counts now, and what it has forgotten as it was stored. Of a window that is over the account that was
 * counted for longer speaks: one that began anew after a rebuild knows less.
 */
export function knownWindows(report: SlaReport, stored: readonly StoredSlaWindow[], nowMs: number): SlaRecord[] {
  const keyOf = ({ componentId, window }: SlaRecord) => `${componentId}/${window}`;
  const known = new Map(stored.map((one) => [keyOf(one.record), one]));
  for (const record of report.records) {
    const other = known.get(keyOf(record));
    const beganMs = report.beganMs ?? record.fromMs;
    const countedFromMs = (began: number) => Math.max(began, record.fromMs);
    const isOver = record.toMs <= nowMs;
    const knowsLess = isOver && other !== undefined && countedFromMs(beganMs) > countedFromMs(other.beganMs);
    if (!knowsLess) known.set(keyOf(record), { record, beganMs });
  }
  // A stored window says what it was when it was stored: what lay ahead of it then lies behind us now.
  return [...known.values()].map(({ record }) =>
    record.toMs <= nowMs ? { ...record, burnRates: null, forecast: null } : record,
  );
}

/** Finite numbers only: JSON has no others, and a contract that allows no outage burns without limit. */
const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

export interface SlaEvidence {
  incidents: readonly IncidentCause[];
  overlaps: readonly MaintenanceOverlap[];
}

/** Records with names, causes and what maintenance overlapped. */
export function slaViews(ecosystem: Ecosystem, evidence: SlaEvidence) {
  const known = knownComponents(ecosystem);
  const names = new Map(ecosystem.suppliers.map(({ id, name }) => [id, name]));
  const party = (id: string) => ({ id, name: names.get(id) ?? id });
  const share = ({ supplierId, chain, ...figures }: CauseShare): CauseShareView => ({
    supplier: supplierId,
    isSubcontractor: chain.length > 1,
    chain: chain.map(party),
    ...figures,
  });

  const caused = (record: SlaRecord) =>
    record.outages.map((outage) => ({
      outage,
      cause: causeOf(ecosystem, record.componentId, outage, evidence.incidents),
    }));

  function windowView(record: SlaRecord): SlaWindowView {
    const { componentId, fromMs, toMs, window, outages, burnRates, forecast, ...figures } = record;
    const about = known.get(componentId);
    const withCauses = caused(record);
    return {
      componentId,
      name: nameOf(ecosystem, componentId),
      supplier: about?.supplier ?? "",
      supplierName: about?.supplierName ?? "",
      window,
      ...withIsoTimes({ fromMs, toMs }),
      ...figures,
      forecast: forecast && withIsoTimes(forecast),
      burnRates: burnRates?.map(({ lookbackMin, rate }) => ({ lookbackMin, rate: finiteOrNull(rate) })) ?? null,
      outages: withCauses.map(({ outage, cause }) => ({
        ...withIsoTimes(outage),
        cause: {
          ...cause,
          rootCauseName: cause.rootCause === null ? null : nameOf(ecosystem, cause.rootCause),
          chain: cause.chain.map(party),
        },
      })),
      outagesLate: outages.filter(({ restoredInTime }) => !restoredInTime).length,
      longestOutageMin: Math.max(0, ...outages.map(({ restoreMin }) => restoreMin)),
      causes: causeShares(withCauses).map(share),
      maintenanceOverlaps: evidence.overlaps
        .filter((one) => one.componentId === componentId && one.fromMs >= fromMs && one.fromMs < toMs)
        .map(({ componentId: _, ...overlap }) => withIsoTimes(overlap)),
    };
  }

  return {
    windowView,
    sharesOf: (records: readonly SlaRecord[]) => causeShares(records.flatMap(caused)).map(share),
  };
}
