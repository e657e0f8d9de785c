import fc from "fast-check";
import { expect, it } from "vitest";
import type { EventData, EventType } from "../../../rules/model/event.js";
import { createRig, instantOf } from "../../support/engine.js";

type Word = { [T in EventType]: { time: string; type: T; data: EventData[T] } }[EventType];

const roll = { firstDoseAtMs: instantOf("27 00:00"), lastDoseAtMs: instantOf("31 00:00") };

/** What a device says in one night; each pair contradicts itself, and only the later word holds. */
const night: Word[] = [
  { time: "27 01:00", type: "power.lost", data: {} },
  { time: "27 01:30", type: "link.heartbeat", data: { mains: false, batteryPercent: 80 } },
  { time: "27 02:00", type: "power.restored", data: {} },
  { time: "27 02:30", type: "battery.low", data: { batteryPercent: 12 } },
  { time: "27 03:00", type: "link.heartbeat", data: { mains: true, batteryPercent: 70 } },
  { time: "27 01:10", type: "fault.raised", data: { code: "jam" } },
  { time: "27 01:20", type: "fault.cleared", data: { code: "jam" } },
  { time: "27 01:40", type: "fault.raised", data: { code: "pouch" } },
  { time: "27 01:50", type: "fault.raised", data: { code: "technical" } },
  { time: "27 02:10", type: "dose.dispensed", data: { mode: "unassisted" } },
  { time: "27 00:30", type: "stock.empty", data: {} },
  { time: "27 00:40", type: "roll.loaded", data: { ...roll, rollId: "r1", doses: 6 } },
  { time: "27 00:20", type: "stock.low", data: { dosesLeft: 1 } },
  { time: "27 02:20", type: "dose.dispensed", data: { mode: "assisted" } },
  { time: "27 00:10", type: "door.opened", data: { authorised: false } },
  { time: "27 00:15", type: "door.opened", data: { authorised: true } },
  { time: "27 03:10", type: "door.opened", data: { authorised: false } },
  { time: "27 03:20", type: "alarm.raised", data: { kind: "button", alarmId: "a1" } },
  { time: "27 03:25", type: "alarm.answered", data: { alarmId: "a1" } },
  { time: "27 03:30", type: "alarm.raised", data: { kind: "button", alarmId: "a2" } },
  { time: "27 00:05", type: "inventory.assigned", data: { residentRef: "R-1" } },
  { time: "27 03:40", type: "inventory.returned", data: {} },
  { time: "27 03:50", type: "inventory.assigned", data: { residentRef: "R-2" } },
];

const holding = ["alarm-raised D-1/a2", "dispenser-fault D-1/technical", "dispenser-open D-1", "stock-low D-1"];

it("whatever the order in which a night's messages arrive, the same findings hold in the end", () => {
  const order = fc.shuffledSubarray(night, { minLength: night.length });
  fc.assert(
    fc.property(order, (words) => {
      const rig = createRig().at("27 04:00");
      for (const { time, type, data } of words) rig.send("D-1", type, data, { time, replayed: true });
      rig.heartbeat("D-1").time("27 04:01");
      expect(
        rig
          .active()
          .map((alert) => `${alert.kind} ${alert.subject}`)
          .sort(),
      ).toEqual(holding);
      expect(rig.device("D-1")).toMatchObject({ mains: true, batteryPercent: 70, residentRef: "R-2" });
    }),
    { numRuns: 300 },
  );
});

/** Words that contradict each other at one instant of the device's clock. */
const atOnce: Word[] = [
  { time: "27 01:00", type: "door.opened", data: { authorised: true } },
  { time: "27 01:00", type: "door.opened", data: { authorised: false } },
  { time: "27 01:00", type: "stock.low", data: { dosesLeft: 3 } },
  { time: "27 01:00", type: "stock.low", data: { dosesLeft: 1 } },
  { time: "27 01:00", type: "link.heartbeat", data: { batteryPercent: 50, mains: false } },
  { time: "27 01:00", type: "link.heartbeat", data: { batteryPercent: 40, mains: true } },
  { time: "27 01:00", type: "power.lost", data: { runtimeMin: 600 } },
  { time: "27 00:50", type: "power.lost", data: { runtimeMin: 900, batteryPercent: 90 } },
  { time: "27 01:10", type: "roll.loaded", data: { ...roll, rollId: "r1", doses: 6 } },
  { time: "27 01:10", type: "roll.loaded", data: { ...roll, rollId: "r2", doses: 6 } },
  { time: "27 01:00", type: "inventory.assigned", data: { residentRef: "R-1" } },
  { time: "27 01:00", type: "inventory.returned", data: {} },
];

it("of what is said of one instant the same holds, whichever came first", () => {
  const order = fc.shuffledSubarray(
    atOnce.map((word, index) => ({ ...word, id: `w-${index}` })),
    { minLength: atOnce.length },
  );
  fc.assert(
    fc.property(order, (words) => {
      const rig = createRig().at("27 04:00");
      for (const { time, type, data, id } of words) rig.send("D-1", type, data, { time, id, replayed: true });
      expect(rig.state.devices.get("D-1")).toMatchObject({
        opened: { authorised: false },
        roll: { rollId: "r2" },
        power: { reading: { percent: 40 }, told: { runtimeMin: 600 } },
        inventory: { residentRef: null },
      });
    }),
    { numRuns: 200 },
  );
});
