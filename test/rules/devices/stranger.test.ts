import { describe, expect, it } from "vitest";
import type { RejectReason } from "../../../rules/model/event.js";
import { createRig } from "../../support/engine.js";

describe("unknown-sender", () => {
  it("is a device without plan and assignment that has spoken for an hour", () => {
    const rig = createRig().heartbeats("D-1", "27 00:45").time("27 00:59");
    expect(rig.alerts("unknown-sender")).toEqual([]);
    rig.time("27 01:00");
    expect(rig.active("unknown-sender")[0]).toMatchObject({ subject: "D-1", scenario: "R1", severity: "moderate" });
    rig.heartbeats("D-1", "27 05:00");
    expect(rig.alerts("unknown-sender")).toHaveLength(1);
    rig.send("D-1", "inventory.assigned", { residentRef: "R-1" });
    expect(rig.active("unknown-sender")).toEqual([]);
  });

  it("is not a device whose plan came within the hour", () => {
    const rig = createRig().heartbeat("D-1").at("27 00:30").plan("D-1").time("27 02:00");
    expect(rig.alerts("unknown-sender")).toEqual([]);
  });

  it("is a device that speaks from another district than its plan came from, until it speaks from the right one", () => {
    const rig = createRig().plan("grorud/D-1").heartbeat("grorud/D-1").at("27 00:15").heartbeat("alna/D-1");
    expect(rig.active("unknown-sender")[0]).toMatchObject({
      subject: "D-1/alna",
      evidence: { assignedTo: "grorud", speaksFrom: "alna" },
    });
    rig.at("27 00:30").heartbeat("grorud/D-1");
    expect(rig.active("unknown-sender")).toEqual([]);
  });

  it("ends when plan or assignment follow the device to its new district", () => {
    const rig = createRig().plan("grorud/D-1").heartbeat("grorud/D-1").at("27 00:15").heartbeat("alna/D-1");
    rig.at("27 00:20").send("alna/D-1", "inventory.assigned", { residentRef: "R-D-1" });
    expect(rig.active("unknown-sender")).toEqual([]);
    rig.at("27 00:30").heartbeat("alna/D-1");
    expect(rig.active("unknown-sender")).toEqual([]);
  });

  it("is not a device whose messages from its former district arrive late", () => {
    const rig = createRig().at("27 01:00").plan("alna/D-1").heartbeat("alna/D-1").at("27 02:00");
    rig.heartbeat("grorud/D-1", {}, { time: "27 00:30", replayed: true });
    expect(rig.alerts("unknown-sender")).toEqual([]);
  });

  it.each([
    ["INGEST_TOPIC_INVALID", "unknown-topic"],
    ["INGEST_TENANT_UNKNOWN", "unknown-tenant"],
    ["INGEST_DISTRICT_UNKNOWN", "unknown-district"],
    ["INGEST_CLASS_UNKNOWN", "unknown-class"],
    ["INGEST_COMPONENT_UNKNOWN", "unknown-component"],
  ] as [RejectReason, string][])(
    "%s is an unknown sender named by what is unknown, never by whom",
    (reason, subject) => {
      const sender = { tenant: "oslo", district: "grorud", deviceClass: "toaster", deviceId: "01017012345" };
      const rig = createRig().log({ kind: "rejected", reason, sender, type: null, timeMs: null });
      rig.log({ kind: "rejected", reason, sender: null, type: null, timeMs: null });
      expect(rig.alerts("unknown-sender").map((alert) => alert.subject)).toEqual([subject]);
      expect(JSON.stringify(rig.outputs)).not.toContain("01017012345");
    },
  );

  it("is not a known device whose message was faulty", () => {
    const sender = { tenant: "oslo", district: "grorud", deviceClass: "roll-dispenser", deviceId: "D-1" };
    const rig = createRig().log({ kind: "rejected", reason: "INGEST_DATA_INVALID", sender, type: null, timeMs: null });
    expect(rig.alerts("unknown-sender")).toEqual([]);
  });
});
