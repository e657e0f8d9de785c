import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heardAsUsual } from "../../../rules/chain/heard.js";
import { createCity, everybody, hourMs, inDistrict, minMs, startMs } from "./city.js";

const declaredMs = startMs + 2 * hourMs;
const supplier = { detectedBy: "supplier" as const };

/** Minutes of an outage that begins at 0 and lasts until told otherwise. */
function spans(contactsMin: number[], lastsMin = 1000): [from: number, to: number][] {
  const within = { fromMs: 0, toMs: lastsMin * minMs };
  const contacts = contactsMin.map((min) => min * minMs);
  return heardAsUsual(contacts, 22.5 * minMs, 30 * minMs, within).map((s) => [s.fromMs / minMs, s.toMs / minMs]);
}

describe("a device has been heard as usual", () => {
  it.each<[string, number[], [number, number][]]>([
    ["half an hour after the first of its regular contacts", [5, 20, 35, 50], [[35, 72.5]]],
    ["not by one contact alone", [5], []],
    ["not by two with too long a silence between them", [5, 28], []],
    ["not by what was said before the outage", [-10, 5], []],
    ["not when it fell silent before the half hour was over", [0, 5], []],
    [
      "again, when it was silent in between",
      [0, 15, 30, 100, 115, 130],
      [
        [30, 52.5],
        [130, 152.5],
      ],
    ],
    ["not before a second contact has come", [0, 22, 40], [[30, 62.5]]],
    ["by contacts at the very beginning", [0, 15, 30], [[30, 52.5]]],
  ])("%s", (_what, contacts, expected) => {
    expect(spans(contacts)).toEqual(expected);
  });

  it("by nothing that was said after the outage", () => {
    expect(spans([5, 20, 35], 20)).toEqual([]);
  });
});

describe("a declared outage whose dependents are heard as usual for half an hour", () => {
  it("is over, we say so, and doses after it are judged as on any other day", () => {
    const city = createCity({ doses: ["01:00", "02:00"], thresholds: { missingDosesMin: 100 } }).run(declaredMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 4 * hourMs);
    // Declared at midnight; 80 % of the devices had spoken by 00:12.
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "22:41"]]);
    expect(city.incidents()).toMatchObject([{ report: { closeReason: "heard-as-usual", foundBy: "declared" } }]);
    const [over] = city.notifications("closed");
    expect(over?.body.en).toContain("Still declared down, but the devices are heard as usual.");
    const verdicts = new Set(
      city.doses().map((dose) => `${dose.scheduledAtMs - declaredMs} ${dose.verdict} ${dose.cause}`),
    );
    // 01:00 and 02:00 in Oslo are 23:00 and 00:00 UTC; the first window opens at 22:00, inside the outage.
    expect([...verdicts].filter((one) => !one.includes("pending")).sort()).toEqual([
      `${hourMs} unconfirmed component:vendor-cloud`,
      `${2 * hourMs} missed user`,
    ]);
  });

  it("lasts while too many of them are silent", () => {
    const city = createCity().run(declaredMs).cut(inDistrict("grorud"));
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 3 * hourMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "…"]]);
  });

  it("lasts while nobody is heard", () => {
    const city = createCity().run(declaredMs).cut(everybody);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 3 * hourMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "…"]]);
  });

  it("is over also where its closing comes hours later", () => {
    const city = createCity().run(declaredMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 3 * hourMs);
    city.component("vendor-cloud", "outage.closed", supplier).run(declaredMs + 4 * hourMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "22:41"]]);
  });

  it("is over when all of it is told afterwards", () => {
    const city = createCity().run(declaredMs + 5 * hourMs);
    city.component("vendor-cloud", "outage.opened", supplier, declaredMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "22:41"]]);
    city.component("vendor-cloud", "outage.closed", supplier, declaredMs + 20 * minMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "22:20"]]);
  });

  it("is told once, at its end, when it was over before it was declared", () => {
    const city = createCity({ doses: ["00:30"], thresholds: { missingDosesMin: 100 } }).run(declaredMs + 5 * hourMs);
    city.component("vendor-cloud", "outage.opened", supplier, declaredMs).run(declaredMs + 6 * hourMs);
    expect(city.incidents()).toMatchObject([
      {
        rootCause: "vendor-cloud",
        openedAtMs: declaredMs + 5 * hourMs,
        closedAtMs: declaredMs + 5 * hourMs + 10 * minMs,
        report: { sinceMs: declaredMs, foundBy: "declared", closeReason: "heard-as-usual" },
      },
    ]);
    const told = city.notifications().filter((one) => one.incidentId !== null && one.stage !== "outcomes");
    expect(told.map((one) => `${one.teamId} ${one.stage}`)).toEqual([
      "it closed",
      "care-alna closed",
      "care-frogner closed",
      "care-grorud closed",
    ]);
    expect(told[0]?.title.en).toBe("Over: vendor-cloud down since 00:00");
    expect(told[0]?.body.en).toContain("Still declared down, but the devices are heard as usual.");
    expect(city.alerts("component-down")).toEqual([]);
  });

  it("is told once, at its end, also where that has to wait for the end of a gap of our own", () => {
    const city = createCity().run(declaredMs + 5 * hourMs);
    city.component("vendor-cloud", "outage.opened", supplier, declaredMs).run(declaredMs + 5 * hourMs + 5 * minMs);
    city.log({ kind: "gap-opened", fromMs: city.nowMs(), reason: "broker-lost" });
    city.run(declaredMs + 6 * hourMs);
    expect(city.incidents()).toMatchObject([{ closedAtMs: null }]);
    city.log({ kind: "gap-closed" }).run(declaredMs + 7 * hourMs);
    const told = city.notifications().filter((one) => one.incidentId !== null && one.stage !== "outcomes");
    expect(new Set(told.map((one) => one.stage))).toEqual(new Set(["closed"]));
    expect(told.filter((one) => one.teamId === "it")).toHaveLength(1);
  });

  it("is said to be declared over where that comes before its end is told", () => {
    const city = createCity().run(declaredMs + 5 * hourMs);
    city.component("vendor-cloud", "outage.opened", supplier, declaredMs);
    city.component("vendor-cloud", "outage.closed", supplier, declaredMs + 20 * minMs).run(declaredMs + 6 * hourMs);
    const [over] = city.notifications("closed");
    expect(over?.body.en).toContain("Declared over.");
  });

  it("that is declared late into an outage of the same component says nothing of its own", () => {
    const city = createCity()
      .run(declaredMs + 3 * hourMs)
      .cut(everybody);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 4 * hourMs);
    city.component("vendor-cloud", "outage.opened", supplier, declaredMs).run(declaredMs + 5 * hourMs);
    expect(city.incidents()).toMatchObject([{ closedAtMs: null }]);
  });
});

describe("an outage declared again", () => {
  it("while it lasts is the same one", () => {
    const city = createCity().run(declaredMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 20 * minMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 3 * hourMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "22:41"]]);
    expect(city.incidents()).toHaveLength(1);
  });

  it("after its devices were heard as usual is another one, whether or not the first was declared over", () => {
    const city = createCity().run(declaredMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + 2 * hourMs);
    city
      .cut(everybody)
      .component("vendor-cloud", "outage.opened", supplier)
      .run(declaredMs + 4 * hourMs);
    expect(city.downSpans("vendor-cloud")).toEqual([
      ["22:00", "22:41"],
      ["10T00:00", "…"],
    ]);
    expect(city.incidents()).toMatchObject([{ report: { closeReason: "heard-as-usual" } }, { closedAtMs: null }]);
    city
      .mend()
      .component("vendor-cloud", "outage.closed", supplier)
      .run(declaredMs + 140 * hourMs);
    // Long ago by now: remembered as the spans they were.
    expect(city.downSpans("vendor-cloud")).toEqual([
      ["22:00", "22:41"],
      ["10T00:00", "10T02:00"],
    ]);
    expect(city.state.components.get("vendor-cloud")?.outages).toEqual([]);
  });
});

it("of one district it is over there when the devices there are heard, and lasts where they are not", () => {
  const city = createCity().run(declaredMs).cut(inDistrict("alna"));
  for (const id of ["mobile-network@grorud", "mobile-network@alna"]) city.component(id, "outage.opened", supplier);
  city.run(declaredMs + 3 * hourMs);
  expect(city.downSpans("mobile-network@grorud")).toEqual([["22:00", "22:41"]]);
  expect(city.downSpans("mobile-network@alna")).toEqual([["22:00", "…"]]);
  expect(city.alerts("component-down").map((one) => [one.subject, one.condition])).toEqual([
    ["mobile-network@grorud", "cleared"],
    ["mobile-network@alna", "active"],
  ]);
});

it("what others say on a device's topic is not hearing the device", () => {
  const city = createCity({ devices: 6 }).run(declaredMs).cut(everybody);
  city.component("vendor-cloud", "outage.opened", supplier);
  for (let quarter = 1; quarter <= 12; quarter++) {
    city.run(declaredMs + quarter * 15 * minMs);
    for (const { deviceId } of city.devices) {
      const plan = {
        residentRef: `R-${deviceId}`,
        planId: `P-${deviceId}`,
        version: quarter,
        times: [],
        from: "2026-06-10",
      };
      city.say(deviceId, "plan.published", plan).say(deviceId, "inventory.assigned", { residentRef: `R-${deviceId}` });
    }
  }
  expect(city.downSpans("vendor-cloud")).toEqual([["22:00", "…"]]);
});

it("messages that were held back on the way do not end an outage: they prove it", () => {
  const city = createCity({ devices: 6 }).run(declaredMs).cut(everybody);
  city.component("vendor-cloud", "outage.opened", supplier).run(declaredMs + hourMs);
  for (const { deviceId } of city.devices) {
    for (const min of [2, 17, 32, 44]) city.say(deviceId, "link.heartbeat", {}, declaredMs + min * minMs);
  }
  expect(city.run(declaredMs + 3 * hourMs).downSpans("vendor-cloud")).toEqual([["22:00", "…"]]);
});

it("when an outage was over does not depend on when its devices' contacts arrived", () => {
  const few = { devices: 6, districts: ["grorud"] };
  const contacts = (fromMs: number) =>
    ["D-1", "D-2", "D-3", "D-4", "D-5", "D-6"].flatMap((deviceId, index) =>
      Array.from({ length: 12 }, (_, beat) => ({ deviceId, timeMs: fromMs + index * minMs + beat * 15 * minMs })),
    );
  const spansOf = (lateMs: number[]) => {
    const city = createCity(few).cut(everybody);
    const all = [...contacts(startMs), ...contacts(startMs + 4 * hourMs)].map((one, index) => ({
      ...one,
      receivedMs: one.timeMs + (lateMs[index % lateMs.length] ?? 0) * minMs,
    }));
    all.sort((a, b) => a.receivedMs - b.receivedMs);
    let declared = false;
    for (const { deviceId, timeMs, receivedMs } of all) {
      if (receivedMs > startMs + hourMs && !declared) {
        declared = true;
        city.run(startMs + hourMs).component("vendor-cloud", "outage.opened", supplier);
      }
      if (receivedMs > city.nowMs()) city.run(receivedMs);
      city.say(deviceId, "link.heartbeat", {}, timeMs);
    }
    return city.run(startMs + 60 * hourMs).downSpans("vendor-cloud");
  };
  const expected = spansOf([0]);
  expect(expected).toEqual([["21:00", "21:34"]]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 3, maxLength: 40 }), (lateMs) => {
      expect(spansOf(lateMs)).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});
