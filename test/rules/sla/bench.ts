import type { Component } from "../../../rules/model/ecosystem.js";
import { type SlaRecord, slaRecords } from "../../../rules/sla/records.js";
import { createRig, instantOf, type Rig, rigEcosystem, type When } from "../../support/engine.js";

const minMs = 60_000;

/** An installation whose vendor cloud is probed every ten minutes, under the contract given. */
export function contractRig(sla: Partial<Component["sla"]>, startsAt: When): Rig {
  const components = rigEcosystem.components.map(
    (one): Component =>
      one.id === "vendor-cloud"
        ? {
            ...one,
            sla: { ...one.sla, ...sla },
            probe: { kind: "tcp", target: "cloud", everySec: 600, timeoutMs: 1000 },
          }
        : one,
  );
  return createRig({ components }, startsAt);
}

/** Something that is received between the probes. */
export type Aside = [when: When, say: (rig: Rig) => void];

/** Successful probes of the vendor cloud every ten minutes, and what is said meanwhile. */
export function probing(rig: Rig, from: When, to: When, asides: Aside[] = []): Rig {
  const ordered = asides.map(([when, say]) => ({ atMs: instantOf(when), say })).sort((a, b) => a.atMs - b.atMs);
  const sayUntil = (untilMs: number) => {
    for (let next = ordered[0]; next && next.atMs < untilMs; next = ordered[0]) {
      ordered.shift();
      next.say(rig.at(next.atMs));
    }
  };
  for (let atMs = instantOf(from); atMs < instantOf(to); atMs += 10 * minMs) {
    sayUntil(atMs);
    rig.at(atMs).component("vendor-cloud", "probe.result", { ok: true });
  }
  sayUntil(instantOf(to));
  return rig.time(to);
}

export const outage = (rig: Rig) => rig.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
export const restored = (rig: Rig) => rig.component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
export const maintenance = (from: When, to: When) => (rig: Rig) =>
  rig.component("vendor-cloud", "maintenance.announced", { fromMs: instantOf(from), toMs: instantOf(to) });

export function cloudRecords(rig: Rig): SlaRecord[] {
  return slaRecords(rig.state).filter((one) => one.componentId === "vendor-cloud");
}

export function cloudRecord(rig: Rig, window: string): SlaRecord {
  const found = cloudRecords(rig).find((one) => one.window === window);
  if (!found) throw new Error(`no record of ${window}`);
  return found;
}

/** Minutes of the four states, which must be all minutes of the window so far. */
export function minutes({ elapsedMin, upMin, downMin, maintenanceMin, unknownMin }: SlaRecord) {
  return { elapsedMin, upMin, downMin, maintenanceMin, unknownMin };
}
