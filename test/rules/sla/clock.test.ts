import { expect, it } from "vitest";
import { contractRig, maintenance, outage, probing, restored } from "./bench.js";

const start = "2026-04-01T00:00:00Z";

const openings = (rig: ReturnType<typeof contractRig>, kind: string) =>
  rig.alerts(kind).map((one) => new Date(one.openedAtMs).toISOString().slice(8, 23));

it("warns at 80 % of the agreed time to restore, says at 100 % that it is broken, and ends both when it is up", () => {
  const rig = contractRig({ restoreWithinMin: 240 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  rig.time("2026-04-01T13:11:59.999Z");
  expect(rig.alerts("restore-at-risk")).toEqual([]);
  rig.time("2026-04-01T13:12:00Z");
  expect(rig.active("restore-at-risk")).toMatchObject([
    { subject: "vendor-cloud", scenario: "R3", severity: "serious" },
  ]);
  expect(rig.alerts("restore-breached")).toEqual([]);
  rig.time("2026-04-01T14:00:00Z");
  expect(rig.active("restore-breached")).toMatchObject([{ subject: "vendor-cloud", scenario: "R3" }]);
  expect(rig.notifications("restore-breached")).toHaveLength(1);
  restored(rig.at("2026-04-01T14:30:00Z"));
  rig.time("2026-04-01T14:30:00Z");
  expect(rig.active("restore-at-risk")).toEqual([]);
  expect(rig.active("restore-breached")).toEqual([]);
  // Serious: it is over, and still waits for a person to close it.
  expect(rig.alerts("restore-breached")).toMatchObject([{ condition: "cleared", handling: "new" }]);
});

it("says nothing of an outage that was restored in time", () => {
  const rig = contractRig({ restoreWithinMin: 240 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  restored(rig.at("2026-04-01T13:11:00Z"));
  rig.time("2026-04-02T10:00:00Z");
  expect(rig.alerts("restore-at-risk")).toEqual([]);
});

it("stops the clock during announced maintenance", () => {
  const rig = contractRig({ restoreWithinMin: 60 }, start);
  maintenance("2026-04-01T10:30:00Z", "2026-04-01T11:30:00Z")(rig.time().at("2026-04-01T09:00:00Z"));
  outage(rig.at("2026-04-01T10:00:00Z"));
  rig.time("2026-04-01T11:59:00Z");
  expect(openings(rig, "restore-at-risk")).toEqual(["01T11:48:00.000"]);
  expect(rig.alerts("restore-breached")).toEqual([]);
  rig.time("2026-04-01T12:01:00Z");
  expect(openings(rig, "restore-breached")).toEqual(["01T12:00:00.000"]);
});

it("does not count the time in which Velvakt itself could not listen", () => {
  const rig = contractRig({ restoreWithinMin: 60 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  rig.at("2026-04-01T12:30:00Z");
  rig.log({ kind: "gap-opened", fromMs: Date.parse("2026-04-01T10:20:00Z"), reason: "restart" });
  rig.at("2026-04-01T12:40:00Z").log({ kind: "gap-closed" });
  rig.time("2026-04-01T14:00:00Z");
  expect(openings(rig, "restore-breached")).toEqual(["01T13:20:00.000"]);
});

it("does not ask again about an outage whose finding a person has closed", () => {
  const rig = contractRig({ restoreWithinMin: 60 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  rig.time("2026-04-01T11:00:00Z");
  const [alert] = rig.active("restore-breached");
  rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "a", cause: "supplier", action: "called" });
  rig.time("2026-04-03T11:00:00Z");
  expect(rig.alerts("restore-breached")).toHaveLength(1);
  restored(rig.at("2026-04-03T12:00:00Z"));
  outage(rig.at("2026-04-04T10:00:00Z"));
  rig.time("2026-04-04T12:00:00Z");
  expect(rig.alerts("restore-breached")).toHaveLength(2);
});

it("tells that the budget burns when the fast rate shows in an hour and in five minutes, until it no longer does", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  // 14.4 × 0.5 % of an hour is 4.32 minutes.
  rig.time("2026-04-01T10:04:00Z");
  expect(rig.alerts("availability-burning")).toEqual([]);
  rig.time("2026-04-01T10:05:00Z");
  expect(rig.active("availability-burning")).toMatchObject([
    {
      subject: "vendor-cloud",
      scenario: "R3",
      severity: "normal",
      evidence: { factor: 14.4, longMin: 60, shortMin: 5 },
    },
  ]);
  restored(rig.at("2026-04-01T10:25:00Z"));
  // 25 minutes in three days are 1.2 times what is agreed, and for six hours the last ones still show.
  rig.time("2026-04-01T16:00:00Z");
  expect(rig.active("availability-burning")).toHaveLength(1);
  rig.time("2026-04-01T16:30:00Z");
  expect(rig.alerts("availability-burning")).toMatchObject([{ condition: "cleared", handling: "closed" }]);
});

it("burns sooner where maintenance has left little of the hour", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, start);
  maintenance("2026-04-01T09:20:00Z", "2026-04-01T10:10:00Z")(rig.time().at("2026-04-01T08:00:00Z"));
  outage(rig.at("2026-04-01T10:10:00Z"));
  // One of the ten minutes that were served: 20 times what is agreed.
  rig.time("2026-04-01T10:11:00Z");
  expect(rig.active("availability-burning")).toMatchObject([{ evidence: { factor: 14.4 } }]);
});

it("does not burn for one blip of a minute", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, start);
  outage(rig.time().at("2026-04-01T10:00:00Z"));
  restored(rig.at("2026-04-01T10:01:00Z"));
  rig.time("2026-04-02T10:00:00Z");
  expect(rig.alerts("availability-burning")).toEqual([]);
});

it("says once per window that the agreed availability is lost, at the moment nothing can save it", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, "2026-03-31T22:00:00Z");
  // 0.5 % of 43,200 minutes are 216.
  probing(rig, "2026-03-31T22:00:00Z", "2026-04-20T00:00:00Z", [
    ["2026-04-02T10:00:00Z", outage],
    ["2026-04-02T12:00:00Z", restored],
    ["2026-04-05T10:00:00Z", outage],
    ["2026-04-05T12:00:00Z", restored],
    ["2026-04-09T10:00:00Z", outage],
    ["2026-04-09T12:00:00Z", restored],
  ]);
  expect(rig.alerts("availability-breached")).toMatchObject([{ subject: "vendor-cloud/2026-04", scenario: "R3" }]);
  expect(openings(rig, "availability-breached")).toEqual(["05T11:36:00.001"]);
  outage(rig.at("2026-05-02T10:00:00Z"));
  restored(rig.at("2026-05-02T16:00:00Z"));
  rig.time("2026-05-10T00:00:00Z");
  expect(rig.alerts("availability-breached").map((one) => one.subject)).toEqual([
    "vendor-cloud/2026-04",
    "vendor-cloud/2026-05",
  ]);
});

it("says nothing of a window that has lost all that was allowed and not a moment more", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, "2026-03-31T22:00:00Z");
  probing(rig, "2026-03-31T22:00:00Z", "2026-04-03T00:00:00Z", [
    ["2026-04-02T10:00:00Z", outage],
    ["2026-04-02T13:36:00Z", restored],
  ]);
  expect(rig.alerts("availability-breached")).toEqual([]);
});

it("does not call a window lost because nobody watched the rest of it", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, "2026-03-31T22:00:00Z");
  outage(rig.time().at("2026-04-02T10:00:00Z"));
  restored(rig.at("2026-04-02T10:30:00Z"));
  rig.time("2026-05-10T00:00:00Z");
  expect(rig.alerts("availability-breached")).toEqual([]);
});

it("takes it back when a message that came late shows that the outage was shorter", () => {
  const rig = contractRig({ availabilityPercent: 99.5 }, "2026-03-31T22:00:00Z");
  outage(rig.time().at("2026-04-02T10:00:00Z"));
  rig.time("2026-04-02T15:00:00Z");
  expect(rig.active("availability-breached")).toHaveLength(1);
  rig.at("2026-04-02T16:00:00Z");
  rig.component("vendor-cloud", "outage.closed", { detectedBy: "supplier" }, { time: "2026-04-02T11:00:00Z" });
  rig.time("2026-04-02T16:00:00Z");
  expect(rig.active("availability-breached")).toEqual([]);
});
