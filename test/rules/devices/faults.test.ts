import { describe, expect, it } from "vitest";
import type { FaultCode } from "../../../rules/model/event.js";
import { createRig, type Rig } from "../../support/engine.js";

/** One dose a day at 19:00 UTC. */
function dispenser(): Rig {
  return createRig()
    .at("27 00:00")
    .plan("D-1", { times: [{ at: "20:00" }] })
    .heartbeat("D-1");
}

const codes: [FaultCode, string][] = [
  ["technical", "1.5"],
  ["pouch", "1.6"],
  ["roll", "1.7"],
  ["jam", "1.8"],
  ["rejectfull", "1.9"],
  ["tilt", "1.23"],
];

describe("dispenser-fault", () => {
  it.each(codes)("%s is VKP %s, of the device and the code, and over when the device says so", (code, vkpCode) => {
    const rig = dispenser().at("27 01:00").send("D-1", "fault.raised", { code });
    expect(rig.active("dispenser-fault")[0]).toMatchObject({ vkpCode, subject: `D-1/${code}`, severity: "moderate" });
    rig.at("27 02:00").send("D-1", "fault.cleared", { code });
    expect(rig.active("dispenser-fault")).toEqual([]);
  });

  it("two faults are two alerts, and one of them can end", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "fault.raised", { code: "jam" });
    rig.send("D-1", "fault.raised", { code: "tilt" }).at("27 02:00").send("D-1", "fault.cleared", { code: "jam" });
    expect(rig.active("dispenser-fault").map((alert) => alert.subject)).toEqual(["D-1/tilt"]);
  });

  it("what stops pouches is over when one comes out; a technical fault is not", () => {
    const rig = dispenser().at("27 01:00");
    for (const [code] of codes) rig.send("D-1", "fault.raised", { code });
    rig.at("27 19:00").send("D-1", "dose.dispensed", { mode: "unassisted" });
    expect(rig.active("dispenser-fault").map((alert) => alert.evidence.code)).toEqual([
      "technical",
      "rejectfull",
      "tilt",
    ]);
  });

  it("becomes serious when a dose is near, and is told again", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "fault.raised", { code: "jam" }).time("27 14:59");
    expect(rig.active("dispenser-fault")[0]?.severity).toBe("moderate");
    expect(rig.notifications("dispenser-fault")).toHaveLength(1);
    rig.time("27 15:00");
    expect(rig.active("dispenser-fault")[0]?.severity).toBe("serious");
    rig.time("27 15:01");
    expect(rig.notifications("dispenser-fault")).toHaveLength(2);
  });

  it("a fault that was cleared before it arrived is not said", () => {
    const rig = dispenser().at("27 03:00").send("D-1", "fault.cleared", { code: "jam" }, { time: "27 02:00" });
    rig.send("D-1", "fault.raised", { code: "jam" }, { time: "27 01:00", replayed: true });
    expect(rig.alerts("dispenser-fault")).toEqual([]);
  });

  it("a fault that the device reports anew is said again after a person closed the first", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "fault.raised", { code: "jam" });
    const alertId = rig.active("dispenser-fault")[0]?.alertId ?? "";
    rig.log({ kind: "alert-closed", alertId, actor: "nurse", cause: "roll", action: "freed" });
    rig.at("27 01:30").heartbeat("D-1").send("D-1", "dose.reminded", { scheduledAtMs: 0, attempt: 1 });
    expect(rig.active("dispenser-fault")).toEqual([]);
    rig.at("27 02:00").send("D-1", "fault.raised", { code: "jam" });
    expect(rig.active("dispenser-fault")).toHaveLength(1);
  });
});

describe("dispenser-open and dispenser-tamper", () => {
  it("an authorised opening is nothing to tell", () => {
    expect(dispenser().send("D-1", "door.opened", { authorised: true }).alerts()).toEqual([]);
  });

  it("an unauthorised opening stands however long it is, until somebody opens it with authority", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "door.opened", { authorised: false });
    expect(rig.active("dispenser-open")[0]).toMatchObject({ vkpCode: "1.21", scenario: "R1" });
    rig.heartbeats("D-1", "28 18:00");
    expect(rig.active("dispenser-open")).toHaveLength(1);
    rig.send("D-1", "door.opened", { authorised: true });
    expect(rig.active("dispenser-open")).toEqual([]);
  });

  it("is over when a roll is loaded, as somebody with authority stood there", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "door.opened", { authorised: false }).at("27 02:00");
    rig.send("D-1", "roll.loaded", {
      rollId: "r",
      firstDoseAtMs: rig.nowMs(),
      lastDoseAtMs: rig.nowMs() + 1e10,
      doses: 99,
    });
    expect(rig.active("dispenser-open")).toEqual([]);
  });

  it("an old opening that arrives after a newer authorised one is not said", () => {
    const rig = dispenser().at("27 03:00").send("D-1", "door.opened", { authorised: true });
    rig.send("D-1", "door.opened", { authorised: false }, { time: "27 01:00", replayed: true });
    expect(rig.alerts("dispenser-open")).toEqual([]);
  });

  it("the opening of a lock or at a sensor has the code of its kind", () => {
    const rig = createRig().send("grorud/door-lock/L-1", "door.opened", { authorised: false });
    rig.send("grorud/fall-sensor/S-1", "door.opened", { authorised: false });
    expect(rig.active("dispenser-open").map((alert) => alert.vkpCode)).toEqual(["6", "4.15"]);
  });

  it("an attempt to break it open is closed by a person only, and the next one is said again", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "tamper.detected", {});
    const [alert] = rig.active("dispenser-tamper");
    expect(alert).toMatchObject({ vkpCode: "1.22", severity: "serious" });
    rig.at("27 02:00").send("D-1", "door.opened", { authorised: true });
    expect(rig.active("dispenser-tamper")).toHaveLength(1);
    rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "nurse", cause: "child", action: "talked" });
    expect(rig.active("dispenser-tamper")).toEqual([]);
    rig.at("27 03:00").send("D-1", "tamper.detected", {});
    expect(rig.active("dispenser-tamper")).toHaveLength(1);
  });
});
