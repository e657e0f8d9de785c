import { expect, it } from "vitest";
import type { Gate, GateStatus } from "../../../rules/model/risk.js";
import { createRig, type Rig } from "../../support/engine.js";

function gate(district: string | null, failing: string[], status: GateStatus = failing.length ? "NO-GO" : "GO"): Gate {
  const criteria = failing.map((id) => ({ id, met: false, why: { no: `${id} no`, en: `${id} en` } }));
  return { district, status, criteria: criteria as unknown as Gate["criteria"] };
}

const change = (rig: Rig, ...gates: Gate[]) => rig.log({ kind: "gate-changed", gates });
const open = (rig: Rig) => rig.active("gate-closed").map((alert) => `${alert.subject}: ${alert.evidence.failing}`);

it("what shuts the whole city is told once, not once for each district", () => {
  const rig = createRig().time();
  change(rig, gate(null, ["sla"]), gate("grorud", ["sla"]), gate("alna", ["sla", "on-time"]));
  expect(open(rig)).toEqual(["city: sla", "alna: on-time"]);
  expect(rig.active("gate-closed")[0]?.summary.en).toBe("The criteria for scaling are not met (the city): sla en");
});

it("a district that is still shut for what has ended in the city is told then", () => {
  const rig = createRig().time();
  change(rig, gate(null, ["on-time"]), gate("grorud", ["on-time"]));
  change(rig, gate(null, []));
  expect(open(rig)).toEqual(["grorud: on-time"]);
});

it("stays shut while nobody can know, and ends when the gate is open", () => {
  const rig = createRig().time();
  change(rig, gate("grorud", ["on-time"]));
  change(rig, gate("grorud", [], "UNKNOWN"));
  expect(open(rig)).toEqual(["grorud: on-time"]);
  change(rig, gate("grorud", []));
  expect(open(rig)).toEqual([]);
});

it("a district that the file does not have is nobody's", () => {
  const rig = createRig().time();
  change(rig, gate("atlantis", ["on-time"]));
  expect(open(rig)).toEqual([]);
  expect(rig.state.gates.size).toBe(0);
});

it("of a shut district it names what is not met there, not what nobody knows", () => {
  const rig = createRig().time();
  const shut = gate("grorud", ["on-time"]);
  const unknown = { id: "journal", met: null, why: { no: "journal no", en: "journal en" } };
  change(rig, { ...shut, criteria: [...shut.criteria, unknown] as unknown as Gate["criteria"] });
  expect(rig.active("gate-closed")[0]).toMatchObject({
    district: "grorud",
    evidence: { failing: "on-time", whereNo: "Grorud", whereEn: "Grorud" },
  });
});
