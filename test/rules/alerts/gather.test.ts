import { expect, it } from "vitest";
import { createRig, instantOf, type Rig } from "../../support/engine.js";

const minMs = 60_000;
const deviceIds = ["D-1", "D-2", "D-3", "D-4"];
const scheduledAtMs = instantOf("28 07:00");

/** Four dispensers with a dose at the same time, the last one time-critical; all are heard, and none gives out its dose. */
function missedMorning(): Rig {
  const rig = createRig({}, "28 00:00");
  for (const id of deviceIds) rig.plan(id, { times: [{ at: "08:00", critical: id === "D-4", alertAfterMin: 75 }] });
  for (let atMs = instantOf("28 00:00"); atMs <= instantOf("28 08:15"); atMs += 15 * minMs) {
    rig.at(atMs);
    for (const id of deviceIds) rig.heartbeat(id);
  }
  return rig.time("28 08:16");
}

it("doses that are missed at one moment are one message, which lists them; a time-critical one is told alone", () => {
  const rig = missedMorning();
  const told = rig.notifications("dose-missed");
  expect(
    told.map(({ severity, alertIds, title }) => [severity, alertIds.length, title.en.slice(0, 19)]).sort(),
  ).toEqual([
    ["critical", 1, "Dose 08:00 not disp"],
    ["moderate", 3, "3 doses not dispens"],
  ]);
  expect(told.every(({ atMs }) => atMs === instantOf("28 08:15"))).toBe(true);
  expect(rig.alerts("dose-missed").every((one) => one.notifiedAtMs === instantOf("28 08:15"))).toBe(true);
});

it("a correction is told at once, those of the next ten minutes together, and a time-critical one waits for nothing", () => {
  const rig = missedMorning();
  const give = (id: string, clock: string) =>
    rig
      .at(`28 ${clock}`)
      .send(id, "dose.dispensed", { mode: "unassisted", scheduledAtMs })
      .time(rig.nowMs() + 1);
  const corrected = () =>
    rig
      .notifications()
      .filter(({ stage }) => stage === "corrected")
      .map(({ atMs, title }) => `${new Date(atMs).toISOString().slice(11, 16)} ${title.en.replace(/dose .*/, "one")}`);
  give("D-1", "08:30");
  expect(corrected()).toEqual(["08:30 Corrected: one"]);
  give("D-2", "08:32");
  give("D-3", "08:34").time("28 08:39");
  expect(corrected()).toHaveLength(1);
  rig.time("28 08:41");
  expect(corrected().slice(1)).toEqual(["08:40 Corrected: 2 doses"]);
  give("D-4", "08:42").time("28 08:43");
  expect(corrected().slice(2)).toEqual(["08:42 Corrected: one"]);
});
