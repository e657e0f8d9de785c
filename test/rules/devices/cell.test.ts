import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

const times = ["09:30", "10:30", "11:30", "12:30", "13:30"].map((at) => ({ at }));
const hours = ["08:30", "09:30", "10:30", "11:30", "12:30"];

/** District of the dose at each half hour, UTC. */
function districtsOf(rig: ReturnType<typeof createRig>): (string | undefined)[] {
  return hours.map((at) => rig.doses().find((dose) => dose.scheduledAtMs === instantOf(`28 ${at}`))?.district);
}

it("a late word from another district counts from then until the device is heard where it was", () => {
  const rig = createRig({}, "28 07:00").plan("grorud/D-1", { times });
  for (const at of ["28 09:00", "28 11:00", "28 12:00"]) rig.at(at).heartbeat("grorud/D-1");
  rig.at("28 12:10").heartbeat("alna/D-1", {}, { time: "28 10:00", replayed: true });
  expect(districtsOf(rig)).toEqual(["grorud", "grorud", "alna", "grorud", "grorud"]);
});

it("plans that speak of it from two districts count in the same way where it was never heard", () => {
  const rig = createRig({}, "28 07:00").plan("grorud/D-1", { times });
  rig.at("28 12:00").send("grorud/D-1", "inventory.assigned", { residentRef: "R-D-1" });
  rig.at("28 12:10").send("alna/D-1", "inventory.assigned", { residentRef: "R-D-1" }, { time: "28 10:00" });
  expect(districtsOf(rig)).toEqual(["grorud", "grorud", "alna", "alna", "grorud"]);
});
