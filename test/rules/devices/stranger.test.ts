import { describe, expect, it } from "vitest";
import { strangersMax } from "../../../rules/devices/stranger.js";
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

describe("strangers", () => {
  it("without end leave no more than the bound, the most silent make way, and nobody who is known", () => {
    const rig = createRig().plan("grorud/D-known").heartbeat("grorud/S-first").at("27 00:30");
    for (let i = 0; i < strangersMax - 1; i++) rig.heartbeat(`S-${i}`);
    rig.heartbeat("grorud/S-first").heartbeat("S-last");
    const { devices, strangers } = rig.state;
    expect([devices.size, strangers.size]).toEqual([strangersMax + 1, strangersMax]);
    const kept = ["D-known", "S-first", "S-0", "S-1", "S-last"].filter((id) => devices.has(id));
    expect(kept).toEqual(["D-known", "S-first", "S-1", "S-last"]);
  });

  it("that have been silent for longer than any dose is judged are forgotten, and their alert with them", () => {
    const rig = createRig().at("1 00:00").heartbeats("S-1", "1 02:00").time("8 00:00");
    expect(rig.active("unknown-sender")).toHaveLength(1);
    rig.time("12 00:00");
    expect(rig.active("unknown-sender")).toEqual([]);
    expect(rig.state.devices.size).toBe(0);
  });

  it("that are forgotten take what was said of each of their faults with them", () => {
    const rig = createRig().at("1 00:00").heartbeat("S-1").send("S-1", "fault.raised", { code: "jam" });
    expect(rig.active("dispenser-fault")).toMatchObject([{ subject: "S-1/jam" }]);
    rig.time("12 00:00");
    expect(rig.state.devices.size).toBe(0);
    expect(rig.active("dispenser-fault")).toEqual([]);
  });

  it("with an assignment stay, and what they said long ago does not", () => {
    const rig = createRig().at("1 00:00").send("D-1", "inventory.assigned", { residentRef: "R-1" });
    rig.heartbeats("D-1", "20 00:00").time("24 00:00");
    const cell = rig.state.devices.get("D-1");
    expect(cell?.contacts.length).toBeGreaterThan(0);
    expect(cell?.contacts.length).toBeLessThan(10 * 96);
    expect(rig.state.strangers.size).toBe(0);
  });
});
