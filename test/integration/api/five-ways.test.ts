import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import type { ScalingView } from "../../../rules/scaling/view.js";
import { type SlaReport, slaReport } from "../../../rules/sla/records.js";
import { createKpiStore } from "../../../services/database/kpi-store.js";
import { createProjectionStore } from "../../../services/database/projection-store.js";
import { storeSlaWindows } from "../../../services/database/sla-windows.js";
import { createKeeper } from "../../../services/kpi/keeper.js";
import { openInfluxProjection } from "../../../services/projection/open.js";
import { createScalingSeries } from "../../../services/projection/scaling-series.js";
import { createSlaSeries } from "../../../services/projection/sla-series.js";
import { scalingFigures } from "../../../services/scaling/figures.js";
import { openScaling } from "../../../services/scaling/keeper.js";
import { hardOctober } from "../../rules/sla/bench.js";
import { ask, testApi } from "../../services/api/support.js";
import { askInflux, type SeriesServer, startInflux } from "../../support/influx.js";
import { scenarioOf } from "../../support/scenario.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { settingsFor, until } from "../projection/support.js";
import { dose, hourMs, incident, nowMs, testDatabase } from "./support.js";

/**
 * One definition, seen in five ways: the answer, the table, the series in a real InfluxDB, and what a person counts with
 * SQL in the ledger are the same figure.
 */

const database = testDatabase();
const dayMs = 24 * hourMs;
let influx: SeriesServer;
beforeAll(async () => {
  influx = await startInflux();
});
afterAll(() => influx?.remove());

const r8 = scenarioOf("R8");
const { criteria } = worldEcosystem.scaling;
const ecosystem = {
  ...worldEcosystem,
  scenarios: [r8],
  scaling: { ...worldEcosystem.scaling, staffPerDistrict: 12, criteria: { ...criteria, heldDays: 7 } },
};
const world = { residents: 60, ceiling: 100, deviceClasses: [], firmware: [], suppliers: {}, versions: {} };
const observed = { value: 37.5, unit: "per-mille", sample: 1_234, coveragePercent: 91.25 } as const;
const proposal = { observed, probability: 5, range: null, confidence: "medium", level: "red" } as const;
const view: ScalingView = {
  nowMs,
  beganMs: nowMs - 100 * dayMs,
  residents: { grorud: 40, alna: 20 },
  chainTestsMs: { grorud: nowMs - dayMs, alna: nowMs - 2.5 * dayMs },
  contracts: [],
  risk: { nowMs, world, scenarios: [{ config: r8, indicators: {}, proposal }] },
};
/** The seven local days before today's; Oslo is an hour before UTC. */
const heldFromMs = Date.parse("2026-03-02T23:00:00Z");
const heldToMs = Date.parse("2026-03-09T23:00:00Z");

/** Three doses an hour from 8 to 20, each tenth missed, each seventh unknown then and made good since. */
function ledger(): Output[] {
  const doses: Output[] = [];
  for (let dayFromMs = heldFromMs; dayFromMs < heldToMs; dayFromMs += dayMs) {
    for (let hour = 8; hour < 20; hour++) {
      for (const district of ["grorud", "alna", "alna"]) {
        const n = doses.length;
        const then = n % 7 === 0 ? "unconfirmed" : n % 10 === 0 ? "missed" : "on-time";
        const verdict = then === "unconfirmed" ? "on-time" : then;
        const changes = { planId: `P-${n}`, residentRef: `r-${n % 60}`, district, verdict, verdictAtDeadline: then };
        doses.push(dose(dayFromMs + hour * hourMs, changes as Parameters<typeof dose>[1]));
      }
    }
  }
  return doses;
}

/** Tells InfluxDB everything that was committed. */
async function tellInflux(): Promise<void> {
  const settings = settingsFor(influx.url, { retentionDays: 3_650 });
  const log = { info() {}, warn() {}, error() {} };
  const store = createProjectionStore(database.pool);
  const projection = openInfluxProjection(settings, { store, log, now: Date.now }, { idleMs: 20 });
  onTestFinished(() => projection.close(1_000));
  await until("all is told", async () => {
    const told = await one("SELECT max(at_ns) = (SELECT max(at_ns) FROM projection) AS all FROM point");
    return told.all === true;
  });
  expect(projection.health()).toMatchObject({ problem: null, refused: 0, expired: 0 });
}

/** A table's rows by column; what is asked for stands before any text with commas. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head = "", ...rows] = csv.trim().split("\r\n");
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, n) => [names[n] ?? "", cell])));
}
const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
const latest = (measurement: string, tags: string) =>
  askInflux(influx.url, `SELECT * FROM ${measurement} WHERE ${tags} ORDER BY time DESC LIMIT 1`).then(
    ([row]) => row ?? {},
  );
const one = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows[0];

test("the gate's figures and the scenarios'", { timeout: 60_000 }, async () => {
  await database.pool.query("TRUNCATE kpi_day, kpi_hour, kpi_progress, kpi_dirty, kpi_revision");
  const progress = "INSERT INTO kpi_progress (format, began_ms, seeded_to_ms, computed_at_ms) VALUES (1, 0, $1, 0)";
  await database.pool.query(progress, [heldFromMs]);
  await database.commit([...ledger(), incident("I-1", { openedAtMs: nowMs - dayMs, doseIds: ["P-1@x"] })]);
  const session = { actor: "a", reasons: "r", participants: ["p"], dissent: [], knowledge: "k" };
  const consequence = r8.consequence;
  await database.commitAct({
    kind: "scenario-assessed",
    assessment: { ...session, scenario: "R8", consequence, probability: 4, basis: { proposal, world } },
  });
  await createKeeper(ecosystem, createKpiStore(database.pool)).pass();
  const tell = createScalingSeries(database.offer);
  const scaling = openScaling({
    pool: database.pool,
    ecosystem,
    look: () => view,
    submitOwn: (event) => database.commitAct(event),
    kept: (judged) => tell(scalingFigures(judged, ecosystem)),
    now: () => nowMs,
    log: { warn: (details) => expect.unreachable(JSON.stringify(details)) },
  });
  onTestFinished(() => scaling.close());
  await scaling.keep();
  await database.commit([]);
  await tellInflux();
  const { app } = await testApi({
    pool: database.pool,
    ecosystem,
    scaling: () => scaling.current(),
    risk: () => view.risk,
    now: () => nowMs,
  });

  const { body } = await ask(app, "/v1/scaling");
  const table = rowsOf((await ask(app, "/v1/scaling?format=csv")).body);
  for (const place of [{ id: "_", ...body.city }, ...body.districts]) {
    const own = table.filter(({ district }) => district === place.id);
    const whole = await latest("scaling", `district = '${place.id}'`);
    const { residents: served, more, atMost } = place.headroom;
    expect(whole).toMatchObject({ status: place.status, served });
    expect([whole.headroom ?? null, whole.headroomAtMost ?? null]).toEqual([more, atMost]);
    expect(own.length).toBe(place.criteria.length);
    for (const [n, { id, actual, target, met }] of place.criteria.entries()) {
      const point = await latest("scaling_criterion", `district = '${place.id}' AND criterion = '${id}'`);
      expect([id, point.actual ?? null, point.target ?? null]).toEqual([id, actual, target]);
      expect(point.met).toBe(met === null ? 0 : met ? 1 : -1);
      expect(own[n]).toMatchObject({
        gate: place.status,
        residents: text(served),
        headroom: text(more),
        criterion: id,
        actual: text(actual),
        target: text(target),
        met: met === null ? "unknown" : met ? "yes" : "no",
      });
    }
    const kept = await one("SELECT status, record FROM gate_judgement WHERE district = $1 ORDER BY seq DESC LIMIT 1", [
      place.id,
    ]);
    expect(kept.status).toBe(place.status);
    expect(kept.record.criteria).toEqual(place.criteria);
    // What a person counts in the ledger and the incidents.
    const counted = await one(
      `SELECT count(*)::int AS due,
              count(*) FILTER (WHERE record ->> 'verdictAtDeadline' = 'on-time')::int AS "onTime",
              count(*) FILTER (WHERE record ->> 'verdictAtDeadline' = 'unconfirmed')::int AS "unknown"
       FROM dose WHERE scheduled_at_ms >= $1 AND scheduled_at_ms < $2 AND ($3 = '_' OR district = $3)`,
      [heldFromMs, heldToMs, place.id],
    );
    const actual = (id: string) => place.criteria.find((criterion: { id: string }) => criterion.id === id).actual;
    expect(counted.due).toBe(place.id === "_" ? 252 : place.id === "grorud" ? 84 : 168);
    expect(actual("on-time")).toBeCloseTo((100 * counted.onTime) / counted.due, 9);
    expect(actual("unconfirmed")).toBeCloseTo((100 * counted.unknown) / counted.due, 9);
    const open = await one(
      `SELECT count(*)::int AS n FROM incident WHERE jsonb_array_length(record -> 'doseIds') > 0
       AND NOT EXISTS (SELECT FROM incident_review r WHERE r.incident_id = incident.incident_id)`,
    );
    expect(actual("incidents-reviewed")).toBe(open.n);
    expect(served).toBe(place.id === "_" ? 60 : view.residents[place.id]);
  }
  expect(body.city.status).toBe("NO-GO");

  const { body: list } = await ask(app, "/v1/scenarios");
  const [shown] = list.items;
  const [row] = rowsOf((await ask(app, "/v1/scenarios?format=csv")).body);
  const point = await latest("scenario", "scenario = 'R8'");
  const day = await one("SELECT record FROM scenario_day WHERE scenario = 'R8'");
  const act = await one("SELECT record FROM risk_act WHERE kind = 'scenario-assessed' AND subject = 'R8'");
  expect(shown).toMatchObject({ state: "not-accepted", place: { probability: 4, consequence: 5 }, proposal });
  expect(day.record).toEqual(shown.proposal);
  expect([act.record.probability, Math.max(...Object.values<number>(act.record.consequence))]).toEqual([4, 5]);
  const { value, sample, coveragePercent } = shown.proposal.observed;
  expect(point).toMatchObject({
    observed: value,
    sample,
    coveragePercent,
    proposedProbability: shown.proposal.probability,
    proposedLevel: shown.proposal.level,
    confidence: shown.proposal.confidence,
    assessedProbability: shown.place.probability,
    assessedConsequence: shown.place.consequence,
    state: shown.state,
  });
  expect(row).toMatchObject({
    observed: text(value),
    sample: text(sample),
    coveragePercent: text(coveragePercent),
    proposedProbability: "5",
    proposedLevel: "red",
    assessedProbability: "4",
    assessedConsequence: "5",
    state: "not-accepted",
  });
});

test("a contract's month, asked of InfluxDB", async () => {
  const report: SlaReport = slaReport(hardOctober().time("2026-11-01T00:00:00Z").state);
  createSlaSeries(database.offer)(await storeSlaWindows(database.pool, report));
  await database.commit([]);
  await tellInflux();
  const { app } = await testApi({ pool: database.pool, sla: () => report });
  const { body } = await ask(app, "/v1/sla?window=2026-10");
  const table = rowsOf((await ask(app, "/v1/sla?window=2026-10&format=csv")).body);
  expect(body.items.length).toBe(2);
  for (const item of body.items) {
    const point = await latest("sla", `component = '${item.componentId}' AND "window" = '2026-10'`);
    const own = table.find(({ componentId }) => componentId === item.componentId);
    const stored = await one("SELECT record FROM sla_window WHERE component_id = $1 AND label = '2026-10'", [
      item.componentId,
    ]);
    for (const name of ["upMin", "downMin", "maintenanceMin", "unknownMin", "elapsedMin", "availabilityPercent"]) {
      const all = [point[name] ?? null, stored.record[name] ?? null, own?.[name]];
      expect([item.componentId, name, ...all]).toEqual([
        item.componentId,
        name,
        item[name],
        item[name],
        text(item[name]),
      ]);
    }
  }
});
