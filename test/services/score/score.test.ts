import { beforeAll, expect, test } from "vitest";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { endlessFoundWithinMs } from "../../../services/score/fact-rows.js";
import { addScores, percentile, type Row, type Score } from "../../../services/score/figures.js";
import type { DoseSaid, NamedCause, Report, Said } from "../../../services/score/report.js";
import { scoreOf } from "../../../services/score/score.js";
import { loadStanding, standingOf } from "../../../services/score/standing.js";
import { scoreMarkdown, scoreText } from "../../../services/score/table.js";
import { truthLineSchema, truthOf } from "../../../services/score/truth.js";

const at = (clock: string) => Date.parse(`2026-11-18T${clock}:00Z`);
const iso = (clock: string | null) => (clock === null ? null : new Date(at(clock)).toISOString());
let ecosystem: Ecosystem;
beforeAll(async () => {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example has mistakes");
  ecosystem = loaded.ecosystem;
});

interface Given {
  dispensed?: string | null;
  heard?: string | null;
  excused?: boolean;
}

/** A dose of 08:00 in Grorud with its limit at 09:15. */
const doseLine = (doseId: string, { dispensed = null, heard = dispensed, excused = false }: Given) => ({
  truth: "dose",
  doseId,
  deviceId: `D-${doseId}`,
  district: "grorud",
  scheduledAt: iso("08:00"),
  limitAt: iso("09:15"),
  dispensedAt: iso(dispensed),
  heardAt: iso(heard),
  followupAt: null,
  why: dispensed === null ? "forgot" : null,
  excused,
});
const outage = {
  truth: "outage",
  fault: "vendor-cloud-outage",
  componentId: "vendor-cloud",
  how: "down",
  from: iso("07:10"),
  to: iso("09:40"),
};

function report(
  name: string,
  parts: Partial<Omit<Report, "doses">> & { doses?: Record<string, Partial<DoseSaid>> },
): Report {
  const nothing: DoseSaid = { missedAtMs: [], endsMissed: false, unknownAtLimit: false, endsUnknown: false };
  const doses = new Map(Object.entries(parts.doses ?? {}).map(([id, one]) => [id, { ...nothing, ...one }]));
  return { name, said: [], causes: [], notices: [], ...parts, doses };
}

const said = (kind: string, subject: string, clock: string, deviceId: string | null = null): Said => {
  return { kind, subject, deviceId, atMs: at(clock), endMs: null, explained: false };
};
const cause = (name: string, clock: string): NamedCause => ({
  cause: name,
  fromMs: at(clock),
  toMs: null,
  atMs: at(clock),
});

function scoreIt(lines: object[], reports: Report[]): Score {
  const truth = truthOf(lines.map((line) => truthLineSchema.parse(line)));
  const lastHeardMs = new Map(truth.doses.map(({ deviceId }) => [deviceId, at("20:00")]));
  const window = { fromMs: at("05:00"), untilMs: at("20:00"), endMs: at("23:00") };
  return scoreOf({ truth, ecosystem, lastHeardMs, ...window }, reports);
}

const rowOf = (score: Score, id: string) => score.rows.find((row) => row.id === id) as Row;
const figures = (score: Score, id: string) =>
  rowOf(score, id).cells.map(({ found, missed, wrong }) => [found, missed, wrong]);

test("a missed dose is found by whoever calls it missed in the end, and the time counts from its limit", () => {
  const called = { missedAtMs: [at("09:20")], endsMissed: true };
  const score = scoreIt(
    [doseLine("left", {}), doseLine("away", { excused: true })],
    [report("a", { doses: { left: called } }), report("b", { doses: { away: called } })],
  );
  expect(rowOf(score, "dose-missed").facts).toBe(1);
  expect(figures(score, "dose-missed")).toEqual([
    [1, 0, 0],
    [0, 1, 1],
  ]);
  expect(rowOf(score, "dose-missed").cells[0]?.afterMs).toEqual([5 * 60_000]);
  expect(score.shortfalls.map(({ watcher, what, subject }) => `${watcher} ${what} ${subject}`)).toEqual([
    "b missed left",
    "b false away",
  ]);
});

test("to call a dispensed dose missed is wrong, also where it is taken back; before it came out it was right", () => {
  const lines = [doseLine("held", { dispensed: "08:10", heard: "09:50" }), doseLine("late", { dispensed: "09:30" })];
  const calls = { held: { missedAtMs: [at("09:15")] }, late: { missedAtMs: [at("09:15")] } };
  const score = scoreIt(lines, [
    report("a", { doses: { held: { unknownAtLimit: true } } }),
    report("b", { doses: calls }),
  ]);
  expect(figures(score, "dose-falsely-missed")).toEqual([
    [null, null, 0],
    [null, null, 1],
  ]);
  expect(figures(score, "dose-unknowable")).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test("a root cause is right where it names what broke; who blames devices behind it is wrong once for each", () => {
  const lines = [outage, doseLine("one", { dispensed: "08:10" })];
  const silent = said("device-offline", "D-one", "07:55", "D-one");
  const score = scoreIt(lines, [
    report("a", { causes: [cause("vendor-cloud", "07:12")], said: [said("component-down", "vendor-cloud", "07:12")] }),
    report("b", {
      causes: [cause("sms-gateway", "07:12")],
      said: [silent, said("component-down", "sms-gateway", "07:12")],
    }),
  ]);
  expect(figures(score, "root-cause")).toEqual([
    [1, 0, 0],
    [0, 1, 1],
  ]);
  expect(figures(score, "blamed-instead")).toEqual([
    [null, null, 0],
    [null, null, 1],
  ]);
  expect(figures(score, "component-outage")).toEqual([
    [1, 0, 0],
    [0, 1, 1],
  ]);
  expect(figures(score, "silent-device")).toEqual([
    [0, 0, 0],
    [0, 0, 1],
  ]);
});

test("an alert of the supplier's that nobody took within the district's limit is a fact, one that somebody took is none", () => {
  const alert = {
    truth: "supplier-alert",
    deviceId: "D-one",
    district: "grorud",
    doseId: null,
    raisedAt: iso("09:15"),
  };
  const lines = [
    { ...alert, alertRef: "taken", acknowledgedAt: iso("09:30") },
    { ...alert, alertRef: "left", acknowledgedAt: null },
  ];
  const untaken = (ref: string) => said("supplier-alert-untaken", ref, "09:45");
  const score = scoreIt(lines, [report("a", { said: [untaken("left")] }), report("b", { said: [untaken("taken")] })]);
  expect(figures(score, "supplier-alert-untaken")).toEqual([
    [1, 0, 0],
    [0, 1, 1],
  ]);
});

const happening = (what: string, from: string, to: string | null = null) => {
  return { truth: "happening", what, at: from, to, deviceId: "D-one", district: "grorud" };
};
const saidOn = (kind: string, instant: string): Said => {
  return { ...said(kind, "D-one", "00:00", "D-one"), atMs: Date.parse(instant) };
};

test("what never ends must be told within a day of its beginning; told later it is missed, and yet not false", () => {
  const lines = [happening("went-dark", "2026-11-18T08:00:00Z")];
  const score = scoreIt(lines, [
    report("at last moment", { said: [saidOn("device-offline", "2026-11-19T08:00:00Z")] }),
    report("late", { said: [saidOn("device-offline", "2026-11-19T08:00:01Z")] }),
    report("told before already", { said: [saidOn("device-offline", "2026-11-18T07:00:00Z")] }),
  ]);
  expect(endlessFoundWithinMs).toBe(86_400_000);
  expect(figures(score, "silent-device")).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
  ]);
  expect(score.shortfalls.map(({ watcher, what }) => `${watcher}: ${what}`)).toEqual(["late: missed"]);
});

test("a late finding is not false within the time that is scored either, and what has an end may be found until then", () => {
  const startsMs = at("05:00") - 86_400_000;
  const before = happening("went-dark", new Date(startsMs).toISOString());
  const late = scoreIt([before], [report("a", { said: [said("device-offline", "D-one", "09:00", "D-one")] })]);
  expect(figures(late, "silent-device")).toEqual([[0, 0, 0]]);

  const dark = happening("power-lost", "2026-11-18T08:00:00Z", "2026-11-19T20:00:00Z");
  const found = scoreIt([dark], [report("a", { said: [saidOn("power-lost", "2026-11-19T19:00:00Z")] })]);
  expect(figures(found, "power-lost")).toEqual([[1, 0, 0]]);
});

test("data after the end of a service must be told by the next sign of life after the grace", () => {
  const lines = [happening("service-ended", "2026-11-18T08:00:00Z", "2026-11-21T08:00:00Z")];
  const score = scoreIt(lines, [
    report("soon", { said: [saidOn("data-after-end", "2026-11-19T08:15:00Z")] }),
    report("late", { said: [saidOn("data-after-end", "2026-11-19T09:00:01Z")] }),
  ]);
  expect(ecosystem.thresholds.serviceEndGraceHours).toBe(24);
  expect(figures(score, "service-ended")).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test("notifications are counted per team and hour, quiet hours of everybody who is ever called included", () => {
  const notices = Array.from({ length: 7 }, (_, minute) => ({ teamId: "it", atMs: at("08:00") + minute * 60_000 }));
  const score = scoreIt([], [report("a", {}), report("b", { notices })]);
  expect([loadStanding(score), loadStanding({ ...score, loads: score.loads.toReversed() })]).toEqual([
    "ahead",
    "behind",
  ]);
  expect(score.loads).toEqual([
    { notices: 0, teamHours: 15, peak: 0, overHours: 0 },
    { notices: 7, teamHours: 15, peak: 7, overHours: 1 },
  ]);
});

test("two runs add up, with their times side by side", () => {
  const score = scoreIt(
    [doseLine("left", {})],
    [report("a", { doses: { left: { missedAtMs: [at("09:20")], endsMissed: true } } })],
  );
  const row = rowOf(addScores(score, score), "dose-missed");
  expect(row).toMatchObject({ facts: 2, cells: [{ found: 2, missed: 0, wrong: 0, afterMs: [300_000, 300_000] }] });
});

test("the nearest rank is a value that there was", () => {
  expect([percentile([], 50), percentile([3], 95), percentile([4, 1, 3, 2], 50), percentile([4, 1, 3, 2], 95)]).toEqual(
    [null, 3, 2, 4],
  );
});

test("found counts before false, and both before speed; better in one and worse in the other is behind", () => {
  const cell = (found: number, wrong: number, minutes: number) => ({
    found,
    missed: 9 - found,
    wrong,
    afterMs: [minutes * 60_000],
  });
  const standing = (...cells: ReturnType<typeof cell>[]) => standingOf({ id: "x", label: "x", facts: 9, cells });
  expect(standing(cell(9, 0, 9), cell(8, 0, 1), cell(9, 1, 1))).toBe("ahead");
  expect(standing(cell(9, 0, 3), cell(9, 0, 3), cell(8, 0, 1))).toBe("level");
  expect(standing(cell(9, 0, 9), cell(9, 0, 3), cell(8, 0, 1))).toBe("behind");
  expect(standing(cell(9, 2, 1), cell(8, 1, 1), cell(0, 3, 1))).toBe("behind");
});

test("the tables have a row for what happened, a mark for how Velvakt stands, and name where it fell short", () => {
  const score = scoreIt(
    [outage, doseLine("left", {})],
    [report("Velvakt", {}), report("other", { causes: [cause("vendor-cloud", "07:12")] })],
  );
  const text = scoreText(score);
  expect(text).toMatch(/^ *− root cause of an outage named +Velvakt +1 +0 +1 +0 +– +–$/m);
  expect(text).toMatch(/Where Velvakt fell short:\n +dose-missed +missed +left/);
  expect(text).not.toContain("clock wrong");
  expect(scoreMarkdown(score)).toContain(
    "| root cause of an outage named | 1 | 0 found, 0 false | 1 found, 0 false, 2.0 / 2.0 min | behind |\n",
  );
});
