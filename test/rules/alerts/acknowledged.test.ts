import { expect, it } from "vitest";
import { createRig, type Rig } from "../../support/engine.js";

/** Whoever takes an alert takes it as it is: it is quiet while it stays so, and not when it becomes another. */

/** Silent from 23:00 on, told at 23:45 and taken; the next dose is at 07:00. */
function taken(): Rig {
  const rig = createRig({}, "27 20:00").plan("D-1").heartbeats("D-1", "27 23:00").time("27 23:45");
  const [alert] = rig.active("device-offline");
  return rig.log({ kind: "alert-acknowledged", alertId: alert?.alertId ?? "", actor: "nurse" });
}

const told = (rig: Rig) =>
  rig.notifications("device-offline").map((one) => [new Date(one.atMs).toISOString().slice(11, 16), one.stage]);

it("stays quiet while it lasts as it was", () => {
  const rig = taken().time("28 02:59");
  expect(rig.active("device-offline")).toMatchObject([{ handling: "acknowledged", severity: "moderate" }]);
  expect(told(rig)).toEqual([["23:45", "opened-moderate"]]);
});

it("is told anew when it becomes more serious", () => {
  const rig = taken().time("28 03:00");
  expect(rig.active("device-offline")).toMatchObject([{ handling: "new", severity: "serious" }]);
  expect(told(rig).slice(1)).toEqual([["03:00", "opened-serious"]]);
});

it("is told anew when it was over and comes back", () => {
  const rig = taken().at("28 00:30").heartbeat("D-1").time("28 02:00");
  expect(told(rig).slice(1)).toEqual([["01:15", "again-1-moderate"]]);
});
