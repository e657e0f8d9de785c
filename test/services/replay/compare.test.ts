import { describe, expect, it } from "vitest";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { AlertRecord, Severity } from "../../../rules/model/record.js";
import type { Thresholds } from "../../../rules/thresholds.js";
import { createComparison } from "../../../services/replay/compare.js";
import { type ReplayProgress, replay, replayCompared } from "../../../services/replay/replay.js";
import { comparisonSummary } from "../../../services/replay/summary.js";
import { all, longLife, oslo, recorded, streamed } from "./recordings.js";

const untilMs = Date.parse("2026-03-05T11:00:00Z");
const heard = "06:00 beats until 22:00";

function withThresholds(thresholds: Partial<Thresholds>, from: Ecosystem = oslo): Ecosystem {
  return { ...from, thresholds: { ...from.thresholds, ...thresholds } };
}

const anAlert = {
  alertId: "dose-missed/D-1/P@x/y",
  kind: "dose-missed",
  subject: "D-1/P@x",
  district: "grorud",
  doseId: "P@x",
  openedAtMs: 0,
  clearedAtMs: null,
  closedAtMs: null,
} as unknown as AlertRecord;

async function compared(lines: Iterable<string>, other: Ecosystem, ours: Ecosystem = oslo) {
  const comparison = createComparison();
  const records = await all(replayCompared(streamed(lines), ours, other, { untilMs, comparison }));
  const differences = records.filter(({ record }) => record === "difference");
  const inShort = differences.map((one) =>
    one.about === "dose"
      ? `${one.doseId} ${one.verdict} → ${one.otherVerdict}`
      : `${one.change} ${one.kind} ${one.minutes ?? ""} ${one.severity} → ${one.otherSeverity}`.replaceAll("  ", " "),
  );
  return { records, differences, inShort, summary: comparisonSummary(comparison.totals, "other.yaml") };
}

describe("comparing with another ecosystem", () => {
  it("says nothing where nothing would have changed", async () => {
    const { differences, summary } = await compared(longLife(20), structuredClone(oslo));
    expect(differences).toEqual([]);
    expect(summary).toBe("With other.yaml nothing would have changed.\n");
  });

  it("prints the records of the first one as ever", async () => {
    const { records } = await compared(longLife(20), withThresholds({ alertAfterMin: 45 }));
    const alone = await all(replay(streamed(longLife(20)), oslo, { untilMs }));
    expect(records.filter(({ record }) => record !== "difference")).toEqual(alone);
  });

  it("says which alerts would have come earlier, and by how much", async () => {
    const lines = recorded("Tue_18:00 plan 08:00", heard);
    const { differences, summary } = await compared(lines, withThresholds({ alertAfterMin: 45 }));
    expect(differences.filter(({ kind }) => kind === "dose-missed")).toEqual([
      {
        record: "difference",
        about: "alert",
        change: "earlier",
        minutes: 30,
        kind: "dose-missed",
        district: "grorud",
        subject: "D-1/P-1@2026-03-04T07:00:00.000Z",
        alertId: "dose-missed/D-1/P-1@2026-03-04T07:00:00.000Z/2026-03-04T08:15:00.000Z",
        otherAlertId: "dose-missed/D-1/P-1@2026-03-04T07:00:00.000Z/2026-03-04T07:45:00.000Z",
        severity: "moderate",
        otherSeverity: "moderate",
      },
    ]);
    expect(summary).toContain("What other.yaml would have changed:");
    expect(summary).toMatch(/dose-missed +grorud +– +– +1 \(30 min\) +– +–\n/);
  });

  it("and later; so is the alert that nobody took the first one, which names it by its opening", async () => {
    const lines = recorded("Tue_18:00 plan 08:00", heard);
    expect((await compared(lines, withThresholds({ alertAfterMin: 90 }))).inShort).toEqual([
      "later dose-missed 15 moderate → moderate",
      "later response-overdue 15 serious → serious",
    ]);
  });

  it("says which would have been gained or lost", async () => {
    const lines = recorded("Tue_18:00 plan 08:00", heard, "08:50 dispensed 08:00");
    const stricter = withThresholds({ alertAfterMin: 45 });
    expect((await compared(lines, stricter)).inShort).toEqual([
      "gained dose-missed null → moderate".replace("null", "null"),
    ]);
    expect((await compared(lines, oslo, stricter)).inShort).toEqual(["lost dose-missed moderate → null"]);
  });

  it("says which would have been more serious", async () => {
    const lines = recorded("Tue_18:00 plan 08:00 14:00", heard);
    const { inShort, summary } = await compared(lines, { ...oslo, thresholds: oslo.thresholds }, oslo);
    expect([inShort, summary]).toEqual([[], "With other.yaml nothing would have changed.\n"]);
    const comparison = createComparison();
    const alert = (severity: Severity): AlertRecord => ({ ...anAlert, severity });
    const side = (severity: Severity) => ({
      settled: { doses: [], alerts: [alert(severity)], incidents: [] },
      open: { alerts: () => [] },
    });
    const [difference] = comparison.compare(side("moderate"), side("serious"), () => true);
    expect(difference).toMatchObject({
      change: "severity",
      minutes: null,
      severity: "moderate",
      otherSeverity: "serious",
    });
    expect(comparisonSummary(comparison.totals, "x")).toMatch(/dose-missed +grorud +– +– +– +– +1\n/);
  });

  it("says which doses would have been judged otherwise", async () => {
    const lines = recorded("Tue_18:00 plan 08:00", heard, "08:50 dispensed 08:00");
    const { differences, summary } = await compared(lines, withThresholds({ onTimeMin: 45 }));
    expect(differences).toEqual([
      {
        record: "difference",
        about: "dose",
        change: "verdict",
        doseId: "P-1@2026-03-04T07:00:00.000Z",
        district: "grorud",
        scheduledAt: "2026-03-04T07:00:00.000Z",
        verdict: "on-time",
        otherVerdict: "late",
        cause: null,
        otherCause: null,
      },
    ]);
    expect(summary).toMatch(/on-time → late +grorud +1\n/);
  });

  it("says which doses only one of them expects, and that lines were refused", async () => {
    const elsewhere = { ...oslo, districts: oslo.districts.filter(({ id }) => id !== "grorud") };
    const { inShort, summary } = await compared(recorded("Tue_18:00 plan 08:00", heard), elsewhere);
    expect(inShort).toContain("P-1@2026-03-04T07:00:00.000Z missed → null");
    expect(summary).toMatch(/missed → not expected +grorud +1\n/);
    expect(summary).toContain("lines rejected: 0 → 66");
    const back = await compared(recorded("Tue_18:00 plan 08:00", heard), oslo, elsewhere);
    expect(back.inShort).toContain("P-1@2026-03-04T07:00:00.000Z null → missed");
  });

  it("takes two silences of one device for one where they overlap, else for two", async () => {
    const lines = recorded(
      "06:00 beats until 08:00",
      "10:00 beats until 12:00",
      "12:50 beats until 14:00",
      "20:00 beats until 21:00",
    );
    const patient: Ecosystem = {
      ...oslo,
      deviceClasses: oslo.deviceClasses.map((one) => ({ ...one, offlineAfterMin: 90 })),
    };
    const { differences } = await compared(lines, patient);
    const offline = differences.filter(({ kind }) => kind === "device-offline");
    expect(offline.map(({ change, minutes }) => `${change} ${minutes}`)).toEqual([
      "later 45",
      "lost null",
      "later 45",
      "later 45",
    ]);
  });

  it("counts a difference once, also in a long input, and holds no more for it", async () => {
    const held: number[] = [];
    const days = 60;
    const comparison = createComparison();
    const records = await all(
      replayCompared(streamed(longLife(days)), oslo, withThresholds({ alertAfterMin: 45 }), {
        comparison,
        progress: (told: ReplayProgress) => held.push(told.held),
      }),
    );
    const earlier = records.filter(({ change, kind }) => change === "earlier" && kind === "dose-missed");
    expect(new Set(earlier.map(({ alertId }) => alertId)).size).toBe(earlier.length);
    expect(earlier.length).toBeGreaterThan(days / 2);
    expect(comparison.totals.alerts.get("dose-missed\ngrorud")?.earlier?.count).toBe(earlier.length);
    expect(Math.max(...held)).toBeLessThan(250);
    // They come while reading, in the order of their times within each part.
    expect(records.findIndex(({ record }) => record === "difference")).toBeLessThan(records.length / 2);
  });
});
