import { expect, it } from "vitest";
import { scenarioRecords } from "../../../rules/engine.js";
import { proposedScenarios } from "../../../rules/fros/proposal.js";
import type { ScenarioConfig } from "../../../rules/model/ecosystem.js";
import type { Scenario } from "../../../rules/model/record.js";
import { createRig, type EcosystemChanges, instantOf, type Rig, rigEcosystem } from "../../support/engine.js";
import { scenarioOf } from "../../support/scenario.js";

const bands: Record<Scenario, number[]> = {
  R1: [0.5, 1, 3, 12],
  R2: [0.1, 0.5, 1, 5],
  R3: [13, 60, 240, 480],
  R4: [1, 5, 15, 30],
  R5: [1, 5, 10, 25],
  R6: [5, 15, 30, 50],
  R7: [80, 90, 100, 110],
  R8: [1, 5, 15, 40],
};

/** In no order. */
const scenarios = [...Object.entries(bands).slice(4).reverse(), ...Object.entries(bands).slice(0, 4)].map(
  ([id, steps]): ScenarioConfig => ({
    // The gravest area decides: column 5 for what kills, column 2 for the rest.
    ...scenarioOf(id as Scenario, id === "R8" ? 5 : 2),
    bands: steps,
  }),
);
const matrix: NonNullable<EcosystemChanges["matrix"]> = [
  ["green", "green", "green", "yellow", "yellow"],
  ["green", "green", "yellow", "yellow", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["yellow", "yellow", "red", "red", "red"],
  ["yellow", "red", "red", "red", "red"],
];

function rigOf(changes: EcosystemChanges = {}, startsAt = "02 00:00"): Rig {
  return createRig({ scenarios, matrix, ...changes }, startsAt).time();
}

function scenario(rig: Rig, id: Scenario) {
  const found = scenarioRecords(rig.state).find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
}

function proposal(rig: Rig, id: Scenario): string {
  const { probability, level } = scenario(rig, id);
  return `${probability} ${level}`;
}

/** What chance leaves open, and how sure that makes it. */
function certainty(rig: Rig, id: Scenario): string {
  const found = proposedScenarios(rig.state).find(({ config }) => config.id === id)?.proposal;
  return `${found?.range ? `${found.range.low}-${found.range.high}` : "-"} ${found?.confidence}`;
}

it("proposes nothing, and never green, of an engine that has just begun", () => {
  const records = scenarioRecords(rigOf().state);
  expect(records.map((one) => one.id)).toEqual(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]);
  for (const { probability, level } of records) expect([probability, level]).toEqual([null, "insufficient data"]);
});

it("R1 counts a year's events that a person confirmed, once there are 90 days to count them in", () => {
  const rig = rigOf();
  const access = {
    actorOrg: "supplier",
    actorRole: "operator",
    purpose: "-",
    district: "grorud",
    outcome: "ok",
  } as const;
  rig.component("vendor-cloud", "access.logged", access);
  const [alert] = rig.active("access-out-of-scope");
  expect(scenario(rig, "R1").indicators.confirmed?.value).toBe(0);
  rig.at("03 00:00").log({ kind: "alert-acknowledged", alertId: alert?.alertId ?? "", actor: "officer" });
  expect(scenario(rig, "R1").indicators).toMatchObject({
    confirmed: { value: 1 },
    "access-out-of-scope": { value: 1 },
    alertsOpen: { value: 1 },
  });
  expect(proposal(rig, "R1")).toBe("null insufficient data");
  // One event in 100 days is 3.65 a year: above the third band.
  rig.time(instantOf("02 00:00") + 100 * 86_400_000);
  expect(scenario(rig, "R1").indicators.confirmedPerYear).toMatchObject({ value: 3.65, sample: 100 });
  expect(proposal(rig, "R1")).toBe("4 yellow");
  // By Byar 0.05 to 20 a year.
  expect(certainty(rig, "R1")).toBe("1-5 low");
});

const flows = [{ id: "journal", steps: ["data-centre", "vendor-cloud"], hopLimitSec: [60] }];

function message(rig: Rig, n: number, tookSec: number | "rejected"): void {
  const messageId = `m-${n}`;
  const atMs = instantOf("05 00:00") + n * 60_000;
  rig.at(atMs).component("data-centre", "hop.passed", { flow: "journal", step: "data-centre", messageId });
  const hop = { flow: "journal", step: "vendor-cloud", messageId };
  if (tookSec === "rejected") rig.component("vendor-cloud", "hop.rejected", { ...hop, code: "2.1" });
  else rig.at(atMs + tookSec * 1000).component("vendor-cloud", "hop.passed", hop);
}

it("R2 counts the messages that were late, stuck or rejected, of five hundred or more", () => {
  const rig = rigOf({ flows });
  for (let n = 0; n < 499; n++) message(rig, n, n === 100 ? 61 : n === 200 ? "rejected" : 30);
  expect(scenario(rig, "R2").indicators.messagesLateStuckOrRejected).toMatchObject({ sample: 499 });
  expect(proposal(rig, "R2")).toBe("null insufficient data");
  message(rig, 499, 60);
  // 2 of 500 are 0.4 %.
  expect(scenario(rig, "R2").indicators.messagesLateStuckOrRejected).toEqual({
    value: 0.4,
    unit: "percent",
    sample: 500,
    coveragePercent: null,
  });
  expect(proposal(rig, "R2")).toBe("2 green");
});

it("R3 counts the minutes a month that the worst component on the way of doses is down, if most of it is known", () => {
  const rig = rigOf();
  const known = ["vendor-cloud", "mobile-network@grorud"];
  for (let atMs = instantOf("02 00:00"); atMs < instantOf("17 00:00"); atMs += 120_000) {
    for (const id of known) rig.at(atMs).component(id, "probe.result", { ok: true });
  }
  expect(scenario(rig, "R3").indicators.downMinutesAMonth).toMatchObject({ value: 0, sample: 2 });
  expect(proposal(rig, "R3")).toBe("1 green");
  expect(certainty(rig, "R3")).toBe("- medium");
  rig.at("16 23:59").component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  rig.at("17 00:59").component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
  rig.time("17 01:00");
  // 60 minutes in 15 days and an hour are a little less than 120 a month.
  expect(scenario(rig, "R3").indicators.downMinutesAMonth?.value).toBeCloseTo((60 * 30) / (15 + 1 / 24), 6);
  expect(proposal(rig, "R3")).toBe("3 yellow");
  expect(scenario(rig, "R3").indicators.longestOutageMin?.value).toBe(60);
  // A month that nobody watched says nothing.
  rig.time(instantOf("17 00:00") + 60 * 86_400_000);
  expect(proposal(rig, "R3")).toBe("null insufficient data");
});

it("R4 counts devices on firmware that is not supported, of twenty or more of a class with a list", () => {
  const deviceClasses = rigEcosystem.deviceClasses.map((one) => ({ ...one, firmwareSupported: ["3.8"] }));
  const rig = rigOf({ deviceClasses });
  for (let n = 1; n <= 19; n++) rig.heartbeat(`grorud/D-${n}`, { firmware: n <= 3 ? "3.9.0" : "3.8.1" });
  expect(proposal(rig, "R4")).toBe("null insufficient data");
  rig.heartbeat("grorud/D-20", { firmware: "3.8.2" });
  expect(scenario(rig, "R4").indicators.devicesNotSupported).toMatchObject({ value: 15, sample: 20 });
  expect(proposal(rig, "R4")).toBe("3 yellow");
});

it("R4 shows how the fleet's firmware is spread and does not propose where nobody says what is supported", () => {
  const rig = rigOf();
  for (const [device, firmware] of [
    ["D-1", "2.0"],
    ["D-2", "2.0"],
    ["D-3", "1.9"],
  ]) {
    rig.heartbeat(`grorud/${device}`, { firmware: firmware ?? "" });
  }
  rig.heartbeat("grorud/D-4");
  expect(scenario(rig, "R4").indicators).toMatchObject({
    firmwareVersions: { value: 2, sample: 3, coveragePercent: 75 },
    devicesNotOnCommonestVersion: { sample: 3 },
  });
  expect(proposal(rig, "R4")).toBe("null insufficient data");
});

it("R5 counts the alerts that were closed without cause or action, of twenty or more", () => {
  const rig = rigOf();
  for (let n = 1; n <= 20; n++) {
    const words = n <= 4 ? {} : { cause: "found", action: "helped" };
    rig.component("vendor-cloud", "alert.closed", { alertRef: `S-${n}`, actorRole: "nurse", ...words });
    if (n === 19) expect(proposal(rig, "R5")).toBe("null insufficient data");
  }
  // 4 of 20 are 20 %.
  expect(scenario(rig, "R5").indicators.closedWithoutCauseOrAction).toMatchObject({ value: 20, sample: 20 });
  expect(proposal(rig, "R5")).toBe("4 yellow");
  expect(scenario(rig, "R5").indicators.chainTestAgeDays).toMatchObject({ value: null, sample: 0 });
  const test = { test: true };
  const alertRef = "T-1";
  rig.component("vendor-cloud", "alert.raised", { alertRef, deviceId: "D-1", kind: "1.1", severity: 20 }, test);
  rig.component("vendor-cloud", "alert.delivered", { alertRef, channel: "sms" }, test);
  rig.component("vendor-cloud", "alert.acknowledged", { alertRef, actorRole: "nurse" }, test);
  rig.time(rig.nowMs() + 3 * 86_400_000);
  expect(scenario(rig, "R5").indicators.chainTestAgeDays).toMatchObject({ value: 3, sample: 1 });
});

it("R6 counts the changes that suppliers made, and who found the outages", () => {
  const rig = rigOf();
  for (let n = 0; n < 20; n++) {
    const actorOrg = n < 3 ? "supplier" : "municipality";
    rig.component("vendor-cloud", "config.changed", { what: "log-level", actorOrg, actorRole: "operator" });
  }
  rig.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  expect(scenario(rig, "R6").indicators).toMatchObject({
    changesBySupplier: { value: 15, sample: 20 },
    outagesFoundBySupplier: { value: 100, sample: 1 },
  });
  // 15 % is the second band's upper bound; by Wilson 5.2 to 36 %.
  expect(proposal(rig, "R6")).toBe("2 green");
  expect(certainty(rig, "R6")).toBe("2-4 low");
});

it("R7 counts residents against the approved ceiling", () => {
  const { scaling } = rigEcosystem;
  const rig = rigOf({ scaling: { ...scaling, ceiling: 25 } }, "27 00:00");
  for (let n = 1; n <= 23; n++) rig.plan(`grorud/D-${n}`);
  expect(scenario(rig, "R7").indicators).toMatchObject({
    residentsActive: { value: 23 },
    residentsOfCeiling: { value: 92, unit: "percent", sample: 23 },
  });
  expect(proposal(rig, "R7")).toBe("3 yellow");
  expect(certainty(rig, "R7")).toBe("3-3 high");
});

it("R8 counts missed doses per thousand planned, where nearly all of them are known", () => {
  const everyHour = Array.from({ length: 20 }, (_, hour) => ({ at: `${String(hour).padStart(2, "0")}:00` }));
  const rig = rigOf({}, "09 22:00");
  for (let n = 1; n <= 8; n++) rig.plan(`grorud/D-${n}`, { times: everyHour, closeAfterMin: 59, onTimeMin: 30 });
  const fromMs = instantOf("10 00:00");
  for (let ms = instantOf("09 22:00"); ms <= instantOf("12 00:00"); ms += 900_000) {
    for (let n = 1; n <= 8; n++) {
      const isMissed = n === 1 && ms === fromMs + 10 * 3_600_000;
      rig.at(ms).heartbeat(`grorud/D-${n}`);
      if (ms % 3_600_000 === 0 && !isMissed) {
        rig.send(`grorud/D-${n}`, "dose.dispensed", { mode: "unassisted", scheduledAtMs: ms });
      }
    }
    if (ms === instantOf("10 12:00")) {
      expect(scenario(rig.time(ms), "R8").indicators.dosesPlanned?.value).toBeLessThan(300);
      expect(proposal(rig, "R8")).toBe("null insufficient data");
    }
  }
  rig.time("12 00:00");
  const { indicators } = scenario(rig, "R8");
  const planned = indicators.dosesPlanned?.value ?? 0;
  expect(planned).toBeGreaterThan(300);
  expect(indicators.missedPerThousand).toMatchObject({ value: 1000 / planned, sample: planned, coveragePercent: 100 });
  expect(proposal(rig, "R8")).toBe("2 red");
  expect(certainty(rig, "R8")).toBe("1-4 low");
});

it("R8 says nothing while too many outcomes are unknown", () => {
  const rig = rigOf({}, "09 22:00");
  const everyHour = Array.from({ length: 20 }, (_, hour) => ({ at: `${String(hour).padStart(2, "0")}:00` }));
  for (let n = 1; n <= 20; n++) rig.plan(`grorud/D-${n}`, { times: everyHour });
  rig.time("12 00:00");
  expect(scenario(rig, "R8").indicators.missedPerThousand).toMatchObject({ value: 0, coveragePercent: 0 });
  expect(proposal(rig, "R8")).toBe("null insufficient data");
});

it("R8 tells late, excused, time-critical and unfollowed doses apart, and R7 counts residents of dispensers only", () => {
  const { districts } = rigEcosystem;
  const rig = rigOf({ districts: districts.map((one) => ({ ...one, dutyPhones: 0 })) }, "27 16:00");
  const times = [{ at: "08:00" }, { at: "12:00", critical: true }, { at: "16:00" }];
  rig.plan("grorud/D-1", { times });
  rig.send("grorud/D-1", "plan.paused", { planId: "P-D-1", from: { atMs: instantOf("28 14:00") }, reason: "away" });
  rig.send("alna/pendant/A-1", "inventory.assigned", { residentRef: "R-A-1" });
  rig.heartbeats("grorud/D-1", "28 08:15");
  rig.at("28 08:30").send("grorud/D-1", "dose.dispensed", { mode: "unassisted" });
  rig.heartbeats("grorud/D-1", "28 16:30");
  rig.log({
    kind: "dose-followup",
    doseId: "P-D-1@2026-03-28T11:00:00.000Z",
    outcome: "refused",
    actorRole: "nurse",
  });
  const { indicators } = scenario(rig.time("28 16:30"), "R8");
  expect(indicators).toMatchObject({
    dosesPlanned: { value: 2 },
    latePerThousand: { value: 500 },
    missedPerThousand: { value: 500 },
    criticalMissed: { value: 1 },
    excused: { value: 1 },
    notFollowedUp: { value: 0, sample: 1 },
  });
  expect(scenario(rig, "R7").indicators).toMatchObject({
    residentsActive: { value: 1 },
    residentsPerDutyPhone: { value: null },
  });
});

it("R3 counts an outage that lasts, and R2 the messages that never came", () => {
  const rig = rigOf({ flows });
  rig.at("05 00:00").component("data-centre", "hop.passed", { flow: "journal", step: "data-centre", messageId: "m" });
  rig.at("08 00:00").component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  rig.time("08 05:00");
  expect(scenario(rig, "R3").indicators).toMatchObject({
    longestOutageMin: { value: 300 },
    outagesOverContract: { value: 1 },
  });
  expect(scenario(rig, "R2").indicators.messagesLateStuckOrRejected).toMatchObject({ value: 100, sample: 1 });
});

it("a matrix without the row says so, and is not green", () => {
  const rig = rigOf({ matrix: [] });
  for (let n = 1; n <= 20; n++) {
    rig.component("vendor-cloud", "alert.closed", { alertRef: `S-${n}`, actorRole: "nurse" });
  }
  expect(proposal(rig, "R5")).toBe("5 insufficient data");
});
