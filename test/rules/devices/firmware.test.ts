import { expect, it } from "vitest";
import { createRig, rigEcosystem } from "../../support/engine.js";

const deviceClasses = rigEcosystem.deviceClasses.map((one) =>
  one.id === "roll-dispenser" ? { ...one, firmwareSupported: ["3.8", "3.10.2"] } : one,
);

it("firmware that is not on the class's list is said, and is over with the next version that is", () => {
  const rig = createRig({ deviceClasses }).at("27 01:00").heartbeat("D-1", { firmware: "3.8.1" });
  expect(rig.active("firmware-unsupported")).toEqual([]);
  rig.at("27 02:00").heartbeat("D-1", { firmware: "3.9.0" });
  expect(rig.active("firmware-unsupported")).toMatchObject([
    { subject: "D-1", scenario: "R4", severity: "normal", evidence: { firmware: "3.9.0" } },
  ]);
  // A heartbeat without a version says nothing of it, and 3.80 is no 3.8.
  rig.at("27 02:15").heartbeat("D-1");
  expect(rig.active("firmware-unsupported")).toHaveLength(1);
  rig.at("27 02:30").heartbeat("D-1", { firmware: "3.80" });
  expect(rig.active("firmware-unsupported")).toHaveLength(1);
  rig.at("27 03:00").heartbeat("D-1", { firmware: "3.10.2" });
  expect(rig.active("firmware-unsupported")).toEqual([]);
});

it("of a class without a list nobody knows what is supported", () => {
  const rig = createRig().at("27 01:00").heartbeat("D-1", { firmware: "0.0.1" });
  expect(rig.active("firmware-unsupported")).toEqual([]);
});
