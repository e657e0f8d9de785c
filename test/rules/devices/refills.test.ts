import { describe, expect, it } from "vitest";
import { refillsView } from "../../../rules/engine.js";
import { createRig, instantOf, type Plan, type Rig } from "../../support/engine.js";

/** Three doses a day; until summer time begins on the 29th 07:00, 13:00 and 19:00 UTC, then an hour earlier. */
const thrice = [{ at: "08:00" }, { at: "14:00" }, { at: "20:00" }];

function dispenser(plan: Plan = {}, topic = "D-1"): Rig {
  return createRig()
    .at("26 20:00")
    .plan(topic, { times: thrice, ...plan })
    .heartbeat(topic);
}

function load(rig: Rig, first: string, last: string, doses: number, topic = "D-1"): Rig {
  const dates = { firstDoseAtMs: instantOf(first), lastDoseAtMs: instantOf(last) };
  return rig.send(topic, "roll.loaded", { rollId: `roll-${topic}`, ...dates, doses });
}

const low = (rig: Rig, dosesLeft: number, topic = "D-1") => rig.send(topic, "stock.low", { dosesLeft });
const dispense = (rig: Rig, topic = "D-1") => rig.send(topic, "dose.dispensed", { mode: "unassisted" });
const within = (rig: Rig, withinHours = 48, district?: string) => refillsView(rig.state, { withinHours, district });

/** What is to be done, until when, and before which dose, all in UTC of March 2026. */
const told = (rig: Rig, withinHours = 48) =>
  within(rig, withinHours).refills.map(
    ({ deviceId, what, runsOutAtMs, firstUncovered }) =>
      `${deviceId} ${what} ${short(runsOutAtMs)}, before ${short(firstUncovered.scheduledAtMs)}`,
  );
const short = (atMs: number) => new Date(atMs).toISOString().slice(8, 16).replace("T", " ");

describe("a roll", () => {
  it("ends with its last dose, before the next one of the plan, also over the change to summer time", () => {
    const rig = load(dispenser(), "27 07:00", "28 19:00", 6);
    expect(told(rig, 48)).toEqual(["D-1 roll-ends 28 19:00, before 29 06:00"]);
    expect(told(rig, 47)).toEqual([]);
  });

  it("that is over is still to be changed, until a new one is in", () => {
    const rig = load(dispenser(), "27 07:00", "27 07:00", 1);
    dispense(rig.at("27 07:00")).at("27 09:00").time();
    expect(told(rig)).toEqual(["D-1 empty 27 07:00, before 27 13:00"]);
    load(rig, "27 13:00", "31 18:00", 15);
    expect(told(rig)).toEqual([]);
  });

  it("from which doses come out after its last date was another one: only their count still holds", () => {
    const rig = load(dispenser(), "27 07:00", "27 07:00", 6);
    dispense(rig.at("27 07:00"));
    dispense(rig.at("27 13:00"));
    expect(told(rig)).toEqual(["D-1 stock 28 19:00, before 29 06:00"]);
  });

  it("that ends with the plan wants nobody, nor does one that ends while the plan pauses for long", () => {
    expect(told(load(dispenser({ to: "2026-03-28" }), "27 07:00", "28 19:00", 6))).toEqual([]);
    const paused = load(dispenser(), "27 07:00", "28 19:00", 6);
    const reason = "hospital";
    paused.send("D-1", "plan.paused", { planId: "P-D-1", from: { atMs: instantOf("28 20:00") }, reason });
    expect(told(paused)).toEqual([]);
    paused.send("D-1", "plan.resumed", { planId: "P-D-1", at: { atMs: instantOf("30 12:00") } });
    expect(told(paused)).toEqual(["D-1 roll-ends 28 19:00, before 30 12:00"]);
  });
});

describe("what is left", () => {
  it("is counted over the planned doses, one fewer with each that comes out", () => {
    const rig = low(dispenser(), 4);
    // 27 07:00, 13:00, 19:00, 28 07:00 are there; there is nothing for 28 13:00.
    expect(told(rig)).toEqual(["D-1 stock 28 07:00, before 28 13:00"]);
    dispense(rig.at("27 07:00"));
    expect(told(rig)).toEqual(["D-1 stock 28 07:00, before 28 13:00"]);
    expect(within(rig).refills[0]?.nextDose).toEqual({ scheduledAtMs: instantOf("27 13:00"), critical: false });
    // Out as needed: belongs to no dose, and is no dose of the plan.
    rig.send("D-1", "dose.dispensed", { mode: "prn" });
    expect(told(rig)).toEqual(["D-1 stock 28 07:00, before 28 13:00"]);
  });

  it("still counts the dose that is waited for, and no more the one that nobody took: it is set aside", () => {
    const rig = low(dispenser(), 2).heartbeats("D-1", "27 07:30");
    expect(told(rig)).toEqual(["D-1 stock 27 13:00, before 27 19:00"]);
    rig.heartbeats("D-1", "27 08:30").time();
    expect(rig.doses()[0]).toMatchObject({ verdict: "missed" });
    expect(told(rig)).toEqual(["D-1 stock 27 13:00, before 27 19:00"]);
  });

  it("is nothing once the last has come out, said or counted", () => {
    const rig = low(dispenser(), 1);
    dispense(rig.at("27 07:00"));
    rig.at("27 08:00").send("D-1", "dose.dispensed", { mode: "prn" });
    expect(told(rig.time("27 09:00"))).toEqual(["D-1 empty 27 07:00, before 27 13:00"]);
    const said = dispenser().at("27 06:00").send("D-1", "stock.empty", {});
    expect(told(said)).toEqual(["D-1 empty 27 06:00, before 27 07:00"]);
  });

  it("says which dose is time-critical: the next, or the one that there is nothing for", () => {
    const times = [{ at: "08:00" }, { at: "14:00", critical: true }];
    const [refill] = within(low(dispenser({ times }), 1)).refills;
    expect(refill).toMatchObject({
      residentRef: "R-D-1",
      nextDose: { scheduledAtMs: instantOf("27 07:00"), critical: false },
      firstUncovered: { scheduledAtMs: instantOf("27 13:00"), critical: true },
    });
  });

  it("lasts until next week where the plan has one dose a week", () => {
    const rig = low(dispenser({ times: [{ at: "08:00" }], days: ["sat"] }), 1);
    expect(told(rig)).toEqual(["D-1 stock 28 07:00, before 04 06:00"]);
  });

  it("covers the doses of all plans of the device together", () => {
    const rig = low(dispenser().plan("D-1", { planId: "P-2", times: [{ at: "10:00" }] }), 2);
    expect(told(rig)).toEqual(["D-1 stock 27 09:00, before 27 13:00"]);
  });
});

describe("what nobody knows", () => {
  it("is counted and not taken for full", () => {
    const rig = dispenser();
    expect(within(rig)).toEqual({ refills: [], unknown: 1 });
    expect(within(low(rig, 40))).toEqual({ refills: [], unknown: 0 });
  });

  it("is what is inside after somebody filled it without a word", () => {
    const rig = low(dispenser(), 1).at("27 06:00").send("D-1", "stock.empty", {});
    dispense(rig.at("27 07:00"));
    expect(within(rig)).toEqual({ refills: [], unknown: 1 });
    const more = low(dispenser(), 1);
    dispense(more.at("27 07:00"));
    dispense(more.at("27 13:00"));
    expect(within(more)).toEqual({ refills: [], unknown: 1 });
  });

  it("is no question of a device without a plan, out of service, or that dispenses nothing", () => {
    const rig = dispenser().heartbeat("D-2").heartbeat("alna/gps/G-1");
    rig.send("D-1", "plan.ended", { planId: "P-D-1", at: { atMs: instantOf("26 21:00") } }).time("26 22:00");
    expect(within(rig)).toEqual({ refills: [], unknown: 0 });
  });
});

it("what has to be done first comes first, of one district or of all", () => {
  const rig = dispenser().at("26 20:00");
  for (const [topic, left] of [
    ["alna/D-3", 3],
    ["D-2", 2],
    ["D-1", 2],
  ] as const) {
    rig.plan(topic, { times: thrice }).heartbeat(topic);
    low(rig, left, topic);
  }
  const ids = (district?: string) => within(rig, 48, district).refills.map(({ deviceId }) => deviceId);
  expect(ids()).toEqual(["D-1", "D-2", "D-3"]);
  expect(ids("alna")).toEqual(["D-3"]);
  expect(ids("grorud")).toEqual(["D-1", "D-2"]);
  // Empty already, but wanted on Sunday only.
  rig.plan("D-0", { times: thrice, days: ["sun"] }).send("D-0", "stock.empty", {});
  expect(ids()).toEqual(["D-1", "D-2", "D-3", "D-0"]);
});

it("asking changes nothing", () => {
  const rig = low(load(dispenser(), "27 07:00", "28 19:00", 6), 4).heartbeats("D-1", "27 09:00");
  const before = structuredClone(rig.state);
  within(rig, 336);
  expect(rig.state).toEqual(before);
});
