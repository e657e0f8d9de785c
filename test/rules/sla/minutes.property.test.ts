import fc from "fast-check";
import { expect, it } from "vitest";
import type { Rig } from "../../support/engine.js";
import { cloudRecords, contractRig } from "./bench.js";

/**
 * The minutes of a window, counted one by one from what was said: no spans, no account, no closing.
 */

const minMs = 60_000;
const startMs = Date.parse("2026-03-20T12:00:00Z");
const marchEndMs = Date.parse("2026-03-31T22:00:00Z");
const lastMin = 20 * 1440;
const staleMin = 30;

type Said =
  | { what: "probe"; at: number }
  /** Failures one after the other, and then a success: three in a row are an outage from the first. */
  | { what: "failures"; at: number; times: number; everyMin: number; lasts: number }
  | { what: "outage"; at: number; lasts: number }
  | { what: "maintenance"; at: number; inMin: number; lasts: number }
  | { what: "gap"; at: number; lasts: number };

/** What begins does so at even minutes, what ends at odd ones: no two words of one instant contradict each other. */
const at = fc.integer({ min: 1, max: lastMin / 2 - 1 }).map((half) => 2 * half);
const lasts = fc.integer({ min: 0, max: 1_000 }).map((half) => 2 * half + 1);
const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant("probe" as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("failures" as const),
      at,
      times: fc.integer({ min: 1, max: 5 }),
      everyMin: fc.integer({ min: 1, max: 10 }).map((half) => 2 * half),
      lasts,
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("outage" as const), at, lasts }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("maintenance" as const),
      at,
      // Negative: announced when it had begun, or was over.
      inMin: fc.integer({ min: -600, max: 600 }),
      lasts,
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("gap" as const), at, lasts }) },
);

interface Told {
  at: number;
  say: (rig: Rig) => void;
}

const declared = { detectedBy: "supplier" as const };

function probesOf(one: Said): { at: number; ok: boolean }[] {
  if (one.what === "probe") return [{ at: one.at, ok: true }];
  if (one.what !== "failures") return [];
  const failures = Array.from({ length: one.times }, (_, n) => ({ at: one.at + n * one.everyMin, ok: false }));
  return [...failures, { at: one.at + one.times * one.everyMin + one.lasts, ok: true }];
}

/** One thing said is one or more messages. */
function messages(one: Said): Told[] {
  const ms = (min: number) => startMs + min * minMs;
  switch (one.what) {
    case "probe":
    case "failures":
      return probesOf(one).map(({ at, ok }) => ({
        at,
        say: (rig) => rig.component("vendor-cloud", "probe.result", { ok }),
      }));
    case "outage":
      return [
        { at: one.at, say: (rig) => rig.component("vendor-cloud", "outage.opened", declared) },
        { at: one.at + one.lasts, say: (rig) => rig.component("vendor-cloud", "outage.closed", declared) },
      ];
    case "maintenance": {
      const fromMs = ms(one.at + one.inMin);
      const toMs = fromMs + one.lasts * minMs;
      return [{ at: one.at, say: (rig) => rig.component("vendor-cloud", "maintenance.announced", { fromMs, toMs }) }];
    }
    case "gap":
      return [
        { at: one.at, say: (rig) => rig.log({ kind: "gap-opened", fromMs: ms(one.at), reason: "restart" }) },
        { at: one.at + one.lasts, say: (rig) => rig.log({ kind: "gap-closed" }) },
      ];
  }
}

/** Declared outages: open from the first word to the next closing. Gaps likewise. */
function toggled(saids: Said[], what: "outage" | "gap"): boolean[] {
  const edges = saids
    .filter((one) => one.what === what)
    .flatMap((one) => [
      { at: one.at, open: true },
      { at: one.at + (one as { lasts: number }).lasts, open: false },
    ])
    .sort((a, b) => a.at - b.at || Number(a.open) - Number(b.open));
  const on = new Array<boolean>(lastMin).fill(false);
  let openAt: number | null = null;
  for (const edge of edges) {
    if (edge.open) openAt ??= edge.at;
    else if (openAt !== null) {
      on.fill(true, openAt, Math.min(edge.at, lastMin));
      openAt = null;
    }
  }
  if (openAt !== null) on.fill(true, openAt);
  return on;
}

function stateOfMinutes(saids: Said[]): string[] {
  const outages = toggled(saids, "outage");
  const gaps = toggled(saids, "gap");
  const planned = new Array<boolean>(lastMin).fill(false);
  const vouched = new Array<boolean>(lastMin).fill(false);
  const failing = new Array<boolean>(lastMin).fill(false);
  for (const one of saids) {
    if (one.what !== "maintenance") continue;
    const endMin = Math.min(lastMin, one.at + one.inMin + one.lasts);
    planned.fill(true, Math.min(endMin, Math.max(one.at, one.at + one.inMin)), endMin);
  }
  const probes = saids.flatMap(probesOf).filter((one) => one.at < lastMin);
  for (const { at } of probes) vouched.fill(true, at, Math.min(lastMin, at + staleMin));
  probes.sort((a, b) => a.at - b.at || Number(a.ok) - Number(b.ok));
  let failures: number[] = [];
  const endFailures = (until: number) => {
    if (failures.length >= 3) failing.fill(true, failures[0], until);
    failures = [];
  };
  for (const probe of probes) {
    if (probe.ok) endFailures(probe.at);
    else failures.push(probe.at);
  }
  endFailures(lastMin);
  return outages.map((isOut, minute) => {
    if (planned[minute]) return "maintenance";
    if (gaps[minute]) return "unknown";
    if (isOut || failing[minute]) return "down";
    return vouched[minute] ? "up" : "unknown";
  });
}

it("up, down, maintenance and unknown are all minutes of each window, as counted one by one", () => {
  fc.assert(
    fc.property(fc.uniqueArray(said, { minLength: 1, maxLength: 40, selector: (one) => one.at }), (saids) => {
      const rig = contractRig({}, startMs);
      rig.time(startMs);
      const told = saids.flatMap(messages).filter((one) => one.at < lastMin);
      for (const { at, say } of told.sort((a, b) => a.at - b.at)) say(rig.at(startMs + at * minMs));
      rig.time(startMs + lastMin * minMs);
      const states = stateOfMinutes(saids);
      const marchMin = (marchEndMs - startMs) / minMs;
      const count = (state: string, from: number, to: number) =>
        states.slice(from, to).filter((one) => one === state).length;
      for (const record of cloudRecords(rig)) {
        const [from, to] = record.window === "2026-03" ? [0, marchMin] : [marchMin, lastMin];
        const before = record.window === "2026-03" ? (startMs - record.fromMs) / minMs : 0;
        expect({
          window: record.window,
          up: record.upMin,
          down: record.downMin,
          planned: record.maintenanceMin,
          unknown: record.unknownMin,
        }).toEqual({
          window: record.window,
          up: count("up", from, to),
          down: count("down", from, to),
          planned: count("maintenance", from, to),
          unknown: before + count("unknown", from, to),
        });
        expect(record.upMin + record.downMin + record.maintenanceMin + record.unknownMin).toBe(record.elapsedMin);
      }
      const restoreMin = cloudRecords(rig).flatMap((one) => one.outages.map((outage) => outage.restoreMin));
      expect(restoreMin.reduce((sum, min) => sum + min, 0)).toBe(count("down", 0, lastMin));
    }),
    { numRuns: 60 },
  );
});
