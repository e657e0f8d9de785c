import { describe, expect, it } from "vitest";
import { alarmCode } from "../../../rules/devices/alarms.js";
import { createRig, rigEcosystem } from "../../support/engine.js";

const pendant = "grorud/pendant/P-1";

describe("alarm-raised", () => {
  it.each([
    ["safety-alarm", "button", "3"],
    ["digital-supervision", "fall", "4.1"],
    ["digital-supervision", "Bed exit", "4.2"],
    ["digital-supervision", "4.26", "4.26"],
    ["digital-supervision", "4.27", "4"],
    ["digital-supervision", "something new", "4"],
    ["door-lock", "4.1", "6"],
    ["nurse-call", "call", "7"],
    ["gps", "left-zone", "2"],
    ["dispenser", "button", "1"],
  ] as const)("of %s, %s is VKP %s", (kind, word, code) => {
    expect(alarmCode(kind, word)).toBe(code);
  });

  it("is one alert per alarm, and over when that one is answered", () => {
    const rig = createRig().send(pendant, "inventory.assigned", { residentRef: "R-1" });
    rig.send(pendant, "alarm.raised", { kind: "button", alarmId: "a1" });
    rig.send(pendant, "alarm.raised", { kind: "button", alarmId: "a2" });
    expect(rig.active("alarm-raised").map((alert) => alert.subject)).toEqual(["P-1/a1", "P-1/a2"]);
    rig.at("27 00:05").send(pendant, "alarm.answered", { alarmId: "a1" });
    expect(rig.active("alarm-raised").map((alert) => alert.subject)).toEqual(["P-1/a2"]);
  });

  it("is told only when nobody has answered within the district's limit: Velvakt is the second line", () => {
    const rig = createRig().send(pendant, "inventory.assigned", { residentRef: "R-1" });
    rig.send(pendant, "alarm.raised", { kind: "button", alarmId: "a1" }).send(pendant, "alarm.raised", {
      kind: "button",
      alarmId: "a2",
    });
    rig.at("27 00:20").send(pendant, "alarm.answered", { alarmId: "a1" }).time("27 00:29");
    expect(rig.notifications("alarm-raised")).toEqual([]);
    rig.time("27 00:30");
    expect(rig.notifications("alarm-raised").flatMap((one) => one.alertIds)).toEqual([
      "alarm-raised/P-1/a2/2026-03-27T00:00:00.000Z",
    ]);
  });

  it("is told at once where Velvakt is the first alarm", () => {
    const districts = rigEcosystem.districts.map((district) => ({ ...district, firstAlarm: true }));
    const rig = createRig({ districts }).send(pendant, "alarm.raised", { kind: "button", alarmId: "a1" });
    expect(rig.time("27 00:00").notifications("alarm-raised")).toHaveLength(1);
  });

  it("is not said of an alarm whose answer arrived first", () => {
    const rig = createRig().send(pendant, "alarm.answered", { alarmId: "a1" });
    rig.at("27 00:05").send(pendant, "alarm.raised", { kind: "button", alarmId: "a1" }, { time: "27 00:00" });
    expect(rig.alerts("alarm-raised")).toEqual([]);
  });

  it("answers are forgotten after a hundred others", () => {
    const rig = createRig();
    for (let i = 0; i <= 100; i++) rig.send(pendant, "alarm.answered", { alarmId: `a${i}` });
    rig.send(pendant, "alarm.raised", { kind: "button", alarmId: "a1" });
    expect(rig.alerts("alarm-raised")).toEqual([]);
    rig.send(pendant, "alarm.raised", { kind: "button", alarmId: "a0" });
    expect(rig.alerts("alarm-raised")).toHaveLength(1);
  });
});

it("an alarm that is answered twice is answered, and stays so when its raising comes last", () => {
  const rig = createRig({}, "28 00:00");
  for (let again = 0; again < 2; again++) rig.send("grorud/pendant/P-1", "alarm.answered", { alarmId: "a-1" });
  rig.send("grorud/pendant/P-1", "alarm.raised", { kind: "button", alarmId: "a-1" });
  expect(rig.state.devices.get("P-1")?.answeredAlarms).toEqual(["a-1"]);
  expect(rig.alerts("alarm-raised")).toEqual([]);
});
