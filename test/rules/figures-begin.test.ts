import { expect, it } from "vitest";
import { componentRecords, slaRecords } from "../../rules/engine.js";
import { lastChainTestMs } from "../../rules/fros/chain-test.js";
import { countedIn, observedDays, samplesOf } from "../../rules/fros/figures.js";
import { createRig, type Rig } from "../support/engine.js";

const dayMin = 24 * 60;

/** A fortnight of probes, an outage, a test of the alert chain; then a rebuild knows the days before the 25th in part only. */
function rebuilt(rig: Rig): Rig {
  return rig.at("25 00:00").input({ kind: "figures-begin", nowMs: rig.nowMs() });
}

function before(): Rig {
  const rig = createRig({}, "11 00:00").component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
  rig.at("11 05:00").component("vendor-cloud", "outage.closed", { detectedBy: "supplier" });
  const test = { test: true };
  rig.at("12 08:00").component("vendor-cloud", "alert.raised", alert, test);
  rig.component("vendor-cloud", "alert.delivered", { alertRef: "T-1", channel: "sms" }, test);
  rig.component("vendor-cloud", "alert.acknowledged", { alertRef: "T-1", actorRole: "nurse" }, test);
  return rig.time("24 12:00");
}

const alert = { alertRef: "T-1", deviceId: "D-1", kind: "1.1", severity: 30 };
const cloud = (rig: Rig) => slaRecords(rig.state).find((one) => one.componentId === "vendor-cloud");

it("minutes before are unknown, neither up nor down, in every account", () => {
  const rig = before();
  expect(cloud(rig)).toMatchObject({ downMin: 300 });
  rebuilt(rig);
  for (let min = 0; min <= 60; min++) {
    rig.at(Date.parse("2026-03-25T00:00:00Z") + min * 60_000).component("vendor-cloud", "probe.result", { ok: true });
  }
  // The window is Oslo's month: it began an hour before UTC's.
  expect(cloud(rig)).toMatchObject({ upMin: 60, downMin: 0, unknownMin: 24 * dayMin + 60, availabilityPercent: null });
  const record = componentRecords(rig.state).find((one) => one.componentId === "vendor-cloud");
  expect(record).toMatchObject({ downMin: 0, unknownMin: 0 });
});

it("counts, durations and the days observed begin anew; the latest test of the alert chain is kept", () => {
  const rig = before();
  expect(countedIn(rig.state, "outage-found/supplier")).toBe(1);
  rig.state.samples.set("response/grorud", { samples: [{ atMs: rig.nowMs(), min: 3 }] });
  rebuilt(rig).time("26 00:00");
  expect(countedIn(rig.state, "outage-found/supplier")).toBe(0);
  expect(samplesOf(rig.state, "response/grorud")).toEqual([]);
  expect(observedDays(rig.state)).toBe(1);
  expect(lastChainTestMs(rig.state)).toBe(Date.parse("2026-03-12T08:00:00Z"));
});

it("what is due before is done before", () => {
  const rig = createRig({}, "24 22:00").plan("D-1", { times: ["23:30"].map((at) => ({ at })) });
  rebuilt(rig);
  expect(rig.doses()[0]).toMatchObject({ verdict: "unconfirmed", decidedAtMs: Date.parse("2026-03-24T23:45:00Z") });
});
