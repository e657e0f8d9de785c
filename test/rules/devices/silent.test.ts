import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

const supplier = { detectedBy: "supplier" as const };

it("a device behind a component that is down is not called online for longer than after its last sign of life", () => {
  const rig = createRig({}, "28 00:00").plan("D-1").heartbeats("D-1", "28 02:00");
  rig.at("28 02:10").component("vendor-cloud", "outage.opened", supplier);
  expect(rig.time("28 02:44").device("D-1")).toMatchObject({ status: "online" });
  expect(rig.time("28 02:45").device("D-1")).toMatchObject({ status: "unknown", statusSinceMs: rig.nowMs() });
});

it("a device lost less than an hour before a time-critical dose is told of when it is, and no longer when it is back", () => {
  const rig = createRig({}, "28 00:00").plan("D-1", { times: [{ at: "08:00", critical: true }] });
  rig.heartbeats("D-1", "28 05:45").time("28 06:29");
  expect(rig.alerts("critical-dose-unwatched")).toEqual([]);
  rig.time("28 06:30");
  expect(rig.active("critical-dose-unwatched")).toMatchObject([{ openedAtMs: rig.nowMs(), notifiedAtMs: rig.nowMs() }]);
  rig.at("28 06:40").heartbeat("D-1").time();
  expect(rig.active("critical-dose-unwatched").filter((one) => one.condition === "active")).toEqual([]);
});

it("a time-critical dose that is paused, dispensed ahead or taken out of the plan needs no watching", () => {
  const silent = () => {
    const rig = createRig({}, "28 00:00").plan("D-1", { times: [{ at: "08:00", critical: true }] });
    return rig.heartbeats("D-1", "28 02:00");
  };
  const unwatched = (rig: ReturnType<typeof silent>) =>
    rig.active("critical-dose-unwatched").map((one) => `${one.condition} ${one.handling}`);
  expect(unwatched(silent().time("28 06:10"))).toEqual(["active new"]);
  const paused = { planId: "P-D-1", from: { atMs: instantOf("28 01:00") }, reason: "hospital" };
  expect(unwatched(silent().send("D-1", "plan.paused", paused).time("28 06:10"))).toEqual([]);
  const ahead = { from: { atMs: instantOf("28 01:00") }, to: { atMs: instantOf("28 12:00") }, count: 1 };
  expect(unwatched(silent().send("D-1", "dose.predispensed", ahead).time("28 06:10"))).toEqual([]);
  const late = silent().time("28 06:10");
  late.send("D-1", "plan.paused", { ...paused, from: { atMs: instantOf("28 06:10") } });
  expect(unwatched(late)).toEqual([]);
  const ended = silent().time("28 06:10");
  ended.send("D-1", "plan.ended", { planId: "P-D-1", at: { atMs: instantOf("28 06:10") } });
  expect(unwatched(ended)).toEqual([]);
});

it("a time-critical dose of a device that was never heard is told of without saying when it was", () => {
  const rig = createRig({}, "28 00:00")
    .plan("D-1", { times: [{ at: "08:00", critical: true }] })
    .time("28 06:00");
  expect(rig.active("critical-dose-unwatched")).toMatchObject([{ evidence: { lastHeardAt: null } }]);
});

it("a device of a class that the installation has dropped is a defect of the log, not a silent guess", () => {
  const rig = createRig({}, "28 00:00");
  expect(() => rig.heartbeat("grorud/old-class/D-1")).toThrow("device class old-class");
});
