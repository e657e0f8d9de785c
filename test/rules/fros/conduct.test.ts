import { expect, it } from "vitest";
import type { EventData } from "../../../rules/model/event.js";
import { createRig, type Rig } from "../../support/engine.js";

const rigAt = (when = "20 08:00") => createRig({}, when).time();

function changed(rig: Rig, what: string, actorOrg: "supplier" | "municipality"): Rig {
  return rig.component("vendor-cloud", "config.changed", { what, actorOrg, actorRole: "operator" });
}

it("a supplier who changes a plan or who is alerted did the municipality's task", () => {
  const rig = rigAt();
  changed(rig, "plan", "supplier");
  changed(rig, "alert-routing", "supplier");
  changed(rig, "plan", "municipality");
  changed(rig, "log-level", "supplier");
  changed(rig, "planet", "supplier");
  expect(rig.active("supplier-did-task").map((one) => [one.subject, one.scenario, one.severity])).toEqual([
    ["vendor-cloud/plan", "R6", "normal"],
    ["vendor-cloud/alert-routing", "R6", "normal"],
  ]);
});

type Access = EventData["access.logged"];
const usual: Access = {
  actorOrg: "municipality",
  actorRole: "nurse",
  purpose: "follow-up",
  district: "grorud",
  outcome: "ok",
};

function access(change: Partial<Access>, componentId = "vendor-cloud"): string[] {
  const rig = rigAt().component(componentId, "access.logged", { ...usual, ...change });
  return rig.active("access-out-of-scope").map((one) => `${one.scenario} ${one.district} ${one.summary.en}`);
}

it("an access within its district and with a purpose is nothing", () => {
  expect(access({})).toEqual([]);
  expect(access({}, "mobile-network@grorud")).toEqual([]);
  expect(access({ outcome: "denied", purpose: "-" })).toEqual([]);
  expect(access({ district: "_", actorOrg: "supplier" })).toEqual([]);
});

it("an access without a purpose, from another district, or to one that does not exist is out of scope", () => {
  expect(access({ purpose: " - " })).toEqual([
    "R1 grorud Access from outside the district: nurse (municipality) without a purpose",
  ]);
  expect(access({}, "mobile-network@alna")).toEqual([
    "R1 grorud Access from outside the district: nurse (municipality) to grorud, from alna",
  ]);
  expect(access({ district: "bergen" })).toEqual([
    "R1 null Access from outside the district: nurse (municipality) to the unknown district bergen",
  ]);
});

it("who is refused five times within an hour is a finding, who is refused five times in a day is not", () => {
  const rig = rigAt();
  const refused = { ...usual, outcome: "denied" as const };
  for (let hour = 8; hour < 13; hour++) {
    rig.at(`20 ${String(hour).padStart(2, "0")}:30`).component("vendor-cloud", "access.logged", refused);
  }
  expect(rig.alerts("access-out-of-scope")).toEqual([]);
  for (let minute = 31; minute < 35; minute++) {
    rig.at(`20 12:${minute}`).component("vendor-cloud", "access.logged", refused);
  }
  expect(rig.active("access-out-of-scope")).toMatchObject([{ evidence: { denied: 5 } }]);
});

it("a fault that is back within 14 days of being cleared is recurring; one that comes later, or lasts, is not", () => {
  const fault = (days: [raised: string, cleared: string | null][]) => {
    const rig = rigAt("01 08:00").send("grorud/D-1", "inventory.assigned", { residentRef: "R-1" });
    for (const [raised, cleared] of days) {
      rig.at(raised).send("grorud/D-1", "fault.raised", { code: "jam" });
      if (cleared) rig.at(cleared).send("grorud/D-1", "fault.cleared", { code: "jam" });
    }
    return rig.active("fault-recurring").map((one) => `${one.subject} ${one.scenario} ${one.severity}`);
  };
  expect(fault([["02 08:00", "02 12:00"]])).toEqual([]);
  expect(
    fault([
      ["02 08:00", "02 12:00"],
      ["16 12:00", null],
    ]),
  ).toEqual(["D-1/jam R4 normal"]);
  expect(
    fault([
      ["02 08:00", "02 12:00"],
      ["16 12:01", null],
    ]),
  ).toEqual([]);
  expect(
    fault([
      ["02 08:00", null],
      ["05 08:00", null],
    ]),
  ).toEqual([]);
});
