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

/**
 * October 2026 as a controller can count it by hand, on the clocks of Oslo: 31 days and the hour that summer time gives
 * back. Down from 23:30 to 02:00 across midnight (150 min); in the repeated hour from 02:30 to 02:30 (60); around
 * maintenance from 22:00 to 24:00, half an hour before and after it (60); in a gap of our own from 12:00 to 12:40, of
 * which it was down from 12:20, up to 13:00 (20).
 */
export function hardOctober(): Rig {
  const rig = contractRig({ availabilityPercent: 99.5, restoreWithinMin: 120 }, "2026-09-30T22:00:00Z");
  const gap = (bench: Rig) =>
    bench
      .log({ kind: "gap-opened", fromMs: instantOf("2026-10-20T10:00:00Z"), reason: "restart" })
      .at("2026-10-20T10:40:00Z")
      .log({ kind: "gap-closed" });
  const heardLater = (bench: Rig) =>
    bench.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" }, { time: "2026-10-20T10:20:00Z" });
  return probing(rig, "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", [
    ["2026-10-10T21:30:00Z", outage],
    ["2026-10-11T00:00:00Z", restored],
    ["2026-10-12T08:00:00Z", maintenance("2026-10-14T20:00:00Z", "2026-10-14T22:00:00Z")],
    ["2026-10-14T19:30:00Z", outage],
    ["2026-10-14T22:30:00Z", restored],
    ["2026-10-20T10:35:00Z", gap],
    ["2026-10-20T10:45:00Z", heardLater],
    ["2026-10-20T11:00:00Z", restored],
    ["2026-10-25T00:30:00Z", outage],
    ["2026-10-25T01:30:00Z", restored],
  ]);
}

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
