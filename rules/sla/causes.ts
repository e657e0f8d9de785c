import { baseId } from "../chain/path.js";
import type { Ecosystem, Supplier } from "../model/ecosystem.js";
import type { IncidentReport } from "../model/record.js";
import type { SlaOutage } from "./records.js";

/**
 * Who stands behind an outage: the party that operates what failed, and for whom it works. What is only concluded from
 * silence names a component but nobody: no supplier is blamed without a statement, a measurement or a person's word.
 */

/** What is known of an incident besides the outages it explains. */
export interface IncidentCause {
  incidentId: string;
  rootCause: string;
  components: readonly string[];
  sinceMs: number;
  /** Null while it lasts. */
  endedAtMs: number | null;
  foundBy: IncidentReport["foundBy"];
  /** Its own end was to become part of another. */
  merged: boolean;
  /** Whom a person has held to have caused it. */
  reviewedSupplier: string | null;
}

export interface OutageCause {
  basis: "reviewed" | "declared" | "measured" | "inferred" | "none";
  /** The component whose failure explains the outage; the failed one itself, or what it depends on. */
  rootCause: string | null;
  incidentId: string | null;
  /** From whoever caused it up to whoever has the contract; empty where nobody is named. */
  chain: string[];
}

export interface CauseShare {
  /** Null: nobody is named. */
  supplierId: string | null;
  /** From it up to whoever has the contract. */
  chain: string[];
  outages: number;
  downMin: number;
  /** Of the minutes of all outages; null where there were none. */
  sharePercent: number | null;
}

/** The supplier and those it works for, in order. A file whose chain runs in a circle is refused on load. */
export function supplierChain(suppliers: readonly Supplier[], supplierId: string | undefined): string[] {
  const supplier = suppliers.find(({ id }) => id === supplierId);
  if (!supplier) return [];
  return [supplier.id, ...supplierChain(suppliers, supplier.subcontractorOf ?? undefined)];
}

function operatorOf({ components }: Ecosystem, componentId: string): string | undefined {
  return components.find(({ id }) => id === baseId(componentId))?.supplier;
}

function overlapMs(outage: SlaOutage, { sinceMs, endedAtMs }: IncidentCause): number {
  const endMs = Math.min(outage.toMs ?? Number.POSITIVE_INFINITY, endedAtMs ?? Number.POSITIVE_INFINITY);
  return endMs - Math.max(outage.fromMs, sinceMs);
}

/** The incident that was about this component for most of the outage; one that became part of another only if nothing else is left. */
function incidentOf(componentId: string, outage: SlaOutage, incidents: readonly IncidentCause[]) {
  return incidents
    .filter((one) => one.components.includes(componentId) && overlapMs(outage, one) >= 0)
    .sort(
      (a, b) =>
        Number(a.merged) - Number(b.merged) ||
        overlapMs(outage, b) - overlapMs(outage, a) ||
        (a.incidentId < b.incidentId ? -1 : 1),
    )[0];
}

const basisOf = { declared: "declared", probes: "measured", inferred: "inferred" } as const;

export function causeOf(
  ecosystem: Ecosystem,
  componentId: string,
  outage: SlaOutage,
  incidents: readonly IncidentCause[],
): OutageCause {
  const incident = incidentOf(componentId, outage, incidents);
  if (!incident) return { basis: "none", rootCause: null, incidentId: null, chain: [] };
  const { incidentId, rootCause, foundBy, reviewedSupplier } = incident;
  const basis = reviewedSupplier === null ? basisOf[foundBy] : "reviewed";
  const named = basis === "inferred" ? undefined : (reviewedSupplier ?? operatorOf(ecosystem, rootCause));
  return { basis, rootCause, incidentId, chain: supplierChain(ecosystem.suppliers, named) };
}

/** Minutes and outages by who caused them, the most first, and last those of which nobody is named. */
export function causeShares(outages: readonly { outage: SlaOutage; cause: OutageCause }[]): CauseShare[] {
  const shares = new Map<string | null, CauseShare>();
  for (const { outage, cause } of outages) {
    const supplierId = cause.chain[0] ?? null;
    const none = { supplierId, chain: cause.chain, outages: 0, downMin: 0, sharePercent: null };
    const share = shares.get(supplierId) ?? none;
    shares.set(supplierId, share);
    share.outages += 1;
    share.downMin += outage.restoreMin;
  }
  const all = [...shares.values()];
  const sumMin = all.reduce((sum, { downMin }) => sum + downMin, 0);
  for (const share of all) share.sharePercent = sumMin > 0 ? (100 * share.downMin) / sumMin : null;
  const rank = ({ supplierId }: CauseShare) => (supplierId === null ? 1 : 0);
  return all.sort(
    (a, b) => rank(a) - rank(b) || b.downMin - a.downMin || ((a.supplierId ?? "") < (b.supplierId ?? "") ? -1 : 1),
  );
}
