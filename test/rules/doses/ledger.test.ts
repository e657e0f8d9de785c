import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

it("a missed dose is open again, undecided, when word comes late that its deadline lies ahead", () => {
  const rig = createRig({}, "28 00:00").plan("D-1").heartbeats("D-1", "28 08:30");
  const today = () => rig.doses().find((dose) => dose.scheduledAtMs === instantOf("28 07:00"));
  expect(today()).toMatchObject({ verdict: "missed", decidedAtMs: instantOf("28 08:15") });
  rig.plan("D-1", { alertAfterMin: 180 }, { time: "28 01:00" });
  expect(today()).toMatchObject({ verdict: "pending", decidedAtMs: null, deadlineAtMs: instantOf("28 10:00") });
  expect(rig.active("dose-missed")).toEqual([]);
});
