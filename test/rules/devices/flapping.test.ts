import { describe, expect, it } from "vitest";
import { flappingPercent } from "../../../rules/devices/flapping.js";
import { strangersMax } from "../../../rules/devices/stranger.js";
import { createRig, type Rig } from "../../support/engine.js";

const minMs = 60_000;

function heardDevice(): Rig {
  return createRig()
    .at("27 00:00")
    .plan("D-1", { times: [{ at: "23:00" }] })
    .heartbeat("D-1");
}

/** The connection is lost and found again, `times` over; `min` minutes each. */
function comeAndGo(rig: Rig, times: number, min = 10): Rig {
  for (let i = 0; i < times; i++) {
    rig.at(rig.nowMs() + min * minMs).connection("D-1", "offline");
    rig
      .at(rig.nowMs() + min * minMs)
      .connection("D-1", "online")
      .heartbeat("D-1");
  }
  return rig;
}

function quiet(rig: Rig, hours: number): Rig {
  return rig.heartbeats("D-1", rig.nowMs() + hours * 60 * minMs);
}

const told = (rig: Rig, kind: string) => rig.notifications(kind).length;

describe("flappingPercent", () => {
  it("counts the newest of twenty checks most, and weighs all of them together at 99 %", () => {
    expect(flappingPercent(Array(20).fill(true))).toBeCloseTo(99);
    expect(flappingPercent([true])).toBeCloseTo(5.9);
    expect(flappingPercent([true, ...Array(19).fill(false)])).toBeCloseTo(4);
    expect(flappingPercent([])).toBe(0);
  });
});

describe("device-flapping", () => {
  it("is not said of a device that loses contact twice in an hour", () => {
    expect(comeAndGo(heardDevice(), 2).alerts("device-flapping")).toEqual([]);
  });

  it("is said once of a device that comes and goes, instead of each loss of contact", () => {
    const rig = comeAndGo(heardDevice(), 12);
    rig.time(rig.nowMs() + minMs);
    expect(rig.active("device-flapping")).toHaveLength(1);
    expect(told(rig, "device-flapping")).toBe(1);
    // The end of the third loss is the sixth change, which makes it flapping.
    expect(rig.alerts("device-offline").length).toBe(12);
    expect(told(rig, "device-offline")).toBe(3);
  });

  it("is said of a device that is silent for an hour at a time", () => {
    const rig = heardDevice();
    for (let hour = 1; hour <= 6; hour++) rig.at(`27 0${hour}:00`).heartbeat("D-1");
    expect(rig.active("device-flapping")).toHaveLength(1);
  });

  it("is not said of a device that was offline for an hour once a day", () => {
    const rig = heardDevice();
    for (let day = 0; day < 4; day++) quiet(rig, 23).at(rig.nowMs() + 60 * minMs);
    expect(rig.alerts("device-offline")).toHaveLength(3);
    expect(rig.alerts("device-flapping")).toEqual([]);
  });

  it("ends when the device has kept still for some hours, and begins again when it does", () => {
    const rig = quiet(comeAndGo(heardDevice(), 8), 3);
    expect(rig.active("device-flapping")).toHaveLength(1);
    quiet(rig, 3);
    expect(rig.active("device-flapping")).toEqual([]);
    comeAndGo(rig, 8);
    expect(rig.active("device-flapping")).toHaveLength(1);
  });

  it("does not hide a device that stays offline: it is told after twice the usual silence", () => {
    const rig = comeAndGo(heardDevice(), 8);
    const before = told(rig, "device-offline");
    const lastHeardMs = rig.nowMs();
    // Offline 45 min after the last word; 90 min later it is more than flapping.
    rig.time(lastHeardMs + (45 + 90) * minMs - 1);
    expect(rig.active("device-offline")).toHaveLength(1);
    expect(told(rig, "device-offline")).toBe(before);
    rig.time(lastHeardMs + (45 + 90) * minMs + minMs);
    expect(told(rig, "device-offline")).toBe(before + 1);
  });

  it("tells within a minute of its end what has persisted", () => {
    const rig = createRig({ thresholds: { flappingOfflineTimes: 10 } });
    comeAndGo(
      rig
        .at("27 00:00")
        .plan("D-1", { times: [{ at: "23:00" }] })
        .heartbeat("D-1"),
      8,
    );
    const before = told(rig, "device-offline");
    for (let min = 0; min < 12 * 60; min++) {
      rig.time(rig.nowMs() + minMs);
      if (rig.active("device-flapping").length === 0) break;
      expect(told(rig, "device-offline")).toBe(before);
    }
    expect(rig.active("device-flapping")).toEqual([]);
    rig.time(rig.nowMs() + minMs);
    expect(told(rig, "device-offline")).toBe(before + 1);
  });

  it("is not said of devices that a component on their way cuts off over and over", () => {
    const rig = heardDevice();
    for (let i = 0; i < 8; i++) {
      rig.at(rig.nowMs() + 5 * minMs).component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
      rig.connection("D-1", "offline").time(rig.nowMs() + 5 * minMs);
      rig.component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
      rig
        .at(rig.nowMs() + minMs)
        .connection("D-1", "online")
        .heartbeat("D-1");
    }
    expect(rig.alerts("device-flapping")).toEqual([]);
  });
});

it("a stranger that made way while it flapped begins anew when it comes back", () => {
  const rig = comeAndGo(createRig().at("27 00:00").heartbeat("D-1"), 12);
  expect(rig.active("device-flapping")).toHaveLength(1);
  const { strangers, devices } = rig.state;
  for (let n = 0; n < strangersMax - 1; n++) strangers.set(`S-${n}`, rig.nowMs());
  rig.heartbeat("S-last");
  expect(devices.has("D-1")).toBe(false);
  expect(rig.active("device-flapping")).toEqual([]);
  // The one that has been silent the longest is none of these any more.
  strangers.clear();
  quiet(rig, 12);
  expect(rig.alerts("device-flapping")).toMatchObject([{ condition: "cleared" }]);
});
