import { describe, expect, test } from "vitest";
import type { Baseline } from "../../../simulators/baselines/baseline.js";
import { createDeadMansSwitch } from "../../../simulators/baselines/dead-mans-switch.js";
import { createFixedSilence } from "../../../simulators/baselines/fixed-silence.js";

const settings = {
  timezone: "Europe/Oslo",
  alertAfterMin: 75,
  deviceClasses: [{ id: "roll-dispenser", offlineAfterMin: 45 }],
};
const minMs = 60_000;
const at = (clock: string) => Date.parse(`2026-11-18T${clock}:00+01:00`);

/** A dispenser with doses at 08:00 and 20:00 that is heard every 15 minutes, unless something is done to it. */
function createScene(baseline: Baseline) {
  let nowMs = at("06:00");
  function say(type: string, data: object = {}, source = "D-1", place = "grorud/roll-dispenser/D-1"): void {
    const payload = { type: `no.vft.${type}`, source, data };
    baseline.take({ receivedAtMs: nowMs, topic: `vft/v1/oslo/${place}/event`, payload, retained: false });
  }
  const plan = { planId: "P-1", times: ["08:00", "20:00"], from: "2026-11-18", alertAfterMin: 75 };
  say("plan.published", plan, "epj");
  return {
    say,
    probe: (ok: boolean) => say("probe.result", { ok }, "monitor", "_/component/vendor-cloud"),
    /** Minute by minute; `beat` where the device is heard. */
    until(clock: string, beat = true): void {
      while (nowMs < at(clock)) {
        nowMs += minMs;
        if (beat && nowMs % (15 * minMs) === 0) say("link.heartbeat");
        baseline.pass(nowMs);
      }
    },
    dispense: () => say("dose.dispensed", { scheduledAt: "2026-11-18T07:00:00Z", planId: "P-1" }),
    said: () =>
      baseline.said().map(({ kind, subject, atMs, endMs }) => {
        const clock = (ms: number) => new Date(ms + 60 * minMs).toISOString().slice(11, 16);
        return `${kind} ${subject} ${clock(atMs)}–${endMs === null ? "" : clock(endMs)}`;
      }),
  };
}

describe.each([
  { name: "dead man's switch", create: createDeadMansSwitch, cloudDown: "08:03" },
  { name: "fixed silence", create: createFixedSilence, cloudDown: "08:05" },
])("$name", ({ create, cloudDown }) => {
  const scene = () => createScene(create(settings));

  test("nothing is said of a device that is heard and a dose that came out", () => {
    const one = scene();
    one.until("08:10");
    one.dispense();
    one.until("12:00");
    expect(one.said()).toEqual([]);
  });

  test("a dose without a word at its limit is missed, and a late word takes that back", () => {
    const one = scene();
    one.until("10:00");
    one.dispense();
    one.until("11:00");
    expect(one.said()).toEqual(["dose-missed P-1@2026-11-18T07:00:00.000Z 09:15–10:00"]);
  });

  test("a silent device is offline until it is heard again", () => {
    const one = scene();
    one.until("07:00");
    one.until("07:50", false);
    one.until("08:01");
    expect(one.said()).toEqual(["device-offline D-1 07:45–08:00"]);
  });

  test("a system is down without a good probe", () => {
    const one = scene();
    one.until("08:00");
    one.probe(true);
    one.until("08:01");
    one.probe(false);
    one.until("08:10");
    one.probe(true);
    one.until("08:12");
    expect(one.said()).toEqual([`component-down vendor-cloud ${cloudDown}–08:10`]);
  });

  test("nobody waits for a dose of a paused plan, one that was handed out, or one that has ended", () => {
    const notes: [string, object][] = [
      ["plan.paused", { planId: "P-1", from: "2026-11-18T06:00:00+01:00", reason: "hospital" }],
      ["dose.predispensed", { from: "2026-11-18T07:00:00Z", to: "2026-11-18T07:00:00Z", count: 1 }],
      ["plan.ended", { planId: "P-1", at: "2026-11-18T07:30:00+01:00" }],
    ];
    for (const [type, data] of notes) {
      const one = scene();
      one.say(type, data);
      one.until("12:00");
      expect(one.said(), type).toEqual([]);
    }
  });
});

test("only the dead man's switch takes a device at its word that something is wrong", () => {
  const [dead, fixed] = [createScene(createDeadMansSwitch(settings)), createScene(createFixedSilence(settings))];
  for (const one of [dead, fixed]) {
    one.until("08:30");
    one.say("fault.raised", { code: "jam" });
    one.say("power.lost");
    one.say("dose.missed", { scheduledAt: "2026-11-18T07:00:00Z", reason: "fault" });
    one.until("08:45");
    one.say("fault.cleared", { code: "jam" });
    one.until("09:00");
  }
  expect(dead.said()).toEqual([
    "dispenser-fault D-1 08:30–08:45",
    "power-lost D-1 08:30–",
    "dose-missed P-1@2026-11-18T07:00:00.000Z 08:30–",
  ]);
  expect(fixed.said()).toEqual([]);
});
