import type { Text } from "../model/record.js";
import type { Assessment, Proposal, RiskWorld } from "../model/risk.js";
import type { Thresholds } from "../thresholds.js";

/** Why an assessment no longer fits what it was made of. */
export interface Trigger {
  id: "new-class" | "new-firmware" | "supplier-change" | "new-version" | "growth" | "ceiling" | "band-crossed" | "age";
  what: Text;
}

const dayMs = 86_400_000;

function text(no: string, en: string): Text {
  return { no, en };
}

function added(before: readonly string[], now: readonly string[]): string[] {
  return now.filter((one) => !before.includes(one));
}

function inFleet(before: RiskWorld, now: RiskWorld): Trigger[] {
  const classes = added(before.deviceClasses, now.deviceClasses).map(
    (one): Trigger => ({ id: "new-class", what: text(`Ny type enhet: ${one}`, `New class of device: ${one}`) }),
  );
  const firmware = added(before.firmware, now.firmware).map(
    (one): Trigger => ({
      id: "new-firmware",
      what: text(`Ny hovedversjon av fastvare: ${one}`, `New major firmware: ${one}`),
    }),
  );
  return [...classes, ...firmware];
}

function inChain(before: RiskWorld, now: RiskWorld): Trigger[] {
  const ids = [...new Set([...Object.keys(before.suppliers), ...Object.keys(now.suppliers)])].sort();
  const suppliers = ids.flatMap((id): Trigger[] => {
    const from = before.suppliers[id] ?? "–";
    const to = now.suppliers[id] ?? "–";
    if (from === to) return [];
    const what = text(`Leverandør av ${id}: ${from} → ${to}`, `Supplier of ${id}: ${from} → ${to}`);
    return [{ id: "supplier-change", what }];
  });
  const versions = Object.entries(now.versions).flatMap(([id, version]): Trigger[] => {
    const from = before.versions[id] ?? "–";
    if (from === version) return [];
    return [
      {
        id: "new-version",
        what: text(`Ny versjon av ${id}: ${from} → ${version}`, `New version of ${id}: ${from} → ${version}`),
      },
    ];
  });
  return [...suppliers, ...versions];
}

function inSize(before: RiskWorld, now: RiskWorld, growthPercent: number): Trigger[] {
  const from = before.residents;
  const grown = now.residents > from && (now.residents - from) * 100 >= growthPercent * from;
  const growth: Trigger = {
    id: "growth",
    what: text(`Innbyggere: ${from} → ${now.residents}`, `Residents: ${from} → ${now.residents}`),
  };
  const ceiling: Trigger = {
    id: "ceiling",
    what: text(
      `Godkjent tak: ${before.ceiling} → ${now.ceiling}`,
      `Approved ceiling: ${before.ceiling} → ${now.ceiling}`,
    ),
  };
  return [...(grown ? [growth] : []), ...(before.ceiling === now.ceiling ? [] : [ceiling])];
}

function inFigures(before: Proposal, now: Proposal): Trigger[] {
  // No proposal any more is a lack of data, not another risk.
  if (now.probability === null || now.probability === before.probability) return [];
  const from = before.probability ?? "–";
  const what = text(
    `Foreslått sannsynlighet: ${from} → ${now.probability}`,
    `Proposed probability: ${from} → ${now.probability}`,
  );
  return [{ id: "band-crossed", what }];
}

/** Everything that has happened since the assessment that the guide wants it made anew for; empty while it fits. */
export function triggersOf(
  assessed: { atMs: number; basis: Assessment["basis"] },
  now: { nowMs: number; world: RiskWorld; proposal: Proposal },
  thresholds: Thresholds,
): Trigger[] {
  const { proposal, world } = assessed.basis;
  const days = Math.floor((now.nowMs - assessed.atMs) / dayMs);
  const age: Trigger = {
    id: "age",
    what: text(`Vurderingen er ${days} dager gammel`, `The assessment is ${days} days old`),
  };
  return [
    ...inFleet(world, now.world),
    ...inChain(world, now.world),
    ...inSize(world, now.world, thresholds.growthReassessPercent),
    ...inFigures(proposal, now.proposal),
    ...(days > thresholds.assessmentDaysMax ? [age] : []),
  ];
}
