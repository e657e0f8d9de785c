import { expect, it } from "vitest";
import { createRig } from "../../support/engine.js";

it("from a district whose last device has moved away nothing is expected any more", () => {
  const rig = createRig({ thresholds: { inferDevicesMin: 1 } }, "28 08:00");
  const expected = (district: string) => rig.state.pulses.get(district)?.expectedPerMin;
  rig.heartbeats("alna/D-1", "28 09:00").time("28 09:01");
  expect(expected("alna")).toBeCloseTo(1 / 15);
  rig.at("28 09:10").heartbeats("grorud/D-1", "28 10:00").time("28 10:16");
  expect([expected("alna"), expected("grorud")]).toEqual([0, 1 / 15]);
});
