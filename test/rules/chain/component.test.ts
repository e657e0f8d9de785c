import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProbeCell } from "../../../rules/chain/cells.js";
import { addProbe, compressProbe } from "../../../rules/chain/probes.js";
import { clipped, coveredMin, united, without } from "../../../rules/chain/spans.js";
import { componentRecords, dumpState } from "../../../rules/engine.js";
import { createRig, instantOf } from "../../support/engine.js";

const minMs = 60_000;
const dayMs = 24 * 60 * minMs;

const span = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20 })).map(([fromMs, length]) => ({
  fromMs,
  toMs: fromMs + length,
}));
const spans = fc.array(span, { maxLength: 8 });
const covers = (list: { fromMs: number; toMs: number }[], at: number) =>
  list.some((one) => one.fromMs <= at && at < one.toMs);

describe("spans, instant by instant", () => {
  const instants = Array.from({ length: 75 }, (_, at) => at);

  it("unite, subtract and clip as sets of instants do, and come out apart and ascending", () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [union, rest, clip] = [united(a), without(a, b), clipped(a, 10, 30)];
        for (const at of instants) {
          expect(covers(union, at)).toBe(covers(a, at));
          expect(covers(rest, at)).toBe(covers(a, at) && !covers(b, at));
          expect(covers(clip, at)).toBe(covers(a, at) && at >= 10 && at < 30);
        }
        for (const list of [union, rest, clip]) {
          for (const [index, one] of list.entries()) expect(one.fromMs).toBeGreaterThan(list[index - 1]?.toMs ?? -1);
        }
        expect(coveredMin(a, 0, 75) * minMs).toBeCloseTo(instants.filter((at) => covers(a, at)).length);
      }),
    );
  });
});

describe("probes", () => {
  const rules = { failuresMax: 3, intervals: 2, everyMinMs: 1, everyMaxMs: 4 };
  const result = fc.record({ t: fc.integer({ min: 0, max: 40 }), ok: fc.boolean() });

  it("make the same spans in whatever order and however often they arrive", () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 30 }), fc.nat(), (results, seed) => {
        const down = (list: typeof results) => {
          const probes: ProbeCell[] = [];
          for (const { t, ok } of list) addProbe(probes, "", t, ok, rules);
          return probes.flatMap((probe) => probe.now.down);
        };
        const otherwise = [...results, ...results].sort((a, b) => ((a.t * 31 + seed) % 7) - ((b.t * 31 + seed) % 7));
        expect(down(otherwise)).toEqual(down(results));
      }),
    );
  });

  it("can be compressed at any moment without a change", () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 40 }), fc.integer({ min: 0, max: 45 }), (results, beforeMs) => {
        const [whole, pressed]: [ProbeCell[], ProbeCell[]] = [[], []];
        for (const { t, ok } of results) {
          addProbe(whole, "", t, ok, rules);
          if (t < beforeMs) addProbe(pressed, "", t, ok, rules);
        }
        for (const probe of pressed) compressProbe(probe, beforeMs, rules);
        for (const { t, ok } of results) if (t >= beforeMs) addProbe(pressed, "", t, ok, rules);
        expect(pressed.flatMap((probe) => probe.now.down)).toEqual(whole.flatMap((probe) => probe.now.down));
        expect(pressed.flatMap((probe) => probe.now.vouched)).toEqual(whole.flatMap((probe) => probe.now.vouched));
      }),
    );
  });

  it("of targets are weighed apart, and three failures of one are an outage", () => {
    const rig = createRig().at("27 10:00");
    for (const min of [0, 1, 2]) {
      rig.at(`27 10:0${min}`).component("vendor-cloud", "probe.result", { ok: false, target: "api" });
      rig.component("vendor-cloud", "probe.result", { ok: true, target: "web" });
    }
    expect(rig.state.components.get("vendor-cloud")?.status).toBe("down");
    rig.at("27 10:04").component("vendor-cloud", "probe.result", { ok: true, target: "api" });
    expect(rig.state.components.get("vendor-cloud")?.status).toBe("up");
  });
});

describe("how long a result speaks for its component", () => {
  /** The component's statuses, each with the minute it began in, when others publish at these minutes of the morning. */
  const statuses = (minutes: number[], componentId = "vendor-cloud", untilMin = (minutes.at(-1) ?? 0) + 60) => {
    const rig = createRig({}, "27 06:00");
    const startMs = rig.nowMs();
    for (const min of minutes) rig.at(startMs + min * minMs).component(componentId, "probe.result", { ok: true });
    rig.time(startMs + untilMin * minMs);
    return rig.outputs.flatMap((one) =>
      one.kind === "component" && one.component.componentId === componentId
        ? [`${((one.component.statusSinceMs as number) - startMs) / minMs} ${one.component.status}`]
        : [],
    );
  };
  const every = (min: number, count: number) => Array.from({ length: count }, (_, at) => at * min);

  it("is three minutes until an interval has been seen", () => {
    expect(statuses([0])).toEqual(["0 up", "3 unknown"]);
  });

  it("is three of the intervals that are seen: published every five minutes it does not come and go", () => {
    expect(statuses(every(5, 24))).toEqual(["0 up", "3 unknown", "5 up", "130 unknown"]);
  });

  it("follows the usual interval, not the one in which the publisher was away, nor repetitions at once", () => {
    const minutes = [...every(1, 30), ...every(1, 30).map((min) => 120 + min)].flatMap((min) => [min, min + 0.05]);
    expect(statuses(minutes)).toEqual(["0 up", "32.05 unknown", "120 up", "152.05 unknown"]);
  });

  it("is never longer than three times a quarter of an hour: who publishes once an hour vouches for that only", () => {
    expect(statuses([0, 60, 120], "vendor-cloud", 240)).toEqual([
      "0 up",
      "3 unknown",
      "60 up",
      "105 unknown",
      "120 up",
      "165 unknown",
    ]);
  });

  it("makes no work for the contract's account when it is over", () => {
    const rig = createRig({}, "27 06:00").component("vendor-cloud", "probe.result", { ok: true }).time("27 06:01");
    const nextLookMs = rig.state.timers.wakeAtMs.get("sla:vendor-cloud");
    expect(nextLookMs).toBeGreaterThan(instantOf("27 10:00"));
    rig.at("27 07:00").component("vendor-cloud", "probe.result", { ok: true });
    expect(rig.state.components.get("vendor-cloud")).toMatchObject({ status: "up", statusSinceMs: rig.nowMs() });
    expect(rig.state.timers.wakeAtMs.get("sla:vendor-cloud")).toBe(nextLookMs);
    rig.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
    expect(rig.state.timers.wakeAtMs.get("sla:vendor-cloud")).toBe(rig.nowMs());
  });
});

describe("months of probes", () => {
  /** A probe every two minutes; down from 10:00 to 11:00 on every tenth day. */
  function run(days: number) {
    const rig = createRig({}, "2026-01-01T00:00:00Z");
    const startMs = rig.nowMs();
    for (let atMs = startMs; atMs < startMs + days * dayMs; atMs += 2 * minMs) {
      const day = Math.floor((atMs - startMs) / dayMs);
      const min = ((atMs - startMs) % dayMs) / minMs;
      rig.at(atMs).component("vendor-cloud", "probe.result", { ok: day % 10 !== 0 || min < 600 || min >= 660 });
    }
    return rig.time(startMs + days * dayMs);
  }
  const [short, long] = [run(30), run(90)];

  it.each([
    [30, short],
    [90, long],
  ])("of %i days are counted to the minute", (days, rig) => {
    const [cloud] = componentRecords(rig.state).filter((one) => one.componentId === "vendor-cloud");
    expect(cloud).toMatchObject({ downMin: (days / 10) * 60, maintenanceMin: 0, unknownMin: 0 });
  });

  it("are not remembered one by one", () => {
    const size = ({ state }: typeof short) => JSON.stringify(state.components.get("vendor-cloud")).length;
    expect(size(long)).toBeLessThanOrEqual(size(short) * 1.1);
    const linesOf = ({ state }: typeof short) => [...dumpState(state)].length;
    expect(linesOf(long)).toBeLessThanOrEqual(linesOf(short) + 5);
  });
});

describe("before anything has been said", () => {
  it("every component of the installation is unknown, for no time at all", () => {
    const records = componentRecords(createRig().state);
    expect(records.map(({ status, unknownMin }) => `${status} ${unknownMin}`)).toContain("unknown 0");
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  });
});

it("an outage that is declared again by the same message, or with a probe of the same instant, is one outage", () => {
  const rig = createRig({}, "27 10:00");
  const declare = () =>
    rig.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" }, { id: "o-1", time: "27 10:00" });
  declare();
  rig.at("27 10:05");
  declare();
  expect(rig.state.components.get("vendor-cloud")?.outages).toHaveLength(1);
  for (const min of [0, 1, 2]) {
    rig.component("vendor-cloud", "probe.result", { ok: false }, { time: `27 10:0${min}` });
  }
  rig.component("vendor-cloud", "probe.result", { ok: true }, { time: "27 10:04" });
  const spans = rig.state.components.get("vendor-cloud")?.downSpans.map(({ toMs }) => toMs);
  expect(spans).toEqual([instantOf("27 10:04"), Number.POSITIVE_INFINITY]);
});

it("targets of a probe are kept by name, whichever was tried first", () => {
  const rig = createRig({}, "27 10:00");
  for (const target of ["web", "api", "mail"]) rig.component("vendor-cloud", "probe.result", { ok: true, target });
  expect(rig.state.components.get("vendor-cloud")?.probes.map((one) => one.target)).toEqual(["api", "mail", "web"]);
});
