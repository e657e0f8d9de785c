import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addProbe, compressProbe, type ProbeCell, probedDown, vouchedSpans } from "../../../rules/chain/probes.js";
import { clipped, coveredMin, united, without } from "../../../rules/chain/spans.js";
import { createRig } from "../../support/engine.js";

const minMs = 60_000;

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
  const result = fc.record({ t: fc.integer({ min: 0, max: 40 }), ok: fc.boolean() });

  it("make the same spans in whatever order and however often they arrive", () => {
    fc.assert(
      fc.property(fc.array(result, { maxLength: 30 }), fc.nat(), (results, seed) => {
        const down = (list: typeof results) => {
          const probes: ProbeCell[] = [];
          for (const { t, ok } of list) addProbe(probes, "", t, ok);
          return probes.flatMap((probe) => probedDown(probe, 3));
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
          addProbe(whole, "", t, ok);
          if (t < beforeMs) addProbe(pressed, "", t, ok);
        }
        for (const probe of pressed) compressProbe(probe, beforeMs, 3, 2);
        for (const { t, ok } of results) if (t >= beforeMs) addProbe(pressed, "", t, ok);
        expect(pressed.flatMap((probe) => probedDown(probe, 3))).toEqual(
          whole.flatMap((probe) => probedDown(probe, 3)),
        );
        expect(pressed.flatMap((probe) => united(vouchedSpans(probe, 2)))).toEqual(
          whole.flatMap((probe) => united(vouchedSpans(probe, 2))),
        );
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
