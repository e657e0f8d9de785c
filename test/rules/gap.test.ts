import { describe, expect, it } from "vitest";
import { componentRecords } from "../../rules/engine.js";
import type { Notification } from "../../rules/model/record.js";
import { createRig, type Rig } from "../support/engine.js";
import { type City, createCity, everybody, hourMs, minMs } from "./chain/city.js";

const supplier = { detectedBy: "supplier" as const };
const goneMs = Date.parse("2026-06-10T05:00:00Z");
/** 08:00 in Oslo. */
const doseMs = Date.parse("2026-06-10T06:00:00Z");

/** Velvakt is away from `goneMs` for `hours`; the devices speak on, and nobody hears them. */
function away(city: City, hours: number, backlog: (city: City) => void = () => {}): City {
  const inputs = city.inputs.length;
  const backMs = goneMs + hours * hourMs;
  // Nothing passes through the engine meanwhile: the clock of the city alone moves on.
  const silent = city.cut(everybody);
  silent.skipTo(backMs).log({ kind: "gap-opened", fromMs: goneMs, reason: "restart" });
  expect(city.inputs.length).toBe(inputs + 1);
  backlog(city);
  return city
    .mend()
    .run(backMs + minMs)
    .log({ kind: "gap-closed" });
}

const city = (changes = {}) => createCity({ doses: ["08:00"], ...changes }).run(goneMs);
/** That nobody took a task in time is a message of its own, half an hour later. */
const isOverdue = (one: Notification) => one.alertIds.some((id) => id.startsWith("response-overdue/"));
const since = (some: City, index: number) => some.notifications().slice(index);

describe("after its own outage over the doses of a morning Velvakt", () => {
  it("sends one notice to each team for it, and no burst", () => {
    const some = city();
    const before = some.notifications().length;
    away(some, 5).run(goneMs + 6 * hourMs);
    const about = since(some, before).map((one) => `${one.teamId} ${one.stage} ${one.title.en}`);
    expect(about.sort()).toEqual([
      "care-alna opened-moderate 20 doses with unknown outcome",
      "care-frogner opened-moderate 20 doses with unknown outcome",
      "care-grorud opened-moderate 20 doses with unknown outcome",
      "it closed Velvakt could not watch 10.06. 07:00–10.06. 12:01",
    ]);
    expect(since(some, before).find((one) => one.teamId === "it")?.body.en).toContain(
      "Doses with unknown outcome: 60.",
    );
  });

  it("judges nothing inside it missed, and no device offline", () => {
    const some = away(city(), 5).run(goneMs + 8 * hourMs);
    const said = new Set(some.doses().map((dose) => `${dose.verdict} ${dose.cause}`));
    expect([...said].sort()).toEqual(["pending null", "unconfirmed monitoring-gap"]);
    expect(some.alerts("device-offline")).toEqual([]);
    expect(some.incidents()).toEqual([]);
    expect(some.alerts("flow-broken")).toEqual([]);
  });

  it("tells nobody of a dose that the backlog answers", () => {
    const some = city();
    const before = some.notifications().length;
    away(some, 5, (backlog) => {
      for (const { deviceId } of backlog.devices) {
        backlog.say(deviceId, "dose.dispensed", { mode: "unassisted", scheduledAtMs: doseMs }, doseMs + 5 * minMs);
      }
    }).run(goneMs + 6 * hourMs);
    expect(new Set(some.doses().map((dose) => dose.verdict))).toEqual(new Set(["on-time", "pending"]));
    expect(since(some, before).map((one) => one.teamId)).toEqual(["it"]);
  });

  it("waits until the devices have spoken, and then tells what became of the doses in one message", () => {
    const some = city();
    const before = some.notifications().length;
    away(some, 5);
    const backMs = some.nowMs();
    some.devices.forEach(({ deviceId }, index) => {
      some.run(backMs + index * 10_000);
      if (index % 2 === 0) some.say(deviceId, "dose.dispensed", { mode: "unassisted", scheduledAtMs: doseMs }, doseMs);
      if (index % 5 !== 0) some.say(deviceId, "link.heartbeat", { bufferedEvents: 0 });
    });
    some.run(goneMs + 5 * hourMs + 45 * minMs);
    const about = since(some, before).map((one) => `${one.teamId} ${one.title.en}`);
    expect(about.sort()).toEqual([
      "care-alna 8 doses not dispensed, 2 doses with unknown outcome",
      "care-frogner 8 doses not dispensed, 2 doses with unknown outcome",
      "care-grorud 8 doses not dispensed, 2 doses with unknown outcome",
      "it Velvakt could not watch 10.06. 07:00–10.06. 12:01",
    ]);
  });

  it("tells of many time-critical doses as soon as it is back, in one message to a team", () => {
    const some = city({ doses: [] });
    for (const { deviceId } of some.devices) {
      const times = [{ at: "08:00", critical: true }];
      const plan = { residentRef: `R-${deviceId}`, planId: `P-${deviceId}`, version: 1, times, from: "2026-06-10" };
      some.say(deviceId, "plan.published", plan);
    }
    const before = some.notifications().length;
    away(some, 5).run(goneMs + 5 * hourMs + 20 * minMs);
    const critical = since(some, before).filter((one) => one.severity === "critical");
    expect(critical.map((one) => [one.teamId, one.atMs, one.alertIds.length]).sort()).toEqual([
      ["care-alna", goneMs + 5 * hourMs, 20],
      ["care-frogner", goneMs + 5 * hourMs, 20],
      ["care-grorud", goneMs + 5 * hourMs, 20],
    ]);
  });

  it("tells of a time-critical dose as soon as it is back", () => {
    const some = city({ critical: true });
    const before = some.notifications().length;
    away(some, 5).run(goneMs + 6 * hourMs);
    const critical = since(some, before).filter((one) => one.severity === "critical");
    expect(critical.map((one) => [one.teamId, one.atMs])).toEqual([["care-grorud", goneMs + 5 * hourMs]]);
  });

  it("still finds the devices that have been silent since", () => {
    const some = city();
    away(some, 5)
      .cut((device) => device.deviceId === "D-1")
      .run(goneMs + 7 * hourMs);
    expect(some.alerts("device-offline")).toMatchObject([{ deviceId: "D-1" }]);
  });

  it("counts the time as unknown, whatever its components were", () => {
    const some = city();
    some.component("vendor-cloud", "outage.opened", supplier);
    away(some, 5);
    const [cloud] = componentRecords(some.state).filter((one) => one.componentId === "vendor-cloud");
    expect(cloud).toMatchObject({ status: "down", downMin: 0 });
    expect(cloud?.unknownMin).toBeGreaterThanOrEqual(5 * 60 + 1);
  });
});

describe("a gap inside an incident", () => {
  it("brings one message per team for all stages that were passed meanwhile", () => {
    const some = createCity({ doses: ["08:00"] })
      .run(goneMs - 3 * hourMs)
      .cut(everybody);
    some.component("vendor-cloud", "outage.opened", supplier).run(goneMs);
    const before = some.notifications().length;
    // The decision at 07:45, the deadline at 09:15 and the change of shift at 15:00 all pass: 05:45, 07:15, 13:00 UTC.
    away(some, 9);
    some.cut(everybody).run(goneMs + 9 * hourMs + 5 * minMs);
    const ofIncident = since(some, before).filter((one) => one.incidentId !== null && one.teamId === "care-alna");
    expect(ofIncident.filter((one) => !one.stage.startsWith("opened-")).map((one) => one.stage)).toEqual([
      "first-deadline",
    ]);
  });

  it("leaves the incident open, and its end is told after the gap", () => {
    const some = createCity()
      .run(goneMs - hourMs)
      .cut(everybody);
    some.component("vendor-cloud", "outage.opened", supplier).run(goneMs);
    away(some, 2, (backlog) => backlog.component("vendor-cloud", "outage.closed", supplier, goneMs + hourMs));
    some.run(goneMs + 3 * hourMs);
    expect(some.incidents()).toMatchObject([{ closedAtMs: goneMs + 2 * hourMs + 10 * minMs }]);
    const ends = some.notifications("closed").filter((one) => one.incidentId !== null);
    expect(ends.map((one) => one.teamId).sort()).toEqual(["care-alna", "care-frogner", "care-grorud", "it"]);
    expect(new Set(ends.map((one) => one.atMs))).toEqual(new Set([goneMs + 2 * hourMs + 10 * minMs]));
  });

  it("does not end the incident before the backlog has been read: it may tell of the next failure", () => {
    const some = createCity({ doses: ["08:00"] })
      .run(goneMs - hourMs)
      .cut(everybody);
    some.component("vendor-cloud", "outage.opened", supplier).run(goneMs - minMs);
    some.component("vendor-cloud", "outage.closed", supplier).run(goneMs);
    const opened = { kind: "gap-opened" as const, fromMs: goneMs, reason: "restart" as const };
    some.skipTo(goneMs + hourMs).log(opened);
    some.run(goneMs + hourMs + 5 * minMs);
    expect(some.incidents()).toMatchObject([{ closedAtMs: null }]);
    some
      .mend()
      .log({ kind: "gap-closed" })
      .run(goneMs + 2 * hourMs);
    expect(some.incidents()).toMatchObject([{ closedAtMs: goneMs + hourMs + 5 * minMs }]);
  });
});

describe("while it still cannot listen", () => {
  it("says so after ten minutes, and once more when it is over", () => {
    const some = city();
    const before = some.notifications().length;
    some.cut(everybody).log({ kind: "gap-opened", fromMs: goneMs, reason: "broker-lost" });
    some.run(goneMs + 5 * hourMs).mend();
    some.log({ kind: "gap-closed" }).run(goneMs + 6 * hourMs);
    const told = since(some, before).filter((one) => one.teamId === "it");
    expect(told.map((one) => [one.stage, one.atMs])).toEqual([
      ["opened-moderate", goneMs + 10 * minMs],
      ["closed", goneMs + 5 * hourMs],
    ]);
  });

  it("tells of doses that nobody knows of after the usual hour", () => {
    const some = city();
    const before = some.notifications().length;
    some.cut(everybody).log({ kind: "gap-opened", fromMs: goneMs, reason: "broker-lost" });
    some.run(goneMs + 5 * hourMs);
    const toAlna = since(some, before).filter((one) => one.teamId === "care-alna" && !isOverdue(one));
    expect(toAlna.map((one) => [one.title.en, one.atMs])).toEqual([
      ["20 doses with unknown outcome", doseMs + (75 + 60) * minMs],
    ]);
  });
});

it("a gap inside a gap is the same gap, and its notice comes once", () => {
  const some = city();
  const before = some.notifications().length;
  some.skipTo(goneMs + hourMs).log({ kind: "gap-opened", fromMs: goneMs, reason: "restart" });
  some.skipTo(goneMs + 2 * hourMs).log({ kind: "gap-opened", fromMs: goneMs + hourMs + minMs, reason: "restart" });
  some
    .run(goneMs + 2 * hourMs + minMs)
    .log({ kind: "gap-closed" })
    .log({ kind: "gap-closed" });
  expect(some.state.gaps).toEqual([{ fromMs: goneMs, toMs: goneMs + 2 * hourMs + minMs }]);
  expect(since(some, before).filter((one) => one.stage === "closed")).toHaveLength(1);
});

it("two thousand devices and their doses make no more messages than sixty", () => {
  const some = city({ devices: 2000 });
  const before = some.notifications().length;
  away(some, 5).run(goneMs + 6 * hourMs);
  expect(since(some, before)).toHaveLength(4);
});

/** Two devices that are heard all the time, one dose each at 07:00 UTC. */
function listening(): Rig {
  const rig = createRig({}, "28 00:00");
  for (const device of ["D-1", "D-2"]) rig.plan(device, { from: "2026-03-28", to: "2026-03-28" });
  for (const time of ["05:30", "05:45", "06:00", "06:15", "06:30", "06:45", "07:00"]) {
    for (const device of ["D-1", "D-2"]) rig.at(`28 ${time}`).heartbeat(device);
  }
  return rig;
}

describe("its own notice", () => {
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
