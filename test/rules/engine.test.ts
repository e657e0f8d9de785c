import { describe, expect, it } from "vitest";
import type { DeviceCell } from "../../rules/devices/cells.js";
import { step } from "../../rules/engine.js";
import { wake } from "../../rules/timers.js";
import { createRig, instantOf, senderOf } from "../support/engine.js";

const device = senderOf("grorud/D-1");
const component = senderOf("_/component/vendor-cloud");

describe("messages that were refused", () => {
  it.each([
    ["a device", device, { subject: "D-1", district: "grorud", deviceId: "D-1" }],
    ["a system", component, { subject: "vendor-cloud", district: null, deviceId: null }],
    ["somebody unknown", null, { subject: "unknown-sender", district: null, deviceId: null }],
  ])("for naming a person raise an alert about %s", (_who, sender, alert) => {
    const rig = createRig().at("28 08:00");
    rig.log({ kind: "rejected", reason: "INGEST_IDENTITY_IN_PAYLOAD", sender, type: null, timeMs: null });
    expect(rig.active("identity-in-payload")).toMatchObject([{ ...alert, severity: "serious" }]);
  });

  it("of a system say nothing about any dose", () => {
    const rig = createRig().plan("D-1");
    const before = rig.outputs.length;
    rig.log({ kind: "rejected", reason: "INGEST_DATA_INVALID", sender: component, type: "probe.result", timeMs: null });
    expect(rig.outputs.slice(before).filter(({ kind }) => kind === "dose" || kind === "alert")).toEqual([]);
  });

  it("about a dose count where their sender's clock put them, or at their reception", () => {
    const rig = createRig().plan("D-1").at("28 08:00");
    const refused = {
      kind: "rejected",
      reason: "INGEST_DATA_INVALID",
      sender: device,
      type: "dose.dispensed",
    } as const;
    rig.log({ ...refused, timeMs: instantOf("28 07:05") }).log({ ...refused, timeMs: null });
    rig.at("28 08:10").log({ ...refused, timeMs: instantOf("28 20:00") });
    expect(rig.state.devices.get("D-1")?.quarantined).toEqual(["28 07:05", "28 08:00", "28 08:10"].map(instantOf));
  });
});

describe("messages of systems that devices send otherwise", () => {
  it("change no device: a connection state", () => {
    const rig = createRig().log({ kind: "state", sender: component, state: "offline" });
    expect(rig.state.devices.size).toBe(0);
  });

  it("change no device: a type nobody knows", () => {
    const event = { id: "n", source: "s", timeMs: instantOf("28 08:00"), type: "no.vft.new", data: {} };
    const rig = createRig().at("28 08:00").log({ kind: "unknown-type", sender: component, event });
    expect(rig.state.devices.size).toBe(0);
    rig.log({ kind: "unknown-type", sender: device, event: { ...event, test: true } });
    expect(rig.state.devices.size).toBe(0);
    rig.log({ kind: "unknown-type", sender: device, event });
    expect([...rig.state.devices.keys()]).toEqual(["D-1"]);
  });
});

it("a wake-up that the rules fail on is said, and the doses of everybody else are judged", () => {
  const rig = createRig().plan("D-1").at("28 08:00").heartbeat("D-1");
  rig.state.devices.set("D-broken", {} as DeviceCell);
  wake(rig.state.timers, "device:D-broken", instantOf("28 08:05"));
  const outputs = step(rig.state, { kind: "time", nowMs: instantOf("28 10:00") });
  expect(outputs.filter(({ kind }) => kind === "defect")).toMatchObject([
    { wakeUp: "device:D-broken", atMs: instantOf("28 08:05"), error: expect.stringContaining("TypeError") },
  ]);
  expect(outputs.some((output) => output.kind === "dose" && output.dose.verdict !== "pending")).toBe(true);
});

it("the engine's time does not go back", () => {
  const rig = createRig({}, "28 06:00").heartbeat("D-1").time("28 07:00").time("28 06:30");
  expect(rig.state.nowMs).toBe(instantOf("28 07:00"));
  rig.at("28 06:45").heartbeat("D-1");
  expect(rig.state.nowMs).toBe(instantOf("28 07:00"));
});
