import { expect, it } from "vitest";
import { step } from "../../../rules/engine.js";
import type { LogEvent } from "../../../rules/model/event.js";
import {
  createRig,
  type EcosystemChanges,
  type Plan,
  type Rig,
  rigEcosystem,
  type When,
} from "../../support/engine.js";

/** 08:00 in Oslo is 07:00 UTC; the deadline 08:15 UTC; the district wants alerts taken within 30 minutes. */
const day = "28";

/** A dispenser that is heard all morning and dispenses nothing. */
function silentMorning(changes: EcosystemChanges = {}, plan: Plan = {}): Rig {
  const rig = createRig(changes, "27 12:00").time();
  rig.plan("grorud/D-1", plan);
  return rig.at("27 12:15");
}

type Said = [when: When, say: (rig: Rig) => void];

/** Heartbeats every quarter of an hour to `until`, with what is said meanwhile. */
function hear(rig: Rig, until: string, said: Said[] = []): Rig {
  const clock = (when: When) => String(when).slice(3);
  for (const [when, say] of said) {
    const quarter = `${day} ${clock(when).slice(0, 3)}${String(Math.floor(Number(clock(when).slice(3, 5)) / 15) * 15).padStart(2, "0")}`;
    rig.heartbeats("grorud/D-1", quarter);
    rig.at(when);
    say(rig);
    rig.at(rig.nowMs() - (rig.nowMs() % 900_000) + 900_000);
  }
  rig.heartbeats("grorud/D-1", until);
  return rig.time(until);
}

const raised =
  (kind = "1.1", severity = 20, alertRef = "S-1") =>
  (rig: Rig) =>
    rig.component("vendor-cloud", "alert.raised", { alertRef, deviceId: "D-1", kind, severity });
const says =
  (type: "alert.acknowledged" | "alert.dispatched" | "alert.closed", alertRef = "S-1") =>
  (rig: Rig) =>
    rig.component("vendor-cloud", type, { alertRef, actorRole: "nurse" });
const acknowledged = says("alert.acknowledged");

const toldOf = (rig: Rig, kind: string) =>
  rig.notifications(kind).map((one) => new Date(one.atMs).toISOString().slice(11, 16));

it("tells at once of a missed dose of which the supplier has raised nothing", () => {
  const rig = hear(silentMorning(), `${day} 09:30`);
  expect(toldOf(rig, "dose-missed")).toEqual(["08:15"]);
});

it("leaves the word to the supplier's alert, and stays silent when somebody took it in time", () => {
  const rig = hear(silentMorning(), `${day} 12:00`, [
    [`${day} 08:01`, raised()],
    [`${day} 08:30`, acknowledged],
  ]);
  expect(rig.doses().find((dose) => dose.deadlineAtMs === Date.parse("2026-03-28T08:15:00Z"))?.verdict).toBe("missed");
  expect(rig.active("dose-missed")).toHaveLength(1);
  expect(toldOf(rig, "dose-missed")).toEqual([]);
  expect(rig.alerts("supplier-alert-untaken")).toEqual([]);
});

it.each(["alert.dispatched", "alert.closed"] as const)("%s counts as taken too", (type) => {
  const rig = hear(silentMorning(), `${day} 12:00`, [
    [`${day} 08:01`, raised()],
    [`${day} 08:20`, says(type)],
  ]);
  expect(toldOf(rig, "dose-missed")).toEqual([]);
});

it("tells of the alert that nobody took and of the dose when the district's limit is over", () => {
  const rig = hear(silentMorning(), `${day} 09:30`, [[`${day} 08:01`, raised()]]);
  expect(rig.active("supplier-alert-untaken")).toMatchObject([
    {
      subject: "S-1",
      severity: "serious",
      scenario: "R2",
      district: "grorud",
      deviceId: "D-1",
      evidence: { limitMin: 30, alertCode: "1.1", delivered: false },
    },
  ]);
  expect(toldOf(rig, "supplier-alert-untaken")).toEqual(["08:31"]);
  expect(toldOf(rig, "dose-missed")).toEqual(["08:31"]);
});

it("does not undo what was told when the alert is taken too late, and clears the finding", () => {
  const rig = hear(silentMorning(), `${day} 10:00`, [
    [`${day} 08:01`, raised()],
    [`${day} 08:50`, acknowledged],
  ]);
  expect(toldOf(rig, "dose-missed")).toEqual(["08:31"]);
  expect(rig.alerts("supplier-alert-untaken")).toMatchObject([{ condition: "cleared", handling: "new" }]);
});

it("holds a time-critical dose no longer than the limit, and calls it critical that nobody came", () => {
  const rig = hear(silentMorning({}, { critical: true }), `${day} 09:00`, [[`${day} 07:20`, raised()]]);
  // Its own deadline is 07:30; the supplier was 10 minutes earlier.
  expect(toldOf(rig, "dose-missed")).toEqual(["07:50"]);
  expect(rig.active("supplier-alert-untaken")).toMatchObject([{ severity: "critical" }]);
});

it("calls an alert that the supplier itself calls critical by that name", () => {
  const rig = hear(silentMorning(), `${day} 12:00`, [[`${day} 10:01`, raised("1.20", 40)]]);
  expect(rig.active("supplier-alert-untaken")).toMatchObject([{ severity: "critical" }]);
});

it("does not watch what the supplier calls normal, unless it is about a dose", () => {
  const stock = hear(silentMorning(), `${day} 12:00`, [[`${day} 10:01`, raised("1.12", 10)]]);
  expect(stock.alerts("supplier-alert-untaken")).toEqual([]);
  const dose = hear(silentMorning(), `${day} 12:00`, [[`${day} 08:01`, raised("1.1", 10)]]);
  expect(dose.alerts("supplier-alert-untaken")).toHaveLength(1);
});

it("is the first alarm where the district says so", () => {
  const districts = rigEcosystem.districts.map((one) => ({ ...one, firstAlarm: one.id === "grorud" }));
  const rig = hear(silentMorning({ districts }), `${day} 09:30`, [
    [`${day} 08:01`, raised()],
    [`${day} 08:10`, acknowledged],
  ]);
  expect(toldOf(rig, "dose-missed")).toEqual(["08:15"]);
});

it("does not let an alert of another kind, another device or another dose hold a dose back", () => {
  const other = (rig: Rig) =>
    rig.component("vendor-cloud", "alert.raised", { alertRef: "S-2", deviceId: "D-2", kind: "1.1", severity: 20 });
  for (const say of [raised("1.12"), other]) {
    const rig = hear(silentMorning(), `${day} 09:30`, [
      [`${day} 08:01`, say],
      [`${day} 08:10`, acknowledged],
    ]);
    expect(toldOf(rig, "dose-missed")).toEqual(["08:15"]);
  }
  // 08:00 and 09:00: the alert at 09:15 on the clock is about the first, and was taken.
  const rig = hear(silentMorning({}, { times: [{ at: "08:00" }, { at: "09:00" }] }), `${day} 10:30`, [
    [`${day} 08:14`, raised()],
    [`${day} 08:20`, acknowledged],
  ]);
  expect(toldOf(rig, "dose-missed")).toEqual(["09:15"]);
});

it("raises nothing about an alert whose dose came out meanwhile, or was followed up", () => {
  const dispensed = hear(silentMorning(), `${day} 09:30`, [
    [`${day} 08:01`, raised()],
    [`${day} 08:20`, (rig) => rig.send("grorud/D-1", "dose.dispensed", { mode: "unassisted" })],
  ]);
  expect(dispensed.alerts("supplier-alert-untaken")).toEqual([]);
});

it("believes the time at which the alert was taken, though the message came late", () => {
  const rig = hear(silentMorning(), `${day} 12:00`, [
    [`${day} 08:01`, raised()],
    [
      `${day} 08:50`,
      (bench) =>
        bench.component(
          "vendor-cloud",
          "alert.acknowledged",
          { alertRef: "S-1", actorRole: "nurse" },
          { time: `${day} 08:20` },
        ),
    ],
  ]);
  // At the limit nobody could know; a person reads what it was.
  expect(toldOf(rig, "dose-missed")).toEqual(["08:31"]);
  expect(rig.alerts("supplier-alert-untaken")).toMatchObject([{ condition: "cleared" }]);
});

it("waits with its judgement while it cannot listen itself", () => {
  const rig = hear(silentMorning(), `${day} 08:15`, [[`${day} 08:01`, raised()]]);
  rig.at(`${day} 08:40`).log({ kind: "gap-opened", fromMs: Date.parse("2026-03-28T08:20:00Z"), reason: "restart" });
  rig.component(
    "vendor-cloud",
    "alert.acknowledged",
    { alertRef: "S-1", actorRole: "nurse" },
    { time: `${day} 08:25` },
  );
  rig.at(`${day} 08:45`).log({ kind: "gap-closed" });
  rig.time(`${day} 10:00`);
  expect(rig.alerts("supplier-alert-untaken")).toEqual([]);
});

it("says once that an alert was not taken, also when a person has closed the finding", () => {
  const rig = hear(silentMorning(), `${day} 09:00`, [[`${day} 08:01`, raised()]]);
  const [alert] = rig.active("supplier-alert-untaken");
  rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "a", cause: "phone", action: "visited" });
  rig.component("vendor-cloud", "alert.delivered", { alertRef: "S-1", channel: "sms" });
  rig.time(`${day} 23:00`);
  expect(rig.alerts("supplier-alert-untaken")).toHaveLength(1);
});

it("forgets alerts when no word of them can come any more", () => {
  const rig = hear(silentMorning(), `${day} 09:00`, [[`${day} 08:01`, raised()]]);
  expect(rig.state.supplierAlerts.size).toBe(1);
  rig.time("31 23:00").time(Date.parse("2026-04-02T00:00:00Z"));
  expect(rig.state.supplierAlerts.size).toBe(0);
  expect(rig.state.supplierDevices.size).toBe(0);
});

it("keeps the earliest of what is said twice, in whatever order it comes", () => {
  const rig = createRig({}, "28 08:00").time();
  const delivered = (time: string) =>
    rig.component("vendor-cloud", "alert.delivered", { alertRef: "S-1", channel: "sms" }, { time });
  const raisedAt = (time: string) => {
    const data = { alertRef: "S-1", deviceId: "D-7", kind: "1.20", severity: 30 };
    rig.component("mobile-network@alna", "alert.raised", data, { time });
  };
  delivered("28 07:59");
  delivered("28 07:57");
  raisedAt("28 07:56");
  raisedAt("28 07:58");
  raisedAt("28 07:55");
  expect(rig.state.supplierAlerts.get("S-1")).toMatchObject({
    district: "alna",
    deliveredAtMs: Date.parse("2026-03-28T07:57:00Z"),
    raised: { atMs: Date.parse("2026-03-28T07:55:00Z") },
  });
  // The latency is noted once, from what was known first.
  expect(rig.state.samples.get("supplier-delivered/alna")?.samples.map((one) => one.min)).toEqual([1]);
  rig.time("28 08:25");
  expect(rig.active("supplier-alert-untaken")).toMatchObject([{ district: "alna", residentRef: null }]);
});

it("counts closings without cause or action, each alert once", () => {
  const rig = createRig({}, "28 08:00").time();
  const close = (alertRef: string, words: { cause?: string; action?: string }) =>
    rig.component("vendor-cloud", "alert.closed", { alertRef, actorRole: "nurse", ...words });
  close("S-1", { cause: "asleep", action: "visited" });
  close("S-2", { cause: "asleep" });
  close("S-3", { cause: " ", action: "visited" });
  close("S-3", {});
  expect(rig.state.counts.get("supplier-alert-closed")?.days).toMatchObject([{ n: 3 }]);
  expect(rig.state.counts.get("supplier-alert-closed-bare")?.days).toMatchObject([{ n: 2 }]);
});

it("two alerts of one dose: the first that nobody took ends the wait, one that was taken ends it for good", () => {
  const untaken = hear(silentMorning(), `${day} 09:30`, [
    [`${day} 08:01`, raised("1.1", 20, "S-1")],
    [`${day} 08:10`, raised("1.3", 20, "S-2")],
  ]);
  expect(toldOf(untaken, "dose-missed")).toEqual(["08:31"]);
  expect(untaken.alerts("supplier-alert-untaken")).toHaveLength(2);
  const taken = hear(silentMorning(), `${day} 09:30`, [
    [`${day} 08:01`, raised("1.1", 20, "S-1")],
    [`${day} 08:10`, raised("1.3", 20, "S-2")],
    [`${day} 08:20`, says("alert.acknowledged", "S-2")],
  ]);
  expect(toldOf(taken, "dose-missed")).toEqual([]);
  taken.time(Date.parse("2026-04-02T00:00:00Z"));
  expect(taken.state.supplierDevices.size).toBe(0);
});

it("remembers a hundred thousand alerts and no more", () => {
  const rig = createRig({}, "28 08:00").time();
  const data = { deviceId: "D-1", kind: "1.12", severity: 10 };
  rig.component("vendor-cloud", "alert.raised", { ...data, alertRef: "first" });
  const said = rig.inputs.at(-1);
  if (said?.kind !== "event" || said.event.kind !== "telemetry") throw new Error("the first alert was said");
  const { sender, event } = said.event;
  for (let n = 0; n < 100_000; n++) {
    const acknowledged = { ...event, type: "alert.acknowledged", data: { alertRef: `S-${n}`, actorRole: "nurse" } };
    const input = { kind: "telemetry", sender, event: acknowledged } as LogEvent;
    step(rig.state, { kind: "event", seq: 2 + n, receivedAtMs: rig.nowMs(), event: input });
  }
  expect(rig.state.supplierAlerts.size).toBe(100_000);
  expect(rig.state.supplierAlerts.has("first")).toBe(false);
  expect(rig.time("28 09:00").alerts("supplier-alert-untaken")).toEqual([]);
  expect(rig.time(Date.parse("2026-04-02T00:00:00Z")).state.supplierAlerts.size).toBe(0);
});

it("notes the latency of an alert whose district nobody knows apart", () => {
  const rig = createRig({}, "28 08:00").time();
  rig.component("vendor-cloud", "alert.raised", { alertRef: "S-1", deviceId: "D-7", kind: "1.20", severity: 30 });
  rig.at("28 08:02").component("vendor-cloud", "alert.delivered", { alertRef: "S-1", channel: "sms" });
  expect(rig.state.samples.get("supplier-delivered/_")?.samples.map((one) => one.min)).toEqual([2]);
});
