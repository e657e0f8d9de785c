import type { z } from "zod";
import { nameOf } from "../../rules/chain/path.js";
import type { Component, Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, ComponentRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";
import type { IncidentSummary } from "../database/read/incidents.js";
import type * as contract from "./contract/records.js";
import { withIsoTimes } from "./iso-times.js";

/** Records of the ledger as the contract shows them. */

export function doseView(dose: DoseRecord): z.output<typeof contract.dose> {
  return { ...withIsoTimes(dose), mode: dose.mode ?? null, revisions: dose.revisions.map(revisionView) };
}

function revisionView({ atMs, ...change }: DoseRecord["revisions"][number]) {
  return { at: new Date(atMs).toISOString(), ...change };
}

export function alertView(alert: AlertRecord): z.output<typeof contract.alert> {
  return withIsoTimes(alert);
}

/** Without what the ecosystem file and the outbox know of it (`incident-context.ts`). */
export function incidentView(
  incident: IncidentRecord,
): Omit<z.output<typeof contract.incident>, keyof typeof contract.incidentContext> {
  const { deadlines, ...report } = incident.report;
  return { ...withIsoTimes(incident), report: { ...withIsoTimes(report), deadlines: deadlines.map(withIsoTimes) } };
}

export function incidentSummaryView(incident: IncidentSummary): z.output<typeof contract.incidentSummary> {
  return withIsoTimes(incident);
}

function summarised({ residents, alerts, doseIds, ...head }: IncidentRecord): IncidentSummary {
  return { ...head, residentCount: residents.length, alertCount: alerts.length, doseCount: doseIds.length };
}

type ComponentView = z.output<typeof contract.component>;
type KnownComponent = Pick<ComponentView, "componentId" | "name" | "kind" | "supplier" | "supplierName">;

/** Every component of the installation by the id it publishes under, one per district where it exists so. */
export function knownComponents(ecosystem: Ecosystem): Map<string, KnownComponent> {
  const suppliers = new Map(ecosystem.suppliers.map(({ id, name }) => [id, name]));
  const describe = ({ kind, supplier }: Component, componentId: string): [string, KnownComponent] => {
    const supplierName = suppliers.get(supplier) ?? supplier;
    return [componentId, { componentId, name: nameOf(ecosystem, componentId), kind, supplier, supplierName }];
  };
  return new Map(
    ecosystem.components.flatMap((component) =>
      component.perDistrict
        ? ecosystem.districts.map((district) => describe(component, `${component.id}@${district.id}`))
        : [describe(component, component.id)],
    ),
  );
}

/**
 * All components of the ecosystem file. One without a record has never been heard of and is unknown: leaving it out
 * would let it pass for healthy. Records of components the file no longer has are not shown.
 */
export function componentViews(known: Map<string, KnownComponent>, records: ComponentRecord[]): ComponentView[] {
  const byId = new Map(records.map((record) => [record.componentId, record]));
  return [...known.values()].map((component) => {
    const record = byId.get(component.componentId);
    return { ...component, ...withIsoTimes(record ?? neverHeard(component.componentId)) };
  });
}

function neverHeard(componentId: string): ComponentRecord {
  const minutes = { downMin: 0, maintenanceMin: 0, unknownMin: 0 };
  return { componentId, status: "unknown", statusSinceMs: null, lastProbeAtMs: null, ...minutes };
}

/** An output as the stream tells it; null for what is nobody's business there. */
export function changeView(
  output: Output,
  known: Map<string, KnownComponent>,
): { kind: string; record: Record<string, unknown> } | null {
  switch (output.kind) {
    case "dose":
      return { kind: "dose", record: doseView(output.dose) };
    case "dose-withdrawn":
      return { kind: "dose-withdrawn", record: { doseId: output.doseId, at: new Date(output.atMs).toISOString() } };
    case "alert":
      return { kind: "alert", record: alertView(output.alert) };
    case "device":
      return { kind: "device", record: withIsoTimes(output.device) };
    case "component": {
      const component = known.get(output.component.componentId);
      if (component === undefined) return null;
      return { kind: "component", record: { ...component, ...withIsoTimes(output.component) } };
    }
    case "incident":
      return { kind: "incident", record: incidentSummaryView(summarised(output.incident)) };
    case "notification":
    case "defect":
      return null;
  }
}
