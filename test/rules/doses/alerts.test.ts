import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

/** The rig's clock is UTC: Oslo's 08:00 is 07:00. */
const two = { planId: "P-1", times: [{ at: "08:00" }, { at: "09:00" }], from: "2026-03-04", to: "2026-03-04" };

/** Both doses were missed before Velvakt knew of the plan. */
function knownLate() {
  const rig = createRig({}, "4 00:00").at("4 05:00").heartbeats("D-1", "4 12:00");
  return rig.plan("D-1", two, { time: "3 18:00" });
}

it("the one alert of misses that came to light late names them all, and speaks for them", () => {
  const [alert] = knownLate().active("dose-missed");
  expect(alert).toMatchObject({ subject: "D-1/P-1", severity: "serious", doseId: null });
  expect(alert?.summary.en).toContain("04.03. 08:00, 04.03. 09:00");
});

it("it names what is left when one of them turns out otherwise, and ends with the last", () => {
  const rig = knownLate();
  rig
    .at("4 12:10")
    .send("D-1", "dose.dispensed", { mode: "unassisted", scheduledAtMs: instantOf("4 07:00") }, { time: "4 07:05" });
  expect(rig.active("dose-missed")[0]?.summary.en).not.toContain("08:00");
  rig
    .at("4 12:20")
    .send("D-1", "dose.followup", { scheduledAtMs: instantOf("4 08:00"), outcome: "refused", actorRole: "nurse" });
  expect(rig.active("dose-missed")).toEqual([]);
});

it("closed by a person it is not opened again by what somebody says about one of its doses", () => {
  const rig = knownLate();
  const [alert] = rig.active("dose-missed");
  rig
    .at("4 12:05")
    .log({ kind: "alert-closed", alertId: alert?.alertId ?? "", actor: "nurse", cause: "c", action: "a" });
  rig
    .at("4 12:10")
    .send("D-1", "dose.followup", { scheduledAtMs: instantOf("4 07:00"), outcome: "refused", actorRole: "nurse" });
  expect(rig.active("dose-missed")).toEqual([]);
});
