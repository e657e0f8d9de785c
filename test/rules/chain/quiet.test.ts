import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";
import { type City, createCity, everybody, hourMs, minMs } from "./city.js";

const supplier = { detectedBy: "supplier" as const };
/** 08:00 in Oslo; the deadline is 75 minutes later, and the task an hour after that. */
const doseMs = Date.parse("2026-06-10T06:00:00Z");
const taskMs = doseMs + 135 * minMs;

/** The cloud is gone over the doses of the morning, until `backMs`. */
function outage(backMs: number): City {
  const city = createCity({ doses: ["08:00"] })
    .run(doseMs - 2 * hourMs)
    .cut(everybody);
  city.component("vendor-cloud", "outage.opened", supplier).run(backMs);
  return city.mend().component("vendor-cloud", "outage.closed", supplier);
}

const toAlna = (city: City) =>
  city
    .notifications()
    .filter((one) => one.teamId === "care-alna" && one.atMs > doseMs + 75 * minMs)
    .filter((one) => !/^(response-overdue|availability|restore)/.test(one.alertIds[0] ?? "") || one.stage === "closed")
    .map((one) => [one.stage, one.atMs]);

it("a task that falls due when its incident is just over is left to the digest of outcomes", () => {
  const backMs = taskMs - 20 * minMs;
  const city = outage(backMs).run(taskMs + hourMs);
  expect(toAlna(city)).toEqual([
    ["closed", backMs + 10 * minMs],
    ["outcomes", backMs + 40 * minMs],
  ]);
});

it("a gap after the incident puts the digest off until the devices have spoken again, and no longer", () => {
  const backMs = taskMs - 20 * minMs;
  const city = outage(backMs).run(backMs + 15 * minMs);
  const gap = { kind: "gap-opened" as const, fromMs: backMs + 15 * minMs, reason: "broker-lost" as const };
  city
    .cut(everybody)
    .log(gap)
    .run(taskMs + 3 * hourMs);
  expect(toAlna(city)).toEqual([
    ["closed", backMs + 10 * minMs],
    ["outcomes", backMs + (15 + 10 + 30) * minMs],
  ]);
});

it("what the backlog takes back is not told", () => {
  const rig = createRig({}, "28 00:00").plan("D-1").heartbeats("D-1", "28 02:00");
  rig.at("28 04:00").log({ kind: "gap-opened", fromMs: rig.nowMs() - 2 * hourMs, reason: "restart" });
  rig.send("D-1", "power.lost", {}, { time: "28 02:30" }).time("28 04:01");
  rig.send("D-1", "power.restored", {}, { time: "28 03:00" }).log({ kind: "gap-closed" }).time("28 05:00");
  expect(rig.alerts("power-lost")).toMatchObject([{ condition: "cleared", notifiedAtMs: null }]);
  expect(rig.notifications("power-lost")).toEqual([]);
});

it("what the backlog does not take back is told when it has been read", () => {
  const rig = createRig({}, "28 00:00").plan("D-1").heartbeats("D-1", "28 02:00");
  rig.at("28 04:00").log({ kind: "gap-opened", fromMs: rig.nowMs() - 2 * hourMs, reason: "restart" });
  rig.send("D-1", "power.lost", {}, { time: "28 02:30" }).time("28 04:03").log({ kind: "gap-closed" }).time("28 05:00");
  expect(rig.notifications("power-lost").map((one) => new Date(one.atMs).toISOString().slice(11, 16))).toEqual([
    "04:03",
  ]);
});

it("what a gap hid for longer than doses are kept is told all the same", () => {
  const rig = createRig({}, "1 00:00").plan("D-1").heartbeats("D-1", "1 03:00");
  rig.at("12 00:00").log({ kind: "gap-opened", fromMs: instantOf("1 03:00"), reason: "restart" });
  rig.log({ kind: "gap-closed" }).time("12 02:00");
  const [first] = rig.alerts("dose-unconfirmed");
  expect(first?.doseId).toBe("P-D-1@2026-03-01T07:00:00.000Z");
  expect(rig.state.devices.get("D-1")?.doses.map((dose) => dose.record.doseId)).not.toContain(first?.doseId);
  const told = rig.notifications("dose-unconfirmed").flatMap((one) => one.alertIds);
  expect(told).toContain(first?.alertId);
});

it("a silence that was kept quiet by a long maintenance is not told of a device that is forgotten by then", () => {
  const rig = createRig({}, "1 00:00").heartbeats("S-1", "1 02:00");
  const maintenance = { fromMs: instantOf("1 02:00"), toMs: instantOf("20 00:00") };
  rig.component("vendor-cloud", "maintenance.announced", maintenance).time("1 06:00");
  const [alert] = rig.active("device-offline");
  expect(alert?.notifiedAtMs).toBeNull();
  rig.log({ kind: "alert-acknowledged", alertId: alert?.alertId ?? "", actor: "operator" }).time("21 00:00");
  expect(rig.state.devices.size).toBe(0);
  expect(rig.notifications("device-offline")).toEqual([]);
});
