import { describe, expect, it } from "vitest";
import { createCity, everybody, inDistrict, minMs, startMs } from "./city.js";

const breakMs = startMs + 90 * minMs;

describe("silence is put down to what explains it best", () => {
  it("of one district, to its mobile network, long before a device counts as offline", () => {
    const city = createCity().run(breakMs).cut(inDistrict("grorud"));
    city.run(breakMs + 45 * minMs);
    const [incident, ...others] = city.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      rootCause: "mobile-network@grorud",
      report: { foundBy: "inferred", confidencePercent: 99, components: ["mobile-network@grorud"], devices: 20 },
    });
    expect(incident?.openedAtMs).toBeGreaterThan(breakMs + 7 * minMs);
    expect(incident?.openedAtMs).toBeLessThanOrEqual(breakMs + 15 * minMs);
    const [told] = city.notifications("opened");
    expect(told?.title.no).toMatch(/: mobile-network \(no\) i grorud trolig nede fra /);
    expect(told?.title.en).toMatch(/: mobile-network in grorud probably down since /);
    expect(city.alerts("device-offline")).toEqual([]);
    expect(city.alerts("component-down")).toMatchObject([
      { subject: "mobile-network@grorud", district: "grorud", evidence: { inferred: true, devices: 20 } },
    ]);
  });

  it("of all districts, to the cloud that serves them all", () => {
    const city = createCity()
      .run(breakMs)
      .cut(everybody)
      .run(breakMs + 45 * minMs);
    expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", report: { devices: 60 } }]);
    expect(city.incidents()).toHaveLength(1);
    expect(city.alerts("device-offline")).toEqual([]);
  });

  it("of devices that said their battery was empty, to nothing but that", () => {
    const city = createCity().run(breakMs);
    for (const { deviceId } of city.devices.filter(inDistrict("grorud"))) {
      city.say(deviceId, "battery.empty", { batteryPercent: 0 });
    }
    city.cut(inDistrict("grorud")).run(breakMs + 2 * 60 * minMs);
    expect(city.incidents()).toEqual([]);
    expect(city.alerts("battery-empty")).toHaveLength(20);
  });

  it("from the first silence on, until the devices are heard again", () => {
    const city = createCity()
      .run(breakMs)
      .cut(everybody)
      .run(breakMs + 60 * minMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["21:15", "…"]]);
    city.mend().run(breakMs + 75 * minMs);
    expect(city.downSpans("vendor-cloud")).toEqual([["21:15", "22:39"]]);
    city.run(breakMs + 120 * minMs);
    expect(city.incidents()).toMatchObject([{ report: { closeReason: "dependents-heard" } }]);
    expect(city.incidents()[0]?.closedAtMs).toBe(breakMs + 79 * minMs);
  });

  it("to the network of two districts one by one, when a third is heard", () => {
    const city = createCity()
      .run(breakMs)
      .cut((device) => device.district !== "frogner");
    city.run(breakMs + 45 * minMs);
    expect(city.incidents().map((one) => one.rootCause)).toEqual(["mobile-network@alna", "mobile-network@grorud"]);
  });

  it("to the cloud after all, when the districts fall silent one after the other: one incident goes on", () => {
    const city = createCity()
      .run(breakMs)
      .cut(inDistrict("grorud"))
      .run(breakMs + 15 * minMs);
    expect(city.incidents().map((one) => one.rootCause)).toEqual(["mobile-network@grorud"]);
    city.cut(everybody).run(breakMs + 45 * minMs);
    expect(city.incidents()).toHaveLength(1);
    expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", closedAtMs: null }]);
    expect(city.downSpans("mobile-network@grorud")).toEqual([]);
    const told = city.notifications("opened").map((one) => one.teamId);
    expect([...told].sort()).toEqual(["care-alna", "care-frogner", "care-grorud", "it"]);
  });

  it("to the network, where there is only one district and nothing speaks against it", () => {
    const city = createCity({ districts: ["grorud"] })
      .run(breakMs)
      .cut(everybody)
      .run(breakMs + 30 * minMs);
    expect(city.incidents().map((one) => one.rootCause)).toEqual(["mobile-network@grorud"]);
  });

  it("at once, when the broker says that most of a district are gone", () => {
    const city = createCity().run(breakMs).cut(inDistrict("alna"));
    for (const { deviceId, district } of city.devices.filter(inDistrict("alna"))) {
      const sender = { tenant: "oslo", district, deviceClass: "roll-dispenser", deviceId };
      city.log({ kind: "state", sender, state: "offline" });
    }
    city.run(breakMs + 10 * minMs);
    expect(city.incidents()).toMatchObject([{ rootCause: "mobile-network@alna", openedAtMs: breakMs + 30_000 }]);
    expect(city.alerts("device-offline")).toEqual([]);
  });
});

describe("an inferred cause", () => {
  it("is half as sure where its own probes say that it is up", () => {
    const city = createCity().run(breakMs).cut(inDistrict("grorud"));
    for (let min = 0; min < 30; min++) {
      city.component("mobile-network@grorud", "probe.result", { ok: true }).run(city.nowMs() + minMs);
    }
    expect(city.incidents()).toMatchObject([
      { rootCause: "mobile-network@grorud", report: { foundBy: "inferred", confidencePercent: 50 } },
    ]);
  });

  it("is over without the devices that had been silent for a day before it", () => {
    const own = createCity().devices.filter(inDistrict("grorud"));
    const without = (from: number, to: number) => {
      const ids = own.slice(from, to).map(({ deviceId }) => deviceId);
      return ({ deviceId }: { deviceId: string }) => ids.includes(deviceId);
    };
    // Too few at a time to be put down to anything but themselves.
    const city = createCity().run(breakMs).cut(without(0, 6));
    city.run(breakMs + 120 * minMs).cut(without(6, 11));
    const brokenMs = breakMs + 30 * 60 * minMs;
    expect(city.run(brokenMs).incidents()).toEqual([]);
    city.cut(inDistrict("grorud")).run(brokenMs + 45 * minMs);
    expect(city.incidents()).toMatchObject([{ rootCause: "mobile-network@grorud", closedAtMs: null }]);
    city.mend(without(11, 20)).run(brokenMs + 65 * minMs);
    expect(city.incidents()).toMatchObject([{ report: { closeReason: "dependents-heard" } }]);
    expect(city.incidents()[0]?.closedAtMs).not.toBeNull();
  });

  it("still explains a district that is heard for a while and falls silent again", () => {
    const city = createCity()
      .run(breakMs)
      .cut(everybody)
      .run(breakMs + 60 * minMs);
    city.mend(inDistrict("alna")).run(breakMs + 90 * minMs);
    city.cut(inDistrict("alna")).run(breakMs + 150 * minMs);
    expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", closedAtMs: null }]);
    expect(city.downSpans("mobile-network@alna")).toEqual([]);
  });

  it("that turns out to be the cloud goes on as the incident the cloud has not got over yet", () => {
    const city = createCity({ thresholds: { incidentEndsAfterUpMin: 120 } }).run(breakMs - 40 * minMs);
    const supplier = { detectedBy: "supplier" as const };
    city.component("vendor-cloud", "outage.opened", supplier).run(breakMs - 20 * minMs);
    city.component("vendor-cloud", "outage.closed", supplier).run(breakMs);
    city.cut(inDistrict("grorud")).run(breakMs + 15 * minMs);
    expect(city.incidents().map((one) => one.rootCause)).toEqual(["vendor-cloud", "mobile-network@grorud"]);
    city.cut(everybody).run(breakMs + 45 * minMs);
    expect(city.incidents()).toMatchObject([
      { rootCause: "vendor-cloud", closedAtMs: null },
      { rootCause: "mobile-network@grorud", report: { closeReason: "merged" } },
    ]);
  });

  it("is the cloud alone, when a district that is being maintained was silent before", () => {
    const city = createCity().run(breakMs);
    const maintenance = { fromMs: breakMs, toMs: breakMs + 6 * 60 * minMs };
    city.component("mobile-network@grorud", "maintenance.announced", maintenance);
    city.cut(inDistrict("grorud")).run(breakMs + 15 * minMs);
    expect(city.downSpans("mobile-network@grorud")).toHaveLength(1);
    expect(city.incidents()).toEqual([]);
    city.cut(everybody).run(breakMs + 45 * minMs);
    expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", report: { components: ["vendor-cloud"] } }]);
  });
});

describe("nothing is inferred", () => {
  it.each([
    ["from a third of a district", (index: number) => index < 7],
    ["from two fifths of it", (index: number) => index < 8],
  ])("%s: they are devices that went offline", (_what, which) => {
    const city = createCity().run(breakMs);
    const own = city.devices.filter(inDistrict("grorud"));
    city.cut((device) => own.includes(device) && which(own.indexOf(device))).run(breakMs + 80 * minMs);
    expect(city.incidents()).toEqual([]);
    expect(city.alerts("device-offline")).toHaveLength(own.filter((_, index) => which(index)).length);
  });

  it("from fewer devices than prove anything", () => {
    const city = createCity({ devices: 12 })
      .run(breakMs)
      .cut(inDistrict("grorud"))
      .run(breakMs + 80 * minMs);
    expect(city.incidents()).toEqual([]);
    expect(city.alerts("device-offline")).toHaveLength(4);
  });

  it("behind a component that is known to be down", () => {
    const city = createCity().run(breakMs).cut(everybody);
    city.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" }).run(breakMs + 60 * minMs);
    expect(city.state.components.get("vendor-cloud")?.inferred).toEqual([]);
    expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", report: { foundBy: "declared" } }]);
  });

  it("while Velvakt itself cannot listen", () => {
    const city = createCity().run(breakMs);
    city.log({ kind: "gap-opened", fromMs: breakMs, reason: "broker-lost" });
    city
      .cut(everybody)
      .run(breakMs + 60 * minMs)
      .log({ kind: "gap-closed" })
      .mend()
      .run(breakMs + 120 * minMs);
    expect(city.incidents()).toEqual([]);
    expect(city.alerts("device-offline")).toEqual([]);
  });
});

it("what is declared later joins the incident that was inferred, and keeps its beginning", () => {
  const city = createCity()
    .run(breakMs)
    .cut(everybody)
    .run(breakMs + 60 * minMs);
  city.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" }, breakMs + 5 * minMs);
  city.run(breakMs + 61 * minMs);
  expect(city.incidents()).toHaveLength(1);
  expect(city.incidents()).toMatchObject([{ rootCause: "vendor-cloud", report: { foundBy: "declared" } }]);
  expect(city.incidents()[0]?.report.sinceMs).toBe(breakMs - 15 * minMs);
  expect(city.notifications("opened").filter((one) => one.teamId === "it")).toHaveLength(1);
});

it("devices that stay silent when all others are heard again count as offline from then on", () => {
  const city = createCity()
    .run(breakMs)
    .cut(everybody)
    .run(breakMs + 60 * minMs);
  city.mend((device) => device.deviceId !== "D-1").run(breakMs + 150 * minMs);
  expect(city.alerts("device-offline")).toMatchObject([{ deviceId: "D-1", condition: "active" }]);
  expect(city.alerts("device-offline")[0]?.notifiedAtMs).not.toBeNull();
});
