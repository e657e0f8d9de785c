import { expect, it } from "vitest";
import { createRig, instantOf, type Rig } from "../../support/engine.js";

const dayMs = 86_400_000;
const startMs = instantOf("2026-01-05T00:00:00Z");
const dateOf = (day: number) => new Date(startMs + day * dayMs).toISOString().slice(0, 10);

/** Every week the device gets another plan, the one before having ended. */
function weekly(weeks: number): Rig {
  const rig = createRig({}, startMs);
  for (let week = 0; week < weeks; week++) {
    rig.at(startMs + week * 7 * dayMs + 3_600_000);
    const [from, to] = [dateOf(week * 7), dateOf(week * 7 + 6)];
    rig.plan("D-1", { planId: `P-${week}`, from, to }).heartbeat("D-1");
    const doseId = `P-${week}@${from}T07:00:00.000Z`;
    rig.log({ kind: "dose-followup", doseId, outcome: "given-by-staff", actorRole: "nurse" });
  }
  return rig;
}

it("plans that ended long ago are forgotten, however many a device has had", () => {
  const rig = weekly(20);
  const known = [...rig.state.plans.keys()];
  expect(known).toEqual(["P-14", "P-15", "P-16", "P-17", "P-18", "P-19"]);
  expect(rig.state.devices.get("D-1")?.planIds).toEqual(known);
  expect([...rig.state.plans.values()].flatMap((plan) => plan.followups)).toHaveLength(2);
});

it("the last plan of a device is not: that its service has ended follows from it", () => {
  const rig = weekly(2).time(startMs + 100 * dayMs);
  expect([...rig.state.plans.keys()]).toEqual(["P-1"]);
  expect(rig.active("device-offline")).toEqual([]);
  rig.heartbeat("D-1");
  expect(rig.active("data-after-end")).toHaveLength(1);
});

it("a plan that ended and is published again word for word stays ended as long as it is remembered", () => {
  const rig = createRig({}, startMs);
  const plan = { planId: "P-1", from: dateOf(0) };
  rig.plan("D-1", plan).at(startMs + dayMs);
  rig.send("D-1", "plan.ended", { planId: "P-1", at: { atMs: rig.nowMs() } });
  rig.at(startMs + 25 * dayMs).plan("D-1", plan);
  rig.time(startMs + 27 * dayMs);
  expect(rig.doses().filter(({ scheduledAtMs }) => scheduledAtMs > startMs + 2 * dayMs)).toEqual([]);
});

it("what is said of a plan that nobody ever publishes is forgotten too", () => {
  const rig = createRig({}, startMs).send("D-1", "plan.paused", {
    planId: "P-9",
    from: { atMs: startMs },
    reason: "hospital",
  });
  rig.time(startMs + 29 * dayMs);
  expect([...rig.state.plans.keys()]).toEqual(["P-9"]);
  rig.time(startMs + 32 * dayMs);
  expect([...rig.state.plans.keys()]).toEqual([]);
});

it("a plan of which doses are still judged is kept, whatever the installation says", () => {
  const rig = createRig({ thresholds: { ledgerHorizonHours: 24 * 60 } }, startMs);
  rig.plan("D-1", { planId: "P-1", from: dateOf(0), to: dateOf(2) });
  rig.plan("D-1", { planId: "P-2", from: dateOf(0) });
  rig.time(startMs + 40 * dayMs);
  expect([...rig.state.plans.keys()]).toEqual(["P-1", "P-2"]);
  rig.time(startMs + 70 * dayMs);
  expect([...rig.state.plans.keys()]).toEqual(["P-2"]);
});
