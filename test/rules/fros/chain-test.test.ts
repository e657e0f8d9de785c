import { expect, it } from "vitest";
import { lastChainTestMs } from "../../../rules/fros/chain-test.js";
import { createRig, instantOf, type Rig, rigEcosystem } from "../../support/engine.js";

const test = { test: true };

function raise(rig: Rig, when: string, alertRef = "T-1"): Rig {
  const data = { alertRef, deviceId: "D-1", kind: "1.1", severity: 20 };
  return rig.at(when).component("vendor-cloud", "alert.raised", data, test);
}
function deliver(rig: Rig, when: string, alertRef = "T-1"): Rig {
  return rig.at(when).component("sms-gateway", "alert.delivered", { alertRef, channel: "sms" }, test);
}
function acknowledge(rig: Rig, when: string, alertRef = "T-1"): Rig {
  return rig.at(when).component("vendor-cloud", "alert.acknowledged", { alertRef, actorRole: "nurse" }, test);
}

/** The rig with a phone's gateway, a criterion of ten days, and tests that begin on the 2nd. */
function tenDays(): Rig {
  const { scaling } = rigEcosystem;
  return createRig(
    { scaling: { ...scaling, criteria: { ...scaling.criteria, chainTestDaysMax: 10 } } },
    "02 00:00",
  ).time();
}

it("an alert that went all the way counts as a test of the chain, and touches nothing else", () => {
  const morning = () => createRig({}, "27 12:00").time().plan("grorud/D-1");
  const rig = acknowledge(deliver(deliver(raise(morning(), "28 07:30"), "28 07:31"), "28 07:32"), "28 07:40");
  expect(rig.time("28 07:45").outputs).toEqual(morning().time("28 07:45").outputs);
  expect(rig.state.devices).toEqual(morning().time("28 07:45").state.devices);
  expect(rig.state.supplierAlerts.size).toBe(0);
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 07:40"));
  expect(lastChainTestMs(rig.state, "grorud")).toBe(instantOf("28 07:40"));
  expect(lastChainTestMs(rig.state, "alna")).toBeNull();
  rig.time("28 09:00");
  expect(rig.alerts("chain-test-failed")).toEqual([]);
});

it("fails when the test was not acknowledged, or not delivered, within the limit", () => {
  const rig = createRig({}, "27 12:00").time();
  deliver(raise(rig, "28 07:30"), "28 07:31");
  rig.time("28 07:59");
  expect(rig.alerts("chain-test-failed")).toEqual([]);
  rig.time("28 08:00");
  expect(rig.active("chain-test-failed")).toMatchObject([
    { subject: "T-1", scenario: "R5", evidence: { delivered: true, acknowledged: false } },
  ]);
  acknowledge(raise(rig, "28 09:00", "T-2"), "28 09:10", "T-2");
  rig.time("28 09:30");
  expect(rig.active("chain-test-failed")).toHaveLength(2);
  expect(lastChainTestMs(rig.state)).toBeNull();
});

it("is not passed by whoever answers after the limit, and is by whoever answers at the last moment", () => {
  const rig = createRig({}, "27 12:00").time();
  acknowledge(deliver(raise(rig, "28 07:30"), "28 07:31"), "28 08:00");
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 08:00"));
  acknowledge(deliver(raise(rig, "28 09:30", "T-2"), "28 09:31", "T-2"), "28 10:01", "T-2");
  rig.time("28 10:30");
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 08:00"));
  expect(rig.active("chain-test-failed")).toMatchObject([{ subject: "T-2", evidence: { limitMin: 30 } }]);
});

it("of several tests the last counts, and of what is said of one twice the first", () => {
  const rig = createRig({}, "27 12:00").time();
  acknowledge(deliver(raise(rig, "28 07:30"), "28 07:31"), "28 07:32");
  acknowledge(deliver(raise(rig, "28 09:00", "T-2"), "28 09:01", "T-2"), "28 09:02", "T-2");
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 09:02"));
  expect(rig.state.samples.get("chain-test")?.samples.map(({ min }) => min)).toEqual([2, 2]);
  // Answered in time before word came of its delivery; answered again when it was too late.
  acknowledge(raise(rig, "28 10:00", "T-3"), "28 10:05", "T-3");
  acknowledge(rig, "28 10:40", "T-3");
  deliver(rig, "28 10:41", "T-3");
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 10:05"));
});

it("a later test that goes all the way ends what failed before", () => {
  const rig = createRig({}, "27 12:00").time();
  raise(rig, "28 07:30").time("28 08:00");
  acknowledge(deliver(raise(rig, "28 10:00", "T-2"), "28 10:01", "T-2"), "28 10:05", "T-2");
  expect(rig.alerts("chain-test-failed")).toMatchObject([{ subject: "T-1", condition: "cleared" }]);
});

it("a test that came in late by its messages passes by their times", () => {
  const rig = createRig({}, "27 12:00").time();
  raise(rig, "28 07:30").time("28 08:00");
  rig.at("28 08:10");
  rig.component(
    "vendor-cloud",
    "alert.delivered",
    { alertRef: "T-1", channel: "sms" },
    { test: true, time: "28 07:31" },
  );
  rig.component(
    "vendor-cloud",
    "alert.acknowledged",
    { alertRef: "T-1", actorRole: "n" },
    { test: true, time: "28 07:50" },
  );
  expect(rig.alerts("chain-test-failed")).toMatchObject([{ condition: "cleared" }]);
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 07:50"));
});

it("says that the chain is untested when that has lasted longer than agreed, and no longer when it was tested", () => {
  const rig = tenDays();
  rig.time("12 00:00");
  expect(rig.alerts("chain-test-overdue")).toEqual([]);
  rig.time("12 00:01");
  expect(rig.active("chain-test-overdue")).toMatchObject([
    { subject: "alert-chain", scenario: "R5", evidence: { days: 10 } },
  ]);
  rig.time("14 12:00");
  expect(rig.active("chain-test-overdue")).toMatchObject([{ evidence: { days: 12 } }]);
  acknowledge(deliver(raise(rig, "15 10:00"), "15 10:01"), "15 10:05");
  rig.time("15 11:00");
  expect(rig.active("chain-test-overdue")).toEqual([]);
  rig.time("25 10:00");
  expect(rig.active("chain-test-overdue")).toEqual([]);
  rig.time("25 10:06");
  expect(rig.active("chain-test-overdue")).toHaveLength(1);
});

it("does not ask again every day when a person has closed the finding", () => {
  const rig = tenDays().time("12 00:01");
  const [alert] = rig.active("chain-test-overdue");
  rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "a", cause: "holidays", action: "planned" });
  rig.time("20 00:00");
  expect(rig.alerts("chain-test-overdue")).toHaveLength(1);
});

it("dispatching or closing a test is no acknowledgement, and a test that nobody raised is nothing", () => {
  const rig = createRig({}, "27 12:00").time();
  deliver(raise(rig, "28 07:30"), "28 07:31");
  rig.component("vendor-cloud", "alert.closed", { alertRef: "T-1", actorRole: "nurse" }, test);
  acknowledge(deliver(rig, "28 07:40", "T-2"), "28 07:41", "T-2");
  rig.time("28 08:00");
  expect(rig.alerts("chain-test-failed").map((one) => one.subject)).toEqual(["T-1"]);
  expect(lastChainTestMs(rig.state)).toBeNull();
});

it("waits for the answer while it cannot listen itself, and forgets a test when no answer can come", () => {
  const rig = createRig({}, "27 12:00").time();
  deliver(raise(rig, "28 07:30"), "28 07:31");
  rig.at("28 08:20").log({ kind: "gap-opened", fromMs: instantOf("28 07:35"), reason: "restart" });
  const late = { test: true, time: "28 07:45" };
  rig.component("vendor-cloud", "alert.acknowledged", { alertRef: "T-1", actorRole: "nurse" }, late);
  rig.log({ kind: "gap-closed" }).time("28 09:00");
  expect(rig.alerts("chain-test-failed")).toEqual([]);
  expect(lastChainTestMs(rig.state)).toBe(instantOf("28 07:45"));
  rig.time("31 23:00");
  expect(rig.state.chainTests.size).toBe(0);
});

it("a failed test that a person has closed is not raised again by a word that changes nothing", () => {
  const rig = raise(createRig({}, "27 12:00").time(), "28 07:30").time("28 08:00");
  const [alert] = rig.active("chain-test-failed");
  rig.log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "a", cause: "phone", action: "replaced" });
  deliver(rig, "28 08:10").time("28 09:00");
  expect(rig.alerts("chain-test-failed")).toHaveLength(1);
});

it("counts a test for the district of its device, else for that of its system, and remembers a thousand", () => {
  const rig = createRig({}, "27 12:00").time();
  rig.heartbeat("alna/D-1");
  acknowledge(deliver(raise(rig, "28 07:30"), "28 07:31"), "28 07:32");
  expect(lastChainTestMs(rig.state, "alna")).toBe(instantOf("28 07:32"));
  const own = { alertRef: "T-2", deviceId: "D-9", kind: "1.1", severity: 20 };
  rig.at("28 08:00").component("mobile-network@grorud", "alert.raised", own, test);
  acknowledge(deliver(rig, "28 08:01", "T-2"), "28 08:02", "T-2");
  expect(lastChainTestMs(rig.state, "grorud")).toBe(instantOf("28 08:02"));
  for (let n = 0; n < 1_000; n++) deliver(rig, "28 08:03", `X-${n}`);
  expect(rig.state.chainTests.size).toBe(1_000);
  expect(rig.time("28 09:00").alerts("chain-test-failed")).toEqual([]);
});
