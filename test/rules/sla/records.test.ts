import { expect, it } from "vitest";
import { dumpState, loadState, step } from "../../../rules/engine.js";
import { slaRecords } from "../../../rules/sla/records.js";
import { cloudRecord, cloudRecords, contractRig, maintenance, minutes, outage, probing, restored } from "./bench.js";

const aprilFrom = "2026-03-31T22:00:00Z";
const aprilTo = "2026-04-30T22:00:00Z";
const marchFrom = "2026-02-28T23:00:00Z";
const marchTo = "2026-03-31T22:00:00Z";

it("counts an outage across midnight once, in the month in which its minutes lie", () => {
  const rig = contractRig({}, aprilFrom);
  probing(rig, aprilFrom, aprilTo, [
    ["2026-04-10T21:30:00Z", outage],
    ["2026-04-11T00:00:00Z", restored],
  ]);
  const record = cloudRecord(rig, "2026-04");
  // 30 days; from 23:30 to 02:00 on the clocks of Oslo.
  expect(minutes(record)).toEqual({
    elapsedMin: 43_200,
    upMin: 43_050,
    downMin: 150,
    maintenanceMin: 0,
    unknownMin: 0,
  });
  expect(record.availabilityPercent).toBeCloseTo(100 - 15_000 / 43_200, 10);
  expect(record.coveragePercent).toBe(100);
  expect(record.budgetMin).toBeCloseTo(216, 9);
  expect(record.budgetLeftMin).toBeCloseTo(66, 9);
  expect(record.outages).toEqual([
    {
      fromMs: Date.parse("2026-04-10T21:30:00Z"),
      toMs: Date.parse("2026-04-11T00:00:00Z"),
      restoreMin: 150,
      restoredInTime: true,
    },
  ]);
});

it("gives the month of summer time an hour less, and the month of its end an hour more", () => {
  const spring = contractRig({}, marchFrom);
  // 01:30 to 03:30 on the clocks of Oslo, which skip an hour: one hour down.
  probing(spring, marchFrom, marchTo, [
    ["2026-03-29T00:30:00Z", outage],
    ["2026-03-29T01:30:00Z", restored],
  ]);
  expect(minutes(cloudRecord(spring, "2026-03"))).toEqual({
    elapsedMin: 31 * 1440 - 60,
    upMin: 31 * 1440 - 120,
    downMin: 60,
    maintenanceMin: 0,
    unknownMin: 0,
  });
  const autumn = contractRig({}, "2026-09-30T22:00:00Z");
  // 02:30 to 02:30 on the clocks of Oslo, which repeat an hour: one hour down.
  probing(autumn, "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", [
    ["2026-10-25T00:30:00Z", outage],
    ["2026-10-25T01:30:00Z", restored],
  ]);
  expect(minutes(cloudRecord(autumn, "2026-10"))).toEqual({
    elapsedMin: 31 * 1440 + 60,
    upMin: 31 * 1440,
    downMin: 60,
    maintenanceMin: 0,
    unknownMin: 0,
  });
});

it("takes announced maintenance and its own gap out of the outage, and says how much that was", () => {
  const rig = contractRig({}, aprilFrom);
  probing(rig, aprilFrom, aprilTo, [
    ["2026-04-01T10:00:00Z", maintenance("2026-04-08T20:00:00Z", "2026-04-08T22:00:00Z")],
    ["2026-04-08T19:00:00Z", outage],
    ["2026-04-09T00:30:00Z", restored],
    [
      "2026-04-08T22:50:00Z",
      (bench) =>
        bench
          .log({ kind: "gap-opened", fromMs: Date.parse("2026-04-08T22:30:00Z"), reason: "restart" })
          .at("2026-04-08T23:00:00Z")
          .log({ kind: "gap-closed" }),
    ],
  ]);
  // 19:00–20:00, 22:00–22:30 and 23:00–00:30.
  const record = cloudRecord(rig, "2026-04");
  expect(minutes(record)).toEqual({
    elapsedMin: 43_200,
    upMin: 43_200 - 180 - 120 - 30,
    downMin: 180,
    maintenanceMin: 120,
    unknownMin: 30,
  });
  expect(record.outages.map(({ restoreMin }) => restoreMin)).toEqual([180]);
  expect(record.availabilityPercent).toBeCloseTo(100 - (100 * 180) / (43_200 - 120 - 30), 10);
  expect(record.budgetMin).toBeCloseTo((43_200 - 120 - 30) / 200, 9);
});

it("lets no maintenance announced afterwards take back what was counted", () => {
  const rig = contractRig({}, aprilFrom);
  probing(rig, aprilFrom, aprilTo, [
    ["2026-04-08T19:00:00Z", outage],
    ["2026-04-08T21:00:00Z", restored],
    ["2026-04-08T22:00:00Z", maintenance("2026-04-08T19:00:00Z", "2026-04-08T21:00:00Z")],
    ["2026-04-09T10:00:00Z", outage],
    ["2026-04-09T10:30:00Z", maintenance("2026-04-09T10:00:00Z", "2026-04-09T12:00:00Z")],
    ["2026-04-09T11:30:00Z", restored],
  ]);
  const record = cloudRecord(rig, "2026-04");
  expect(minutes(record)).toMatchObject({ downMin: 120 + 30, maintenanceMin: 90, unknownMin: 0 });
  expect(record.outages.map(({ restoreMin }) => restoreMin)).toEqual([120, 30]);
});

it("calls what nobody vouched for unknown, and states no availability where most of the window is", () => {
  const rig = contractRig({}, "2026-04-20T22:00:00Z");
  probing(rig, "2026-04-20T22:00:00Z", "2026-04-22T22:00:00Z");
  rig.time(aprilTo);
  const record = cloudRecord(rig, "2026-04");
  // The last probe, at 21:50, speaks for half an hour.
  expect(minutes(record)).toEqual({
    elapsedMin: 43_200,
    upMin: 2 * 1440 + 20,
    downMin: 0,
    maintenanceMin: 0,
    unknownMin: 43_200 - 2 * 1440 - 20,
  });
  expect(record.coveragePercent).toBeCloseTo((100 * (2 * 1440 + 20)) / 43_200, 10);
  expect(record.availabilityPercent).toBeNull();
});

it("keeps quarters where the contract says so, and past windows when new ones begin", () => {
  const rig = contractRig({ window: "quarter" }, "2026-02-10T00:00:00Z");
  rig.at("2026-03-20T10:00:00Z").component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  rig.at("2026-03-20T11:00:00Z").component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
  rig.time("2026-08-01T00:00:00Z");
  expect(cloudRecords(rig).map((one) => [one.window, one.downMin, one.elapsedMin])).toEqual([
    ["2026-Q1", 60, 90 * 1440 - 60],
    ["2026-Q2", 0, 91 * 1440],
    ["2026-Q3", 0, (Date.parse("2026-08-01T00:00:00Z") - Date.parse("2026-06-30T22:00:00Z")) / 60_000],
  ]);
});

it("lists an outage that lasts, and the rates at which it uses the budget up", () => {
  const rig = contractRig({}, aprilFrom);
  probing(rig, aprilFrom, "2026-04-03T12:00:00Z", [["2026-04-03T11:30:00Z", outage]]);
  const record = cloudRecord(rig, "2026-04");
  expect(record.outages).toEqual([
    { fromMs: Date.parse("2026-04-03T11:30:00Z"), toMs: null, restoreMin: 30, restoredInTime: true },
  ]);
  const rates = Object.fromEntries((record.burnRates ?? []).map(({ lookbackMin, rate }) => [lookbackMin, rate]));
  expect(rates[5]).toBeCloseTo(200, 9);
  expect(rates[60]).toBeCloseTo(100, 9);
  expect(rates[360]).toBeCloseTo(100 / 6, 9);
});

it("goes on from a snapshot as if nothing had happened, and stays small over a year", () => {
  const rig = contractRig({}, "2026-01-01T00:00:00Z");
  for (let month = 0; month < 15; month++) {
    for (let day = 2; day < 26; day += 4) {
      rig.at(Date.UTC(2026, month, day, 10)).component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
      rig.at(Date.UTC(2026, month, day, 11)).component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
    }
  }
  rig.time(Date.UTC(2027, 3, 1));
  const lines = [...dumpState(rig.state)];
  expect(slaRecords(loadState(rig.ecosystem, lines))).toEqual(slaRecords(rig.state));
  const account = rig.state.sla.get("vendor-cloud");
  expect(account?.windows).toHaveLength(14);
  expect(account?.days.length).toBeLessThanOrEqual(32);
  expect(JSON.stringify(account).length).toBeLessThan(20_000);
});

it("has no records before the first input, and none of a component that the file has dropped", () => {
  const rig = contractRig({}, aprilFrom);
  expect(slaRecords(rig.state)).toEqual([]);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  rig.time("2026-04-01T11:00:00Z");
  const components = rig.ecosystem.components.filter((one) => one.id !== "vendor-cloud");
  const state = loadState({ ...rig.ecosystem, components }, dumpState(rig.state));
  step(state, { kind: "time", nowMs: Date.parse("2026-04-03T00:00:00Z") });
  expect(slaRecords(state).map((one) => one.componentId)).not.toContain("vendor-cloud");
  expect(slaRecords(state).map((one) => one.componentId)).toContain("data-centre");
});

it("lists two hundred outages of a window and counts the minutes of all", () => {
  const rig = contractRig({}, aprilFrom).time();
  for (let n = 0; n < 210; n++) {
    outage(rig.at(Date.parse("2026-04-02T00:00:00Z") + n * 600_000));
    restored(rig.at(rig.nowMs() + 60_000));
  }
  rig.time("2026-04-08T00:00:00Z");
  const record = cloudRecord(rig, "2026-04");
  expect(record.downMin).toBe(210);
  expect(record.outages).toHaveLength(200);
});

it("ends an outage in maintenance where the maintenance began, and begins none within it", () => {
  const rig = contractRig({}, aprilFrom).time();
  maintenance("2026-04-02T10:00:00Z", "2026-04-02T12:00:00Z")(rig);
  outage(rig.at("2026-04-02T09:00:00Z"));
  restored(rig.at("2026-04-02T11:00:00Z"));
  outage(rig.at("2026-04-02T11:10:00Z"));
  restored(rig.at("2026-04-02T11:20:00Z"));
  rig.time("2026-04-30T00:00:00Z");
  expect(cloudRecord(rig, "2026-04").outages).toEqual([
    {
      fromMs: Date.parse("2026-04-02T09:00:00Z"),
      toMs: Date.parse("2026-04-02T10:00:00Z"),
      restoreMin: 60,
      restoredInTime: true,
    },
  ]);
});

it("lists an outage once that lasted while the account was closed behind it", () => {
  const rig = contractRig({ restoreWithinMin: 60 }, aprilFrom).time();
  outage(rig.at("2026-04-05T00:00:00Z"));
  rig.time("2026-04-12T00:00:00Z");
  maintenance("2026-04-14T00:00:00Z", "2026-04-14T01:00:00Z")(rig);
  restored(rig.at("2026-04-14T00:30:00Z"));
  rig.time("2026-04-25T00:00:00Z");
  expect(cloudRecord(rig, "2026-04").outages).toEqual([
    {
      fromMs: Date.parse("2026-04-05T00:00:00Z"),
      toMs: Date.parse("2026-04-14T00:00:00Z"),
      restoreMin: 9 * 1440,
      restoredInTime: false,
    },
  ]);
});

it("ends an outage at the very instant up to which the account is closed", () => {
  const rig = contractRig({}, aprilFrom).time();
  const fromMs = Date.parse("2026-04-05T00:00:00Z");
  outage(rig.at(fromMs));
  const closedToMs = () => rig.state.sla.get("vendor-cloud")?.countedToMs ?? 0;
  // As late as late data is taken: at the look that closes the account, or never.
  for (let looks = 0; looks < 500 && closedToMs() <= fromMs; looks++) {
    rig.time(rig.state.timers.wakeAtMs.get("sla:vendor-cloud") ?? 0);
  }
  const endedMs = closedToMs();
  expect(rig.nowMs() - endedMs).toBe(72 * 3_600_000);
  rig.component("vendor-cloud", "outage.closed", { detectedBy: "supplier" }, { time: endedMs });
  rig.time("2026-04-20T00:00:00Z");
  expect(cloudRecord(rig, "2026-04").outages).toMatchObject([{ fromMs, toMs: endedMs }]);
  expect(cloudRecord(rig, "2026-04").downMin).toBe((endedMs - fromMs) / 60_000);
});

it("states nothing of a window that was all maintenance so far", () => {
  const rig = contractRig({}, aprilFrom).time();
  maintenance(aprilFrom, "2026-04-03T00:00:00Z")(rig);
  rig.time("2026-04-02T00:00:00Z");
  const record = cloudRecord(rig, "2026-04");
  expect(record).toMatchObject({ availabilityPercent: null, coveragePercent: null, unknownMin: 0, upMin: 0 });
  expect(record.maintenanceMin).toBe(record.elapsedMin);
});

it("leaves the state as it is: a report may be made at any time while the engine runs", () => {
  const rig = contractRig({}, aprilFrom);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  const before = [...dumpState(rig.state)];
  expect(slaRecords(rig.state).length).toBeGreaterThan(0);
  expect([...dumpState(rig.state)]).toEqual(before);
});
