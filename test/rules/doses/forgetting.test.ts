import { expect, it } from "vitest";
import { dumpState } from "../../../rules/engine.js";
import { createRig, instantOf, type Rig } from "../../support/engine.js";

/** The rig's clock is UTC; Oslo's 08:00 is 07:00 there until the last Sunday of March. */
const at = (day: number, time = "07:00") => `${day} ${time}`;
const daily = { planId: "P-1", from: "2026-03-01", to: "2026-03-28" };

function quietDays(rig: Rig, from: number, to: number): Rig {
  for (let day = from; day <= to; day++) rig.at(at(day, "00:10")).heartbeats("D-1", at(day, "23:40"), 30);
  return rig;
}

function verdictOn(rig: Rig, day: number) {
  const dose = rig.doses().find(({ scheduledAtMs }) => scheduledAtMs === instantOf(at(day)));
  return dose && [dose.verdict, dose.cause].filter((one) => one !== null).join(" ");
}

it("a dispense that is forgotten has still ended what was empty before it", () => {
  const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
  rig.at(at(1, "03:00")).send("D-1", "stock.empty", {});
  rig.at(at(1, "07:05")).send("D-1", "dose.dispensed", { mode: "unassisted" });
  quietDays(rig, 2, 20).time(at(20, "12:00"));
  expect(verdictOn(rig, 19)).toBe("missed user");
});

it("what is empty stays empty for weeks, until something comes out", () => {
  const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
  rig.at(at(1, "03:00")).send("D-1", "stock.empty", {});
  quietDays(rig, 2, 20).time(at(20, "12:00"));
  expect(verdictOn(rig, 19)).toBe("missed empty");
});

it("a dispense of a forgotten dose is not taken for the dispense of another one", () => {
  const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
  rig.at(at(1, "07:05")).send("D-1", "dose.dispensed", { mode: "unassisted" });
  rig.at(at(1, "07:10")).send("D-1", "dose.dispensed", { mode: "unassisted" });
  quietDays(rig, 2, 14).time(at(14, "12:00"));
  expect(verdictOn(rig, 1)).toBe("on-time");
  expect(verdictOn(rig, 2)).toBe("missed user");
  expect(rig.state.devices.get("D-1")?.dispenses).toEqual([]);
});

it("a dispense far ahead of its dose is remembered as long as the dose", () => {
  const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
  rig.at(at(2, "07:05")).send("D-1", "dose.dispensed", { mode: "unassisted", scheduledAtMs: instantOf(at(4)) });
  quietDays(rig, 3, 11).at(at(12, "01:00")).heartbeat("D-1").time(at(12, "02:00"));
  expect(rig.state.devices.get("D-1")?.dispenses).toHaveLength(1);
  expect(verdictOn(rig, 4)).toBe("early");
});

it("what the engine remembers of a device, its plan and its alerts does not grow with the weeks", () => {
  const sizeAfter = (days: number) => {
    const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
    for (let day = 1; day <= days; day++) {
      quietDays(rig, day, day);
      rig.at(at(day, "23:50")).send("D-1", "dose.followup", {
        scheduledAtMs: instantOf(at(day)),
        outcome: "confirmed-by-phone",
        actorRole: "nurse",
      });
      // Serious alerts stay until a person closes them.
      for (const { alertId, handling } of rig.alerts()) {
        if (handling === "closed") continue;
        rig.log({ kind: "alert-closed", alertId, actor: "nurse", cause: "c", action: "a" });
      }
    }
    const lines = [...dumpState(rig.state)].filter((line) => /^\["(devices|plans|alerts|wake)"/.test(line));
    return lines.join("\n").length;
  };
  expect(sizeAfter(27)).toBeLessThan(sizeAfter(18) * 1.05);
});

it("a message that reaches the engine twice is one", () => {
  const once = createRig({}, at(1, "00:00")).plan("D-1", daily);
  const twice = createRig({}, at(1, "00:00")).plan("D-1", daily);
  const say = (rig: Rig) => {
    rig.at(at(1, "07:05")).send("D-1", "dose.dispensed", { mode: "unassisted" }, { id: "same" });
    rig.at(at(1, "07:06")).send("D-1", "stock.empty", {}, { id: "empty", time: at(1, "07:06") });
  };
  say(once);
  say(twice);
  twice.at(at(1, "07:07")).send("D-1", "dose.dispensed", { mode: "unassisted" }, { id: "same", time: at(1, "07:05") });
  twice.at(at(1, "07:07")).send("D-1", "stock.empty", {}, { id: "empty", time: at(1, "07:06") });
  const cell = (rig: Rig) => rig.state.devices.get("D-1");
  expect(cell(twice)?.dispenses).toEqual(cell(once)?.dispenses);
  expect(cell(twice)?.stock).toEqual(cell(once)?.stock);
  expect(twice.alerts("dose-extra")).toEqual([]);
});

it("a follow-up of something that is no dose changes nothing", () => {
  const rig = createRig({}, at(1, "00:00")).plan("D-1", daily);
  const before = [...dumpState(rig.state)].filter((line) => line.startsWith('["plans"'));
  rig.log({ kind: "dose-followup", doseId: "no dose", outcome: "refused", actorRole: "nurse" });
  expect([...dumpState(rig.state)].filter((line) => line.startsWith('["plans"'))).toEqual(before);
});

it("a follow-up written before its plan is known is kept for it", () => {
  const rig = createRig({}, at(1, "09:00"));
  const doseId = "P-1@2026-03-01T07:00:00.000Z";
  rig.log({ kind: "dose-followup", doseId, outcome: "refused", actorRole: "nurse" });
  rig.at(at(1, "10:00")).plan("D-1", daily, { time: at(1, "00:00") });
  expect(rig.doses().find((dose) => dose.doseId === doseId)?.followup).toBe("refused");
});
