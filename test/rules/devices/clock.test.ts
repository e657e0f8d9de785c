import { expect, it } from "vitest";
import { createRig } from "../../support/engine.js";

const minMs = 60_000;

it("a clock that cannot be believed is said, and is over with the next message that is", () => {
  const rig = createRig().at("27 01:00").heartbeat("D-1", {}, { time: "27 02:00" });
  expect(rig.active("clock-skewed")[0]).toMatchObject({ subject: "D-1", evidence: { offsetSec: 3600 } });
  rig.at("27 01:15").heartbeat("D-1");
  expect(rig.active("clock-skewed")).toEqual([]);
});

it("a clock that measures itself to be off is said until it measures itself right", () => {
  const rig = createRig()
    .at("27 01:00")
    .heartbeat("D-1", { clockOffsetMs: -11 * minMs });
  expect(rig.active("clock-skewed")[0]?.evidence.offsetSec).toBe(-660);
  // Believed, but that it is off still stands.
  rig.at("27 01:05").send("D-1", "dose.dispensed", { mode: "unassisted" });
  expect(rig.active("clock-skewed")).toHaveLength(1);
  rig.at("27 01:15").heartbeat("D-1", { clockOffsetMs: 10 * minMs });
  expect(rig.active("clock-skewed")).toEqual([]);
});

it("a system's message on the device's topic does not show that the device's clock is right", () => {
  const rig = createRig().at("27 01:00").heartbeat("D-1", {}, { time: "27 02:00" });
  rig.at("27 01:10").plan("D-1");
  expect(rig.active("clock-skewed")).toHaveLength(1);
});
