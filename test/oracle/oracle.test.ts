import { describe, expect, it } from "vitest";
import { worldEcosystem } from "../support/world/ecosystem.js";
import { at, logged, says, stateIs, textOf } from "../support/world/say.js";
import { judge, type OracleDose } from "./oracle.js";
import { dispensed, plan, type Row } from "./rows.js";
import { breakRows } from "./rows-breaks.js";
import { contactRows } from "./rows-contact.js";
import { causeRows, evidenceRows } from "./rows-evidence.js";
import { excusedRows } from "./rows-excused.js";
import { dispensedRows, matchingRows, reportRows } from "./rows-matching.js";
import { plannedInstantRows, planRows } from "./rows-plans.js";

const tables: [string, Row[]][] = [
  ["when a dose is planned", plannedInstantRows],
  ["which plan counts", planRows],
  ["dispensed", dispensedRows],
  ["which dispense means which dose", matchingRows],
  ["the device's own report", reportRows],
  ["excused", excusedRows],
  ["contact", contactRows],
  ["breaks", breakRows],
  ["evidence and settling", evidenceRows],
  ["causes", causeRows],
];

for (const [name, rows] of tables) {
  describe(`the oracle: ${name}`, () => {
    it.each(rows.map((row) => [row.says, row] as const))("%s", (_says, row) => {
      const ledger = judge(row.given, worldEcosystem, at(row.end ?? "29 20:00"));
      expect(inWords(ledger)).toEqual(row.ends);
    });
  });
}

describe("the oracle: what else a dose carries", () => {
  const end = at("29 20:00");

  it("names the dose by its plan and its instant in UTC, and whose it is", () => {
    expect(judge([plan(), dispensed("28 07:05", "28 07:00")], worldEcosystem, end)).toEqual([
      {
        doseId: "P-1@2026-03-28T07:00:00.000Z",
        planId: "P-1",
        residentRef: "R-1",
        deviceId: "D-1",
        district: "grorud",
        scheduledAtMs: at("28 07:00"),
        verdict: "on-time",
        cause: null,
        dispensedAtMs: at("28 07:05"),
        followup: null,
      },
    ]);
  });

  it("takes the district from the device's latest topic at the planned time", () => {
    const moved = says("28 06:00", "link.heartbeat", {}, { district: "alna" });
    const later = stateIs("28 07:01", "online", { district: "grorud" });
    expect(judge([plan(), moved, later], worldEcosystem, end)[0]?.district).toBe("alna");
  });

  it("shows the latest follow-up and leaves the verdict alone", () => {
    const followup = (time: string, outcome: "not-reached" | "given-by-staff") =>
      says(time, "dose.followup", { scheduledAtMs: at("28 07:00"), outcome, actorRole: "nurse" });
    const given = [plan(), followup("28 10:00", "given-by-staff"), followup("28 09:00", "not-reached")];
    expect(judge(given, worldEcosystem, end)[0]).toMatchObject({ verdict: "unconfirmed", followup: "given-by-staff" });
  });

  it("counts a follow-up written on the worklist page when it was received", () => {
    const doseId = "P-1@2026-03-28T07:00:00.000Z";
    const written = logged("28 11:00", { kind: "dose-followup", doseId, outcome: "refused", actorRole: "nurse" });
    expect(judge([plan(), written], worldEcosystem, end)[0]?.followup).toBe("refused");
  });

  it("asks for other breaks where somebody knows of them", () => {
    const flow = () => [{ fromMs: at("28 07:00"), toMs: at("28 07:10"), cause: "flow:dose-event" as const }];
    expect(inWords(judge([plan()], worldEcosystem, end, flow))).toEqual({
      "P-1@28 07:00": "unconfirmed flow:dose-event",
    });
  });
});

function inWords(ledger: OracleDose[]): Record<string, string> {
  return Object.fromEntries(
    ledger.map((dose) => [
      `${dose.planId}@${textOf(dose.scheduledAtMs).slice(0, 8)}`,
      dose.cause ? `${dose.verdict} ${dose.cause}` : dose.verdict,
    ]),
  );
}
