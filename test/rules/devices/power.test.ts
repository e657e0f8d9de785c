import { describe, expect, it } from "vitest";
import { createRig, instantOf, type Rig } from "../../support/engine.js";

/** One dose a day at 08:00 UTC (deadline 09:15), unless told otherwise. */
function dispenser(times = [{ at: "09:00" }], thresholds = {}): Rig {
  return createRig({ thresholds }).at("27 00:00").plan("D-1", { times }).heartbeat("D-1", { mains: true });
}

const severity = (rig: Rig, kind: string) => rig.active(kind).map((alert) => alert.severity);

describe("power-lost", () => {
  it("is said of a device without mains and ends when power is back", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "power.lost", { runtimeMin: 1440 });
    expect(severity(rig, "power-lost")).toEqual(["moderate"]);
    expect(rig.device("D-1")?.mains).toBe(false);
    rig.at("27 02:00").send("D-1", "power.restored", {});
    expect(rig.active("power-lost")).toEqual([]);
    expect(rig.device("D-1")?.mains).toBe(true);
  });

  it("means the same when a heartbeat says it, and is said once", () => {
    const rig = dispenser().at("27 01:00").heartbeat("D-1", { mains: false }).at("27 01:15");
    rig.heartbeat("D-1", { mains: false }).time("27 01:20");
    expect(rig.alerts("power-lost")).toHaveLength(1);
    expect(rig.notifications("power-lost")).toHaveLength(1);
    rig.at("27 01:30").heartbeat("D-1", { mains: true });
    expect(rig.active("power-lost")).toEqual([]);
  });

  it("is not said of a pendant that has no mains to lose", () => {
    const rig = createRig().send("grorud/pendant/P-1", "inventory.assigned", { residentRef: "R-1" });
    rig.heartbeat("grorud/pendant/P-1", { mains: false });
    expect(rig.alerts("power-lost")).toEqual([]);
    expect(rig.device("P-1")?.mains).toBe(false);
    rig.heartbeat("grorud/pendant/P-1", { mains: true }).at("27 01:00");
    rig.heartbeat("grorud/pendant/P-1", { mains: false });
    expect(rig.active("power-lost")).toHaveLength(1);
  });

  it("is not said again by an old message that arrives after the newer one", () => {
    const rig = dispenser().at("27 03:00").send("D-1", "power.restored", {}, { time: "27 02:30" });
    rig.send("D-1", "power.lost", {}, { time: "27 02:00", replayed: true });
    rig.heartbeat("D-1", { mains: false }, { time: "27 02:15", replayed: true });
    expect(rig.alerts("power-lost")).toEqual([]);
    expect(rig.device("D-1")?.mains).toBe(true);
  });

  it("a person who closes the alert is not asked again by the next heartbeat", () => {
    const rig = dispenser().at("27 01:00").heartbeat("D-1", { mains: false });
    const [alert] = rig.active("power-lost");
    rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "nurse", cause: "moved", action: "none" });
    rig.at("27 01:15").heartbeat("D-1", { mains: false }).time("27 02:00");
    expect(rig.alerts("power-lost")).toHaveLength(1);
  });
});

describe("power-gone-before-dose", () => {
  it("is said as soon as power is lost if the battery will not last until the next deadline", () => {
    const rig = dispenser().at("27 04:00").send("D-1", "power.lost", { runtimeMin: 300 }).time("27 04:01");
    const [alert] = rig.active("power-gone-before-dose");
    expect(alert?.severity).toBe("serious");
    expect(alert?.evidence).toMatchObject({ emptyLocal: "27.03. 10:00", dueLocal: "27.03. 09:00" });
    expect(severity(rig, "power-lost")).toEqual(["serious"]);
    // One loss of power, one message: the one that says what it means.
    expect(rig.notifications("power-gone-before-dose")).toHaveLength(1);
    expect(rig.notifications("power-lost")).toEqual([]);
    rig.at("27 04:30").send("D-1", "power.restored", {});
    expect(rig.active("power-gone-before-dose")).toEqual([]);
    expect(rig.active("power-lost")).toEqual([]);
  });

  it("is said once of the same dose, however often the device repeats that it has no mains", () => {
    const rig = dispenser().at("27 04:00").send("D-1", "power.lost", { runtimeMin: 240 });
    for (const at of ["27 04:15", "27 04:30"]) rig.at(at).heartbeat("D-1", { mains: false });
    rig.time("27 05:00");
    expect(rig.alerts("power-gone-before-dose")).toHaveLength(1);
    expect(rig.notifications("power-gone-before-dose")).toHaveLength(1);
  });

  it("is not said if the battery lasts to the very deadline", () => {
    const lasts = dispenser().at("27 04:15").send("D-1", "power.lost", { runtimeMin: 300 });
    expect(lasts.alerts("power-gone-before-dose")).toEqual([]);
    const justNot = dispenser().at("27 04:15").send("D-1", "power.lost", { runtimeMin: 299 });
    expect(justNot.active("power-gone-before-dose")).toHaveLength(1);
  });

  it("reckons with the class's runtime where the device tells none, by the charge that is left", () => {
    // A day at full charge; 20 % of it is 4 h 48 min.
    const rig = dispenser().at("27 04:00").send("D-1", "power.lost", {});
    expect(rig.alerts("power-gone-before-dose")).toEqual([]);
    rig.at("27 04:15").heartbeat("D-1", { mains: false, batteryPercent: 20 });
    expect(rig.active("power-gone-before-dose")[0]?.evidence.predictedEmptyAt).toBe("2026-03-27T09:03:00.000Z");
    const known = dispenser().at("27 03:00").heartbeat("D-1", { mains: true, batteryPercent: 10 });
    known.at("27 04:00").send("D-1", "power.lost", {});
    expect(known.active("power-gone-before-dose")[0]?.evidence.predictedEmptyAt).toBe("2026-03-27T06:24:00.000Z");
  });

  it("follows the charge where the device told its runtime at a charge", () => {
    // 600 min at 100 %: at 50 % 300 min are left.
    const rig = dispenser().at("27 02:00").send("D-1", "power.lost", { runtimeMin: 600, batteryPercent: 100 });
    expect(rig.alerts("power-gone-before-dose")).toEqual([]);
    rig.at("27 04:00").heartbeat("D-1", { mains: false, batteryPercent: 50 });
    expect(rig.active("power-gone-before-dose")[0]?.evidence.predictedEmptyAt).toBe("2026-03-27T09:00:00.000Z");
  });

  it("keeps to the device's own runtime where it told no charge with it", () => {
    const rig = dispenser().at("27 02:00").send("D-1", "power.lost", { runtimeMin: 600 });
    rig.at("27 04:00").heartbeat("D-1", { mains: false, batteryPercent: 10 });
    expect(rig.alerts("power-gone-before-dose")).toEqual([]);
  });

  it("is said when the dose before it is over and the endangered one is next", () => {
    const rig = dispenser([{ at: "09:00" }, { at: "19:00" }]).at("27 04:00");
    rig.send("D-1", "power.lost", { runtimeMin: 600 }).time("27 09:14");
    expect(rig.alerts("power-gone-before-dose")).toEqual([]);
    rig.time("27 09:15");
    expect(rig.active("power-gone-before-dose")[0]?.evidence.dueLocal).toBe("27.03. 19:00");
  });

  it("is said as soon as the endangered dose is next because the one before it came out", () => {
    const rig = dispenser([{ at: "09:00" }, { at: "19:00" }]).at("27 04:00");
    rig
      .send("D-1", "power.lost", { runtimeMin: 600 })
      .at("27 07:30")
      .send("D-1", "dose.dispensed", { mode: "unassisted" });
    expect(rig.active("power-gone-before-dose")).toHaveLength(1);
  });

  it("is said when a plan brings a dose that the battery will not reach, and ends with the plan", () => {
    const rig = createRig().at("27 01:00").send("D-1", "power.lost", { runtimeMin: 120 });
    expect(rig.active("power-lost")).toHaveLength(1);
    rig.at("27 01:30").plan("D-1", { times: [{ at: "09:00" }] });
    expect(rig.active("power-gone-before-dose")).toHaveLength(1);
    rig.at("27 01:40").send("D-1", "plan.ended", { planId: "P-D-1", at: { atMs: rig.nowMs() } });
    expect(rig.active("power-gone-before-dose")).toEqual([]);
    // The loss itself was not told while the dose spoke for it before; it is now.
    rig.time("27 01:45");
    expect(rig.notifications("power-lost").length).toBeGreaterThan(0);
  });

  it("is not said for a dose that is paused", () => {
    const rig = dispenser().at("27 01:00");
    rig.send("D-1", "plan.paused", { planId: "P-D-1", from: { atMs: rig.nowMs() }, reason: "visit" });
    rig.at("27 04:00").send("D-1", "power.lost", { runtimeMin: 60 });
    expect(rig.alerts("power-gone-before-dose")).toEqual([]);
  });
});

describe("battery-low and battery-empty", () => {
  it("battery-low is said at the limit and ends only when the charge is clearly above it", () => {
    const rig = dispenser().at("27 01:00").heartbeat("D-1", { batteryPercent: 21 });
    expect(rig.alerts("battery-low")).toEqual([]);
    rig.at("27 01:15").heartbeat("D-1", { batteryPercent: 20 });
    expect(rig.active("battery-low")).toHaveLength(1);
    rig.at("27 01:30").heartbeat("D-1", { batteryPercent: 25 });
    expect(rig.active("battery-low")).toHaveLength(1);
    rig.at("27 01:45").heartbeat("D-1", { batteryPercent: 26 });
    expect(rig.active("battery-low")).toEqual([]);
    expect(rig.alerts("battery-low")[0]?.vkpCode).toBe("1.17");
  });

  it("what the device itself calls low is low, whatever the figure", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "battery.low", { batteryPercent: 40 });
    expect(rig.active("battery-low")).toHaveLength(1);
    rig.at("27 01:15").heartbeat("D-1", { batteryPercent: 44 });
    expect(rig.active("battery-low")).toHaveLength(1);
    rig.at("27 01:30").heartbeat("D-1", { batteryPercent: 46 });
    expect(rig.active("battery-low")).toEqual([]);
  });

  it("an old battery.low does not undo a newer charge", () => {
    const rig = dispenser().at("27 02:00").heartbeat("D-1", { batteryPercent: 90 });
    rig.send("D-1", "battery.low", { batteryPercent: 10 }, { time: "27 01:00", replayed: true });
    expect(rig.alerts("battery-low")).toEqual([]);
    expect(rig.device("D-1")?.batteryPercent).toBe(90);
  });

  it("an empty battery is said as such, and is over when mains or charge are back", () => {
    const rig = dispenser().at("27 01:00").send("D-1", "battery.empty", { batteryPercent: 1 });
    expect(rig.active("battery-empty")[0]).toMatchObject({ vkpCode: "1.18", severity: "serious" });
    expect(rig.alerts("battery-low")).toEqual([]);
    rig.at("27 02:00").send("D-1", "power.restored", {});
    expect(rig.active("battery-empty")).toEqual([]);
    const charged = dispenser().at("27 01:00").send("D-1", "battery.empty", { batteryPercent: 1 });
    charged.at("27 02:00").heartbeat("D-1", { batteryPercent: 50 });
    expect(charged.active("battery-empty")).toEqual([]);
  });

  it("a battery that is empty without mains endangers the next dose whatever the runtime was", () => {
    const rig = dispenser().at("27 04:00").send("D-1", "power.lost", { runtimeMin: 1440 });
    rig.at("27 05:00").send("D-1", "battery.empty", { batteryPercent: 0 });
    expect(rig.active("power-gone-before-dose")).toHaveLength(1);
  });
});

describe("a street without power", () => {
  const street = Array.from({ length: 12 }, (_, index) => `D-${index + 1}`);
  it("is one message to the team, which counts its devices", () => {
    const rig = createRig({}, "28 06:00");
    for (const device of street) rig.heartbeat(device);
    street.forEach((device, index) => {
      rig.at(`28 06:10:${String(index).padStart(2, "0")}`).send(device, "power.lost", { batteryPercent: 100 });
    });
    rig.time("28 06:10:59.999");
    expect(rig.notifications("power-lost")).toEqual([]);
    rig.time("28 06:30");
    const messages = rig.notifications("power-lost");
    expect(new Set(messages.map(({ teamId }) => teamId)).size).toBe(messages.length);
    expect(messages[0]).toMatchObject({ atMs: instantOf("28 06:11"), title: { en: "12 devices without mains power" } });
    expect(messages[0]?.alertIds).toHaveLength(street.length);
  });

  it("is not told where the power is back before the minute is over", () => {
    const rig = createRig({}, "28 06:00").heartbeat("D-1");
    rig.at("28 06:10").send("D-1", "power.lost", { batteryPercent: 100 });
    rig.at("28 06:10:30").send("D-1", "power.restored", {});
    rig.time("28 08:00");
    expect(rig.notifications("power-lost")).toEqual([]);
  });
});
