import { expect, it } from "vitest";
import { createRig } from "../../support/engine.js";

it("what a person closed and is found anew has the whole grace again", () => {
  const rig = createRig({ thresholds: { bindingGraceMin: 60 } }, "27 12:00").time();
  rig.plan("grorud/D-1", { residentRef: "R-1" });
  const give = (residentRef: string) => rig.send("grorud/D-1", "inventory.assigned", { residentRef });
  const [alert] = give("R-2").alerts("resident-mismatch");
  const closed = { alertId: alert?.alertId ?? "", actor: "nurse", cause: "handover", action: "none" };
  rig
    .at("27 12:30")
    .log({ kind: "alert-closed", ...closed })
    .at("27 12:40");
  give("R-1").at("27 12:50");
  give("R-2").time("27 13:49");
  expect(rig.notifications("resident-mismatch")).toEqual([]);
  rig.time("27 13:50");
  expect(rig.notifications("resident-mismatch").map((one) => one.atMs)).toContain(rig.nowMs());
});
