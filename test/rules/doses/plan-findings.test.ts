import { expect, it } from "vitest";
import { createRig, type Rig } from "../../support/engine.js";

const publish = (rig: Rig, at: string, version: number) => rig.at(at).plan("D-1", { version, from: "2026-03-20" });

it("a plan that changes is to be checked, the first that replaces a draft numbered 0 is not", () => {
  const rig = publish(publish(createRig(), "27 10:00", 0), "27 11:00", 1);
  expect(rig.alerts("plan-check-due")).toEqual([]);
  expect(publish(rig, "27 12:00", 2).active("plan-check-due")).toMatchObject([{ subject: "D-1/P-D-1" }]);
});
