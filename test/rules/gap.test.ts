import { describe, expect, it } from "vitest";
import { createRig, type Rig } from "../support/engine.js";

/** Two devices that are heard all the time, one dose each at 07:00 UTC. */
function listening(): Rig {
  const rig = createRig({}, "28 00:00");
  for (const device of ["D-1", "D-2"]) rig.plan(device, { from: "2026-03-28", to: "2026-03-28" });
  for (const time of ["05:30", "05:45", "06:00", "06:15", "06:30", "06:45", "07:00"]) {
    for (const device of ["D-1", "D-2"]) rig.at(`28 ${time}`).heartbeat(device);
  }
  return rig;
}

function away(rig: Rig): Rig {
  rig.at("28 09:00").log({ kind: "gap-opened", fromMs: rig.nowMs() - 115 * 60_000, reason: "restart" });
  return rig.at("28 09:02").log({ kind: "gap-closed" });
}

describe("after Velvakt was away", () => {
  it("one notice says what could not be watched, and how many doses nobody knows of", () => {
    const rig = away(listening());
    const notices = rig.notifications("monitoring-gap");
    expect(notices.length).toBeGreaterThan(0);
    expect(notices[0]).toMatchObject({ stage: "closed", body: { en: expect.stringContaining("unknown outcome: 2") } });
    expect(new Set(notices.map(({ teamId }) => teamId)).size).toBe(notices.length);
    expect(rig.doses().map(({ verdict, cause }) => `${verdict} ${cause}`)).toEqual([
      "unconfirmed monitoring-gap",
      "unconfirmed monitoring-gap",
    ]);
    expect(rig.alerts("dose-missed")).toEqual([]);
    expect(rig.active("device-offline")).toEqual([]);
  });

  it("an absence inside an absence is the same one", () => {
    const rig = listening();
    rig.at("28 09:00").log({ kind: "gap-opened", fromMs: rig.nowMs() - 115 * 60_000, reason: "restart" });
    rig.at("28 09:01").log({ kind: "gap-opened", fromMs: rig.nowMs() - 1000, reason: "restart" });
    rig.at("28 09:02").log({ kind: "gap-closed" });
    expect(rig.state.gaps).toHaveLength(1);
    expect(rig.alerts("monitoring-gap")).toHaveLength(1);
  });

  it("an end without a beginning is nothing", () => {
    const rig = listening().at("28 07:01").log({ kind: "gap-closed" });
    expect([rig.state.gaps, rig.notifications("monitoring-gap")]).toEqual([[], []]);
  });

  it("teams are told also if a person closed the alert meanwhile", () => {
    const rig = listening();
    rig.at("28 09:00").log({ kind: "gap-opened", fromMs: rig.nowMs() - 115 * 60_000, reason: "clock-step" });
    const [alert] = rig.active("monitoring-gap");
    rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "nurse", cause: "c", action: "a" });
    const before = rig.notifications().length;
    rig.at("28 09:02").log({ kind: "gap-closed" });
    expect(rig.notifications().slice(before)[0]).toMatchObject({ stage: "closed", alertIds: [] });
  });
});
