import { expect, it } from "vitest";
import { responseFigures } from "../../../rules/fros/response-figures.js";
import { createRig, type Rig } from "../../support/engine.js";

/** A dose that is known to be missed at 08:15 UTC, and told. */
function missedDose(): Rig {
  const rig = createRig({}, "27 12:00").time();
  rig.plan("grorud/D-1");
  return rig.at("27 12:15").heartbeats("grorud/D-1", "28 08:15").time("28 08:15");
}

const idOf = (rig: Rig, kind: string) => rig.active(kind)[0]?.alertId ?? "";
const take = (rig: Rig, alertId: string) => rig.log({ kind: "alert-acknowledged", alertId, actor: "nurse" });

it("says that nobody took an alert within the district's limit, once, to the teams of its route", () => {
  const rig = missedDose();
  const missedId = idOf(rig, "dose-missed");
  rig.time("28 08:44").time("28 08:45");
  expect(rig.active("response-overdue")).toMatchObject([
    { subject: missedId, severity: "serious", scenario: "R2", district: "grorud", evidence: { limitMin: 30 } },
  ]);
  const [overdue] = rig.active("response-overdue");
  expect(overdue?.summary.en).toBe("Alert not taken within 30 min: Dose 08:00 not dispensed for R-D-1");
  expect(overdue?.summary.no).toBe("Varsel ikke tatt innen 30 min: Dose 08:00 ikke utlevert hos R-D-1");
  rig.time("28 20:00");
  expect(rig.alerts("response-overdue").filter((one) => one.subject === missedId)).toHaveLength(1);
  expect(
    rig.notifications("response-overdue").filter((one) => one.alertIds.includes(overdue?.alertId ?? "")),
  ).toHaveLength(1);
});

it("says nothing of an alert that was taken in time", () => {
  const rig = missedDose();
  take(rig.at("28 08:40"), idOf(rig, "dose-missed"));
  rig.time("28 08:59");
  expect(rig.alerts("response-overdue")).toEqual([]);
});

it("ends when somebody takes the alert after all, or it is over", () => {
  const taken = missedDose().time("28 08:50");
  take(taken.at("28 08:55"), idOf(taken, "dose-missed"));
  expect(taken.alerts("response-overdue")).toMatchObject([{ condition: "cleared" }]);
  const over = missedDose().time("28 08:50");
  over.at("28 08:55").send("grorud/D-1", "dose.dispensed", { mode: "unassisted" });
  expect(over.alerts("response-overdue")).toMatchObject([{ condition: "cleared" }]);
});

it("does not watch what is merely normal", () => {
  const rig = createRig({}, "27 12:00").time();
  rig.component("vendor-cloud", "config.changed", { what: "plan", actorOrg: "supplier", actorRole: "operator" });
  rig.time("28 12:00");
  expect(rig.active("supplier-did-task")[0]?.notifiedAtMs).not.toBeNull();
  expect(rig.alerts("response-overdue").filter((one) => one.subject.startsWith("supplier-did-task"))).toEqual([]);
});

it("what was one message is overdue as one, until the last of it is taken", () => {
  const rig = createRig({}, "27 12:00").time();
  const devices = ["D-2", "D-1", "D-3"];
  for (const device of devices) rig.plan(`grorud/${device}`, { times: [{ at: device === "D-2" ? "07:55" : "08:00" }] });
  for (let ms = rig.nowMs(); ms <= Date.parse("2026-03-28T06:45:00Z"); ms += 900_000) {
    for (const device of devices) rig.at(ms).heartbeat(`grorud/${device}`);
  }
  // Our own outage hides the deadlines of all three.
  rig.at("28 08:30").log({ kind: "gap-opened", fromMs: Date.parse("2026-03-28T06:50:00Z"), reason: "restart" });
  rig.at("28 08:31").log({ kind: "gap-closed" });
  rig.time("28 09:20");
  const told = rig.notifications("dose-unconfirmed");
  expect(told.map((one) => one.alertIds.length)).toEqual([3]);
  rig.time("28 10:30");
  const overdue = () => rig.alerts("response-overdue").filter((one) => one.subject.startsWith("dose-unconfirmed/"));
  expect(overdue()).toMatchObject([{ condition: "active", evidence: { alerts: 3 } }]);
  const ids = told[0]?.alertIds ?? [];
  for (const alertId of ids.slice(0, 2)) take(rig.at("28 10:40"), alertId);
  rig.time("28 10:41");
  expect(overdue()).toMatchObject([{ condition: "active" }]);
  take(rig.at("28 10:50"), ids[2] ?? "");
  rig.time("28 10:51");
  expect(overdue()).toMatchObject([{ condition: "cleared" }]);
  const together = () => [...rig.state.toldTogether.values()].flat().filter((one) => one.startsWith("dose-unconf"));
  expect(together()).toHaveLength(3);
  for (const alertId of ids) rig.log({ kind: "alert-closed", alertId, actor: "nurse", cause: "gap", action: "asked" });
  rig.time("28 10:52");
  expect(together()).toEqual([]);
});

it("keeps how long answers took per district; who never answers does not look quick", () => {
  const rig = missedDose();
  take(rig.at("28 08:25"), idOf(rig, "dose-missed"));
  const first = rig.alerts("dose-missed")[0]?.alertId ?? "";
  take(rig.at("28 08:26"), first);
  rig.log({ kind: "alert-closed", alertId: first, actor: "nurse", cause: "asleep", action: "visited" });
  const grorud = () => responseFigures(rig.state).find((one) => one.district === "grorud");
  expect(grorud()?.own).toEqual({ sample: 1, p50Min: 10, p90Min: 10, withinLimitPercent: 100 });
  expect(grorud()?.oldestWaitingMin).toBeNull();
  // The next one is missed at 07:15 (summer time has begun), and nobody answers.
  rig.at("28 08:30").heartbeats("grorud/D-1", "29 07:30").time("29 07:30");
  expect(grorud()).toMatchObject({ oldestWaitingMin: 15, own: { sample: 1 } });
  rig.heartbeats("grorud/D-1", "29 08:00").time("29 08:00");
  expect(grorud()?.own.sample).toBeGreaterThan(1);
  expect(grorud()?.own.p90Min).toBe(45);
  expect(grorud()?.own.withinLimitPercent).toBeLessThanOrEqual(50);
});

it("keeps how long the supplier's alerts took to be delivered and taken", () => {
  const rig = missedDose();
  const say = (time: string, type: "alert.delivered" | "alert.acknowledged") =>
    rig
      .at(time)
      .component(
        "vendor-cloud",
        type,
        type === "alert.delivered"
          ? { alertRef: "S-1", channel: "sms" }
          : ({ alertRef: "S-1", actorRole: "nurse" } as never),
      );
  rig
    .at("28 08:16")
    .component("vendor-cloud", "alert.raised", { alertRef: "S-1", deviceId: "D-1", kind: "1.1", severity: 20 });
  say("28 08:17", "alert.delivered");
  say("28 08:28", "alert.acknowledged");
  const grorud = responseFigures(rig.state).find((one) => one.district === "grorud");
  expect(grorud?.supplierDelivered).toMatchObject({ sample: 1, p50Min: 1 });
  expect(grorud?.supplierTaken).toMatchObject({ sample: 1, p90Min: 12, withinLimitPercent: 100 });
});

it("waits while an open incident speaks for the alert, and looks again when that has ended", () => {
  const rig = createRig({}, "27 12:00").time();
  rig.plan("grorud/D-1", { times: [{ at: "23:00" }] }).heartbeats("grorud/D-1", "28 05:00");
  // Nobody knew of the outage when the silence was told; it was declared backwards.
  rig.time("28 06:00");
  const offline = () => rig.alerts("device-offline")[0];
  expect(offline()?.notifiedAtMs).toBe(Date.parse("2026-03-28T05:45:00Z"));
  const openedAt = { time: "28 05:10" };
  rig.at("28 06:05").component("vendor-cloud", "outage.opened", { detectedBy: "supplier" }, openedAt);
  rig.time("28 07:30");
  expect(offline()?.incidentId).not.toBeNull();
  const overdue = () => rig.alerts("response-overdue").filter((one) => one.subject.startsWith("device-offline/"));
  expect(overdue()).toEqual([]);
});

it("does not take a new alert for the one that was closed under the same name", () => {
  const rig = createRig({}, "27 12:00").time();
  rig.send("grorud/D-1", "tamper.detected", {});
  const first = idOf(rig, "dispenser-tamper");
  rig.log({ kind: "alert-closed", alertId: first, actor: "a", cause: "repair", action: "none needed" });
  rig.at("27 12:20").send("grorud/D-1", "tamper.detected", {}).time("27 12:31");
  expect(rig.alerts("dispenser-tamper")).toHaveLength(2);
  expect(rig.alerts("response-overdue")).toEqual([]);
  rig.time("27 12:50");
  expect(rig.alerts("response-overdue")).toMatchObject([{ subject: idOf(rig, "dispenser-tamper") }]);
});

it("times the answer to an alert of no district under the strictest limit, and counts one closed bare", () => {
  const rig = createRig({}, "27 12:00").time();
  rig.component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  rig.time("27 16:05");
  expect(responseFigures(rig.state).find((one) => one.district === null)?.oldestWaitingMin).toBeGreaterThan(0);
  const alertId = idOf(rig, "restore-breached");
  rig.at("27 16:10").log({ kind: "alert-closed", alertId, actor: "a", cause: " ", action: "called" });
  rig.log({ kind: "alert-closed", alertId, actor: "a", cause: "x", action: "y" });
  // Told at 16:00, when the agreed four hours were over.
  expect(rig.state.samples.get("response/_")?.samples.map((one) => one.min)).toEqual([10]);
  expect(rig.state.counts.get("closed-by-person-bare")?.days).toMatchObject([{ n: 1 }]);
  expect(rig.state.counts.get("closed-by-person")?.days).toMatchObject([{ n: 1 }]);
});
