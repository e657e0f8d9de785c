import { describe, expect, it } from "vitest";
import { createRig, type Rig } from "../../support/engine.js";

function assign(rig: Rig, residentRef: string): Rig {
  return rig.send("D-1", "inventory.assigned", { residentRef });
}

function endPlan(rig: Rig, planId = "P-D-1"): Rig {
  return rig.send("D-1", "plan.ended", { planId, at: { atMs: rig.nowMs() } });
}

describe("resident-mismatch", () => {
  it("is found when the plan is for another resident than the device was given to", () => {
    const rig = assign(createRig(), "R-1").at("27 01:00").plan("D-1", { residentRef: "R-2" });
    expect(rig.active("resident-mismatch")[0]).toMatchObject({
      subject: "D-1",
      scenario: "R1",
      severity: "serious",
      evidence: { residents: "R-1, R-2" },
    });
    endPlan(rig.at("27 01:05"));
    expect(rig.active("resident-mismatch")).toEqual([]);
    // A handover that was put right within ten minutes was seen, and nobody was called.
    expect(rig.time("27 02:00").notifications("resident-mismatch")).toEqual([]);
  });

  it("is told when it lasts", () => {
    const rig = assign(createRig(), "R-1").at("27 01:00").plan("D-1", { residentRef: "R-2" }).time("27 01:10");
    expect(rig.notifications("resident-mismatch")).toHaveLength(1);
  });

  it("is found when two plans for two residents run on one device, and only while they both do", () => {
    const rig = createRig().plan("D-1", { residentRef: "R-1", planId: "P-1", to: "2026-03-28" });
    rig.plan("D-1", { residentRef: "R-2", planId: "P-2", from: "2026-03-28" });
    expect(rig.alerts("resident-mismatch")).toEqual([]);
    // 28 March begins in Oslo at 23:00 UTC the day before.
    rig.time("27 22:59");
    expect(rig.alerts("resident-mismatch")).toEqual([]);
    rig.time("27 23:00");
    expect(rig.active("resident-mismatch")).toHaveLength(1);
    rig.time("28 23:00");
    expect(rig.active("resident-mismatch")).toEqual([]);
  });

  it("two plans for the same resident are as it should be, also after a handover in order", () => {
    const rig = assign(createRig(), "R-1").plan("D-1", { residentRef: "R-1", planId: "P-1" });
    rig.plan("D-1", { residentRef: "R-1", planId: "P-2" });
    endPlan(endPlan(rig.at("27 01:00"), "P-1"), "P-2").send("D-1", "inventory.returned", {});
    assign(rig.at("27 02:00"), "R-2").plan("D-1", { residentRef: "R-2", planId: "P-3" });
    expect(rig.alerts("resident-mismatch")).toEqual([]);
    expect(rig.alerts("plan-mismatch")).toEqual([]);
  });

  it("an assignment that arrives late does not undo a newer one", () => {
    const rig = assign(createRig().at("27 02:00"), "R-2").plan("D-1", { residentRef: "R-2" });
    rig.at("27 03:00").send("D-1", "inventory.assigned", { residentRef: "R-1" }, { time: "27 01:00" });
    expect(rig.alerts("resident-mismatch")).toEqual([]);
    expect(rig.device("D-1")?.residentRef).toBe("R-2");
  });
});

describe("a returned device", () => {
  it("with a running plan is a plan-mismatch, and its doses go on", () => {
    const rig = assign(createRig(), "R-D-1").plan("D-1").at("27 01:00").send("D-1", "inventory.returned", {});
    expect(rig.active("plan-mismatch")[0]).toMatchObject({ subject: "D-1", evidence: { why: "returned" } });
    rig.time("27 12:00");
    expect(rig.doses().find((dose) => dose.doseId.includes("03-27"))?.verdict).toBe("unconfirmed");
    endPlan(rig.at("27 13:00"));
    expect(rig.active("plan-mismatch")).toEqual([]);
  });

  it("is no longer expected to be heard, and counts from anew when it is given to somebody", () => {
    const rig = assign(createRig(), "R-1").heartbeat("D-1").at("27 00:10").send("D-1", "inventory.returned", {});
    rig.time("27 12:00");
    expect(rig.alerts("device-offline")).toEqual([]);
    assign(rig, "R-2").time("27 12:44");
    expect(rig.alerts("device-offline")).toEqual([]);
    rig.time("27 12:45");
    expect(rig.active("device-offline")).toHaveLength(1);
    rig.at("27 12:50").send("D-1", "inventory.returned", {});
    expect(rig.active("device-offline")).toEqual([]);
    expect(rig.device("D-1")?.status).toBe("unknown");
  });
});

describe("a device that was never heard", () => {
  it("is offline counting from its assignment where it has no plan", () => {
    const rig = assign(createRig().at("27 01:00"), "R-1").time("27 01:44");
    expect(rig.alerts("device-offline")).toEqual([]);
    expect(rig.time("27 01:45").active("device-offline")).toHaveLength(1);
  });

  it("is offline counting from its plan's start where it has one", () => {
    const rig = assign(createRig().at("27 01:00"), "R-D-1").plan("D-1", { from: "2026-03-28" }).time("27 22:00");
    expect(rig.alerts("device-offline")).toEqual([]);
    expect(rig.time("27 23:45").active("device-offline")).toHaveLength(1);
  });
});

describe("device-offline", () => {
  it("is moderate while no dose is near, and serious from four hours before one", () => {
    const rig = createRig()
      .plan("D-1", { times: [{ at: "20:00" }] })
      .heartbeat("D-1")
      .time("27 00:46");
    expect(rig.active("device-offline")[0]?.severity).toBe("moderate");
    rig.time("27 14:59");
    expect(rig.active("device-offline")[0]?.severity).toBe("moderate");
    rig.time("27 15:00");
    expect(rig.active("device-offline")[0]?.severity).toBe("serious");
  });

  it("is serious at once when a dose is near, but not for one that is paused", () => {
    const rig = createRig()
      .plan("D-1", { times: [{ at: "04:00" }] })
      .heartbeat("D-1");
    rig.send("D-1", "plan.paused", { planId: "P-D-1", from: { atMs: rig.nowMs() }, reason: "visit" });
    rig
      .plan("D-2", { times: [{ at: "04:00" }] })
      .heartbeat("D-2")
      .time("27 00:45");
    expect(rig.active("device-offline").map((alert) => [alert.subject, alert.severity])).toEqual([
      ["D-1", "moderate"],
      ["D-2", "serious"],
    ]);
  });
});

describe("data-after-end", () => {
  it("is found more than a day after the device was returned", () => {
    const rig = assign(createRig(), "R-1").heartbeat("D-1").at("27 01:00").send("D-1", "inventory.returned", {});
    rig.at("28 01:00").heartbeat("D-1");
    expect(rig.alerts("data-after-end")).toEqual([]);
    rig.at("28 01:01").heartbeat("D-1");
    expect(rig.active("data-after-end")[0]).toMatchObject({ subject: "D-1", scenario: "R1" });
    assign(rig.at("28 02:00"), "R-2");
    expect(rig.active("data-after-end")).toEqual([]);
  });

  it("is found more than a day after the last plan ended, and not while another runs", () => {
    const rig = createRig().plan("D-1", { planId: "P-1" }).plan("D-1", { planId: "P-2" });
    endPlan(rig.at("27 01:00"), "P-1").heartbeats("D-1", "28 12:00");
    expect(rig.alerts("data-after-end")).toEqual([]);
    endPlan(rig, "P-2").at("29 12:01").send("D-1", "dose.dispensed", { mode: "unassisted" });
    expect(rig.active("data-after-end")).toHaveLength(1);
  });

  it("counts by the device's clock: what it wrote before the end may come late", () => {
    const rig = createRig().heartbeat("D-1").plan("D-1");
    endPlan(rig.at("27 02:00")).at("29 02:00");
    rig.send("D-1", "dose.dispensed", { mode: "unassisted" }, { time: "27 01:00", replayed: true });
    expect(rig.alerts("data-after-end")).toEqual([]);
  });

  it("is not found in faults, nor in what staff write about the device's doses", () => {
    const rig = createRig().plan("D-1");
    endPlan(rig.at("27 02:00")).at("29 02:00").send("D-1", "fault.raised", { code: "jam" });
    rig.send("D-1", "dose.followup", { scheduledAtMs: 0, outcome: "refused", actorRole: "nurse" });
    expect(rig.alerts("data-after-end")).toEqual([]);
  });

  it("follows a plan that moved to another device", () => {
    const rig = createRig().plan("D-1", { planId: "P-1" }).at("27 01:00").plan("D-2", { planId: "P-1", version: 2 });
    rig.at("28 01:01").heartbeat("D-1").heartbeat("D-2");
    expect(rig.active("data-after-end").map((alert) => alert.subject)).toEqual(["D-1"]);
  });
});
