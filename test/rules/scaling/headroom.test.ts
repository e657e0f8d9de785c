import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cityHeadroom, districtHeadroom } from "../../../rules/scaling/headroom.js";
import { waitChance, waitLongerChance } from "../../../rules/scaling/queue.js";
import { gateRules, goodDistrict } from "../../support/gate-evidence.js";

const { scaling } = gateRules;
const moreOf = (district: ReturnType<typeof goodDistrict>, cityResidents = district.residents) =>
  Object.fromEntries(districtHeadroom(district, cityResidents, scaling).limits.map(({ id, more }) => [id, more]));

describe("waiting for a free phone", () => {
  it("is Erlang's formula", () => {
    // One server: the load itself. Two servers at a load of 1: a third. Published tables.
    expect(waitChance(1, 0.5)).toBeCloseTo(0.5, 12);
    expect(waitChance(2, 1)).toBeCloseTo(1 / 3, 12);
    expect(waitChance(5, 4)).toBeCloseTo(0.5541, 4);
    expect(waitChance(2, 2)).toBe(1);
  });

  it("has chances that are chances, grow with the load and shrink with the phones", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 60, noNaN: true }), (servers, load) => {
        const chance = waitChance(servers, load);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        expect(waitChance(servers + 1, load)).toBeLessThanOrEqual(chance + 1e-12);
        expect(waitChance(servers, load + 0.1)).toBeGreaterThanOrEqual(chance - 1e-12);
      }),
    );
  });

  it("is hand-computed: one phone, three alerts an hour of ten minutes each", () => {
    // Busy half of the time; of those who wait, e to the minus one wait for longer than twenty minutes.
    expect(waitLongerChance({ servers: 1, perHour: 3, handlingMin: 10 }, 20)).toBeCloseTo(0.5 * Math.exp(-1), 12);
    expect(waitLongerChance({ servers: 1, perHour: 6.1, handlingMin: 10 }, 20)).toBe(1);
  });

  it("without phones never ends", () => {
    expect(waitLongerChance({ servers: 0, perHour: 1, handlingMin: 10 }, 30)).toBe(1);
  });
});

describe("headroom", () => {
  it("is hand-computed: what growth meets first, and what the other limits would be", () => {
    // 600 − 540 = 60. Peak 2 of 40 residents, at most 6: 120 − 40 = 80. Ten people, 90 / 20 = 4 visits each: 40 − 40 = 0.
    expect(moreOf(goodDistrict(), 540)).toMatchObject({ ceiling: 60, "peak-alerts": 80, fallback: 0 });
    expect(districtHeadroom(goodDistrict(), 540, scaling)).toMatchObject({ more: 0, atMost: 0, first: "fallback" });
    expect(districtHeadroom(goodDistrict({ staff: 50 }), 540, scaling)).toMatchObject({ more: 60, first: "ceiling" });
  });

  it("for waiting is the largest number for which nine of ten find a phone in time", () => {
    const district = goodDistrict({ staff: 1000, responseLimitMin: 5 });
    const more = moreOf(district).waiting as number;
    const waits = (residents: number) =>
      waitLongerChance({ servers: 2, perHour: (1.5 / 40) * residents, handlingMin: scaling.handlingMin }, 5);
    expect(waits(40 + more)).toBeLessThanOrEqual(0.1);
    expect(waits(41 + more)).toBeGreaterThan(0.1);
  });

  it("is negative where a limit is passed, and unknown where nothing was counted", () => {
    expect(moreOf(goodDistrict(), 640).ceiling).toBe(-40);
    const blind = districtHeadroom(
      goodDistrict({ phonePeak: null, busiestHourAlerts: null, staff: null }),
      540,
      scaling,
    );
    expect(blind).toMatchObject({ more: null, atMost: 60, first: "ceiling" });
    expect(moreOf(goodDistrict({ residents: 0 }))).toMatchObject({ "peak-alerts": null, waiting: null });
    expect(moreOf(goodDistrict({ dutyPhones: 0 }))["peak-alerts"]).toBeNull();
    for (const [id, unknown] of [
      ["peak-alerts", { phonePeak: null }],
      ["waiting", { busiestHourAlerts: null }],
      ["fallback", { staff: null }],
    ] as const) {
      const { more, limits } = districtHeadroom(goodDistrict(unknown), 540, scaling);
      expect([id, more]).toEqual([id, null]);
      expect(limits.filter((one) => one.more === null).map((one) => one.id)).toEqual([id]);
    }
  });

  it("of a single resident is known as well", () => {
    const one = moreOf(goodDistrict({ residents: 1, dutyPhones: 1 }));
    expect(one["peak-alerts"]).toBe(2);
    expect(one.waiting).not.toBeNull();
  });

  it("does not take a month without an alert for a promise", () => {
    const quiet = moreOf(goodDistrict({ phonePeak: 0, busiestHourAlerts: 0 }));
    // One alert of two phones in the worst hour: 6 ÷ (0.5 ÷ 40) = 480 residents.
    expect(quiet["peak-alerts"]).toBe(440);
    expect(quiet.waiting).toBe(moreOf(goodDistrict({ busiestHourAlerts: 1 / 28 })).waiting);
    expect(quiet.waiting).toBeGreaterThan(moreOf(goodDistrict({ busiestHourAlerts: 2 / 28 })).waiting as number);
  });

  it("of the city is the districts' together, below the ceiling", () => {
    const districts = [goodDistrict({ staff: 15 }), goodDistrict({ id: "alna", staff: 5 })];
    const city = cityHeadroom(districts, scaling);
    expect(city.limits.map(({ id, more }) => [id, more])).toContainEqual(["fallback", 20]);
    expect(city).toMatchObject({ residents: 80, more: 20, first: "fallback" });
    expect(cityHeadroom([], scaling).more).toBeNull();
    // What one district lacks is no room in another one, and one nobody knows of leaves the city's unknown.
    const short = cityHeadroom([goodDistrict({ staff: 15 }), goodDistrict({ id: "alna", staff: 5 })], scaling);
    expect(short.limits.find(({ id }) => id === "fallback")?.more).toBe(20);
    const blind = cityHeadroom([goodDistrict({ staff: 15 }), goodDistrict({ id: "alna", staff: null })], scaling);
    expect(blind.more).toBeNull();
    expect(blind.limits.find(({ id }) => id === "fallback")?.more).toBeNull();
  });

  it("never grows with the alerts", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        (peak, more) => {
          const few = districtHeadroom(goodDistrict({ phonePeak: peak, busiestHourAlerts: peak }), 40, scaling)
            .more as number;
          const many = districtHeadroom(
            goodDistrict({ phonePeak: peak + more, busiestHourAlerts: peak + more }),
            40,
            scaling,
          );
          expect(many.more as number).toBeLessThanOrEqual(few);
        },
      ),
    );
  });
});
