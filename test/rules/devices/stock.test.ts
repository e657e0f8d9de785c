import { describe, expect, it } from "vitest";
import { createRig, instantOf, type Rig } from "../../support/engine.js";

/** Three doses a day: 07:00, 13:00 and 19:00 UTC. */
const thrice = [{ at: "08:00" }, { at: "14:00" }, { at: "20:00" }];

function dispenser(times = thrice): Rig {
  return createRig().at("25 21:00").plan("D-1", { times }).heartbeat("D-1");
}

function load(rig: Rig, first: string, last: string, doses: number, rollId = "roll-1"): Rig {
  return rig.send("D-1", "roll.loaded", {
    rollId,
    firstDoseAtMs: instantOf(first),
    lastDoseAtMs: instantOf(last),
    doses,
  });
}

function dispense(rig: Rig): Rig {
  return rig.send("D-1", "dose.dispensed", { mode: "unassisted" });
}

describe("stock-empty", () => {
  it("is serious and over when a roll is loaded", () => {
    const rig = dispenser().at("26 01:00").send("D-1", "stock.empty", {});
    expect(rig.active("stock-empty")[0]).toMatchObject({ severity: "serious", vkpCode: "1.13", subject: "D-1" });
    load(rig.at("26 02:00"), "26 07:00", "31 23:00", 100);
    expect(rig.active("stock-empty")).toEqual([]);
  });

  it("is over when a dose comes out later, not by the dispense that emptied it", () => {
    const rig = dispenser().at("26 07:00");
    dispense(rig).send("D-1", "stock.empty", {});
    expect(rig.active("stock-empty")).toHaveLength(1);
    dispense(rig.at("26 13:00"));
    expect(rig.active("stock-empty")).toEqual([]);
  });

  it("is not said by an old message when a roll has been loaded since", () => {
    const rig = load(dispenser().at("26 02:00"), "26 07:00", "31 23:00", 100);
    rig.at("26 03:00").send("D-1", "stock.empty", {}, { time: "26 01:00", replayed: true });
    expect(rig.alerts("stock-empty")).toEqual([]);
  });
});

describe("stock-low", () => {
  it("is what the device says, and is over when a roll is loaded", () => {
    const rig = dispenser().at("26 01:00").send("D-1", "stock.low", { dosesLeft: 30 });
    expect(rig.active("stock-low")[0]).toMatchObject({ severity: "normal", vkpCode: "1.12" });
    load(rig.at("26 02:00"), "26 07:00", "31 23:00", 100);
    expect(rig.active("stock-low")).toEqual([]);
  });

  it("is found when what is left of a roll lasts less than three days by the plan", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "29 07:00", 10);
    expect(rig.alerts("stock-low")).toEqual([]);
    // Nine doses until this time in three days; eight are left after the second dispense.
    dispense(rig.at("26 07:00"));
    expect(rig.alerts("stock-low")).toEqual([]);
    dispense(rig.at("26 13:00"));
    expect(rig.active("stock-low")[0]?.evidence.dosesLeft).toBe(8);
  });

  it("is found at four doses where no plan is known", () => {
    const rig = load(createRig().at("26 06:00"), "26 07:00", "29 07:00", 5);
    expect(rig.alerts("stock-low")).toEqual([]);
    dispense(rig.at("26 07:00"));
    expect(rig.active("stock-low")).toHaveLength(1);
  });

  it("counts what is taken out for a journey, and not what is given as needed", () => {
    const rig = load(createRig().at("26 06:00"), "26 07:00", "30 07:00", 14);
    rig.at("26 07:00").send("D-1", "dose.dispensed", { mode: "prn" });
    expect(rig.alerts("stock-low")).toEqual([]);
    const from = { atMs: instantOf("27 00:00") };
    rig.send(
      "D-1",
      "dose.predispensed",
      { from, to: { atMs: instantOf("29 00:00") }, count: 10 },
      { time: "26 07:01" },
    );
    expect(rig.active("stock-low")[0]?.evidence.dosesLeft).toBe(4);
  });

  it("counts dispenses that arrived before the roll they came from", () => {
    const rig = createRig().at("26 08:00").send("D-1", "dose.dispensed", { mode: "unassisted" }, { time: "26 07:00" });
    rig
      .at("26 08:01")
      .send(
        "D-1",
        "roll.loaded",
        { rollId: "r", firstDoseAtMs: instantOf("26 07:00"), lastDoseAtMs: instantOf("28 07:00"), doses: 5 },
        { time: "26 06:00" },
      );
    expect(rig.active("stock-low")[0]?.evidence.dosesLeft).toBe(4);
  });

  it("an older figure does not undo a newer one", () => {
    const rig = load(dispenser().at("26 02:00"), "26 07:00", "31 23:00", 100);
    rig.at("26 03:00").send("D-1", "stock.low", { dosesLeft: 1 }, { time: "26 01:00", replayed: true });
    expect(rig.alerts("stock-low")).toEqual([]);
  });

  it("is not said beside stock-empty", () => {
    const rig = dispenser().at("26 01:00").send("D-1", "stock.empty", {}).send("D-1", "stock.low", { dosesLeft: 0 });
    expect(rig.active().map((alert) => alert.kind)).toEqual(["stock-empty"]);
  });
});

describe("the roll and the plan", () => {
  const kinds = (rig: Rig) => rig.active().map((alert) => [alert.kind, alert.subject, alert.evidence.why ?? null]);

  it("a roll that lasts until the next delivery is right", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "2026-04-08T18:00:00Z", 42);
    expect(kinds(rig)).toEqual([]);
  });

  it("a roll that ends before the next delivery while the plan goes on is said when it is loaded", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "2026-04-05T18:00:00Z", 33);
    expect(kinds(rig)).toEqual([["roll-ends-before-delivery", "D-1", null]]);
    expect(rig.active()[0]?.summary.en).toContain("05.04. 20:00");
    rig.at("26 07:00").send("D-1", "plan.ended", { planId: "P-D-1", at: { date: "2026-04-06" } });
    expect(rig.active("roll-ends-before-delivery")).toEqual([]);
  });

  it("a roll whose first dose comes after the plan's next one does not agree with the plan", () => {
    const rig = load(dispenser().at("26 06:00"), "26 13:00", "2026-04-09T07:00:00Z", 60);
    expect(kinds(rig)).toEqual([["plan-mismatch", "D-1/roll", "first-dose-too-late"]]);
  });

  it("a dose that came out early is not asked of the next roll", () => {
    const rig = dispense(dispenser().at("26 06:30"));
    expect(kinds(load(rig.at("26 06:40"), "26 13:00", "2026-04-09T07:00:00Z", 60))).toEqual([]);
  });

  it("a roll that is over already does not agree with the plan", () => {
    const rig = load(dispenser().at("26 06:00"), "24 07:00", "25 18:00", 5);
    expect(kinds(rig)).toContainEqual(["plan-mismatch", "D-1/roll", "roll-is-over"]);
    expect(rig.alerts("roll-ends-before-delivery")).toEqual([]);
  });

  it("a roll with fewer doses than the plan has in its days does not agree, until the right one is loaded", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "2026-04-08T18:00:00Z", 41);
    expect(kinds(rig)).toEqual([["plan-mismatch", "D-1/roll", "too-few-doses"]]);
    load(rig.at("26 06:30"), "26 07:00", "2026-04-08T18:00:00Z", 42, "roll-2");
    expect(rig.active("plan-mismatch")).toEqual([]);
  });

  it("a roll that no longer fits because the plan has changed is found by the change", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "2026-04-08T18:00:00Z", 42);
    rig.at("26 08:00").plan("D-1", { version: 2, times: [...thrice, { at: "22:00" }] });
    expect(rig.active("plan-mismatch")).toHaveLength(1);
  });

  it("an older roll that arrives late changes nothing", () => {
    const rig = load(dispenser().at("26 06:00"), "26 07:00", "2026-04-08T18:00:00Z", 42);
    const old = { rollId: "old", firstDoseAtMs: instantOf("12 07:00"), lastDoseAtMs: instantOf("26 01:00"), doses: 1 };
    rig.at("26 06:30").send("D-1", "roll.loaded", old, { time: "25 22:00", replayed: true });
    expect(kinds(rig)).toEqual([]);
  });
});
