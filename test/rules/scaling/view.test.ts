import { expect, it } from "vitest";
import { scalingView } from "../../../rules/scaling/view.js";
import { createRig } from "../../support/engine.js";

it("counts the residents of dispensers where the dispensers are, each once, with a plan or an assignment", () => {
  const rig = createRig().time();
  rig.plan("grorud/D-1", { residentRef: "r-1" }).send("grorud/D-1", "inventory.assigned", { residentRef: "r-1" });
  rig.plan("grorud/D-2", { residentRef: "r-2" });
  rig.send("alna/tray-dispenser/D-3", "inventory.assigned", { residentRef: "r-3" });
  rig.send("alna/pendant/A-1", "inventory.assigned", { residentRef: "r-4" });
  rig.heartbeat("alna/D-4");
  rig.heartbeat("atlantis/D-5").send("atlantis/D-5", "inventory.assigned", { residentRef: "r-5" });
  expect(scalingView(rig.state).residents).toEqual({ grorud: 2, alna: 1 });
});

it("says since when it watches, what was never tested, and whose contract is in which district", () => {
  const rig = createRig().time();
  rig.component("mobile-network@alna", "outage.opened", { detectedBy: "supplier" }).time("27 01:00");
  const view = scalingView(rig.state);
  expect(view).toMatchObject({
    nowMs: rig.nowMs(),
    beganMs: rig.state.beganMs,
    chainTestsMs: { grorud: null, alna: null },
  });
  expect(view.contracts.map(({ componentId, district }) => [componentId, district])).toContainEqual([
    "mobile-network@alna",
    "alna",
  ]);
  expect(view.contracts.find(({ componentId }) => componentId === "vendor-cloud")?.district).toBeNull();
});
