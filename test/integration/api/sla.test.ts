import { expect, test } from "vitest";
import { type SlaReport, slaReport } from "../../../rules/sla/records.js";
import { storeSlaWindows } from "../../../services/database/sla-windows.js";
import { createSlaSeries } from "../../../services/projection/sla-series.js";
import { hardOctober } from "../../rules/sla/bench.js";
import { ask, testApi } from "../../services/api/support.js";
import { incidentReport } from "../../support/incident-report.js";
import { alert, incident, testDatabase } from "./support.js";

const database = testDatabase();

/** On 1 November, an hour after the month ended in Oslo. */
const report: SlaReport = slaReport(hardOctober().time("2026-11-01T00:00:00Z").state);
const figures = [
  "elapsedMin",
  "upMin",
  "downMin",
  "maintenanceMin",
  "unknownMin",
  "agreedPercent",
  "availabilityPercent",
  "coveragePercent",
  "budgetMin",
  "budgetLeftMin",
] as const;

async function get(url: string, sla: SlaReport = report) {
  const { app } = await testApi({ pool: database.pool, sla: () => sla });
  return ask(app, url);
}

/** The first row of a table as numbers; none of its texts holds a comma. */
function firstRow(csv: string): Record<string, number> {
  const [head = "", first = ""] = csv.split("\r\n");
  const cells = first.split(",");
  return Object.fromEntries(head.split(",").map((name, n) => [name, Number(cells[n])]));
}

const picked = (row: Record<string, unknown>) => Object.fromEntries(figures.map((name) => [name, row[name]]));

test("a month is the same in the answer, in the table, in the database and in the series", async () => {
  const tell = createSlaSeries(database.offer);
  tell(await storeSlaWindows(database.pool, report));
  await database.commit([]);

  const answer = await get("/v1/sla?window=2026-10");
  const cloud = answer.body.items.find((one: { componentId: string }) => one.componentId === "vendor-cloud");
  // Counted by hand where the month is made.
  expect(cloud).toMatchObject({ elapsedMin: 44_700, upMin: 44_250, downMin: 290, maintenanceMin: 120, unknownMin: 40 });
  expect(cloud).toMatchObject({
    state: "lost",
    outagesLate: 1,
    longestOutageMin: 150,
    burnRates: null,
    forecast: null,
  });
  const expected = picked(cloud);

  const { body: csv } = await get("/v1/sla?window=2026-10&format=csv");
  const own = `${csv.split("\r\n")[0]}\r\n${csv.split("\r\n").find((line: string) => line.startsWith("vendor-cloud,"))}`;
  expect(picked(firstRow(own))).toEqual(expected);

  const stored = await database.pool.query(
    "SELECT record FROM sla_window WHERE component_id = 'vendor-cloud' AND label = '2026-10'",
  );
  expect(picked(stored.rows[0].record)).toEqual(expected);

  const series = await database.pool.query(
    `SELECT fields FROM point WHERE measurement = 'sla' AND tags ->> 'component' = 'vendor-cloud'
       AND fields ->> 'window' = '2026-10' ORDER BY at_ns DESC LIMIT 1`,
  );
  expect(picked(series.rows[0].fields)).toEqual(expected);
  expect(series.rows[0].fields).toMatchObject({ outages: 4, outagesLate: 1 });
});

test("what the engine has forgotten is still answered, and one that began anew replaces no month that is over", async () => {
  await storeSlaWindows(database.pool, report);
  const began = Date.parse("2026-10-28T00:00:00Z");
  const poorer = report.records.map((one) => ({ ...one, downMin: 0, unknownMin: one.elapsedMin, upMin: 0 }));
  const rebuilt = { ...report, beganMs: began, records: poorer };
  const kept = await storeSlaWindows(database.pool, rebuilt);
  expect(new Set(kept.map(({ window }) => window))).toEqual(new Set(["2026-11"]));
  const minutes = async (sla: SlaReport) => {
    const { body } = await get("/v1/sla/vendor-cloud", sla);
    return body.items.map((one: { window: string; downMin: number }) => [one.window, one.downMin]);
  };
  expect(await minutes(rebuilt)).toEqual([
    ["2026-11", 0],
    ["2026-10", 290],
  ]);
  expect(await minutes({ ...rebuilt, records: [] })).toEqual([
    ["2026-11", 0],
    ["2026-10", 290],
  ]);
});

test("without being asked for a month the windows that run are answered, and what there is besides", async () => {
  await storeSlaWindows(database.pool, report);
  const { body } = await get("/v1/sla");
  expect(new Set(body.items.map((one: { window: string }) => one.window))).toEqual(new Set(["2026-11"]));
  expect(body.windows).toEqual(["2026-11", "2026-10"]);
  expect(body.asOf).toBe("2026-11-01T00:00:00.000Z");
});

test("an outage leads to its incident and to whoever stands behind it, and maintenance to the doses in its time", async () => {
  const from = "2026-10-10T21:30:00.000Z";
  const maintained = "2026-10-14T20:00:00.000Z";
  await database.commit([
    incident("I-1", {
      openedAtMs: Date.parse(from) + 120_000,
      closedAtMs: Date.parse("2026-10-11T00:10:00Z"),
      report: incidentReport(Date.parse(from), { endedAtMs: Date.parse("2026-10-11T00:00:00Z") }),
    }),
    alert(Date.parse("2026-10-12T08:00:00Z"), {
      kind: "maintenance-overlaps-doses",
      subject: `vendor-cloud/${maintained}`,
      clearedAtMs: Date.parse("2026-10-14T22:00:00Z"),
      evidence: { to: "2026-10-14T22:00:00.000Z", doses: 12, critical: 1, residents: 11 },
    }),
    // Its plans had changed before it came.
    alert(Date.parse("2026-10-12T08:00:00Z"), {
      kind: "maintenance-overlaps-doses",
      subject: "vendor-cloud/2026-10-20T20:00:00.000Z",
      clearedAtMs: Date.parse("2026-10-13T22:00:00Z"),
      evidence: { to: "2026-10-20T22:00:00.000Z", doses: 3, critical: 0, residents: 3 },
    }),
  ]);
  const { body } = await get("/v1/sla/vendor-cloud");
  const october = body.items.find((one: { window: string }) => one.window === "2026-10");
  expect(october.outages[0]).toMatchObject({
    from,
    restoreMin: 150,
    restoredInTime: false,
    cause: { basis: "declared", incidentId: "I-1", chain: [{ id: "vendor", name: "Vendor" }] },
  });
  expect(october.causes).toMatchObject([
    { supplier: "vendor", outages: 1, downMin: 150, isSubcontractor: false },
    { supplier: null, outages: 3, downMin: 140 },
  ]);
  expect(october.maintenanceOverlaps).toEqual([
    { from: maintained, to: "2026-10-14T22:00:00.000Z", doses: 12, critical: 1, residents: 11 },
  ]);
  const { body: csv } = await get("/v1/sla/vendor-cloud?format=csv");
  expect(csv).toContain(
    `vendor-cloud,2026-10,${from},2026-10-11T00:00:00.000Z,150,false,declared,vendor-cloud,vendor,vendor,I-1`,
  );
});

test.each([
  ["/v1/sla/nothing", 404, "API_COMPONENT_UNKNOWN"],
  ["/v1/sla?window=October", 400, "API_REQUEST_INVALID"],
])("%s is refused", async (url, status, code) => {
  expect(await get(url)).toMatchObject({ status, body: { code } });
});

test("an installation that has heard nothing yet has no accounts, and says so without failing", async () => {
  const { body } = await get("/v1/sla", { atMs: null, beganMs: null, records: [] });
  expect(body).toMatchObject({ windows: [], causes: [], items: [] });
});
