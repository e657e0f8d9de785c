import { describe, expect, it } from "vitest";
import { componentRecords } from "../../rules/engine.js";
import { type City, createCity, everybody, hourMs, minMs, startMs } from "./chain/city.js";

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
    expect(
      some
        .notifications("closed")
        .filter((one) => one.incidentId !== null)
        .map((one) => one.atMs),
    ).toEqual([goneMs + 2 * hourMs + 10 * minMs]);
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
  expect(startMs).toBeLessThan(goneMs);
});
