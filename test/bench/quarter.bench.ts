import { join } from "node:path";
import type { InjectOptions } from "fastify";
import { afterAll, beforeAll, bench, describe } from "vitest";
import { refillsView, riskView } from "../../rules/engine.js";
import { emptyCell } from "../../rules/kpi/cells.js";
import { scalingView } from "../../rules/scaling/view.js";
import { slaReport } from "../../rules/sla/records.js";
import type { Database } from "../../services/database/store.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../services/ecosystem/load.js";
import { judge } from "../../services/scaling/keeper.js";
import { alert } from "../integration/database/samples.js";
import { createSandbox } from "../integration/database/sandbox.js";
import { hardOctober } from "../rules/sla/bench.js";
import { ask, openApi, type TestApi } from "../services/api/support.js";
import { createRig } from "../support/engine.js";
import { incidentReport } from "../support/incident-report.js";

/**
 * A quarter of 5,000 residents in a real database: each question that leaders and controllers ask, with the gate judged
 * anew each time (a running service keeps it for a minute).
 */
const residents = 5_000;
const days = 90;
const dosesADay = 3;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.parse("2026-03-31T10:00:00Z");
const fromMs = Date.parse("2025-12-31T23:00:00Z");
const incidentDoses = 4_000;
const alerts = 40_000;
/** A bad morning: what still needs somebody. */
const openAlerts = 400;
const sandbox = createSandbox();
let database: Database;
let api: TestApi | undefined;
const spentMs = new Map<string, number[]>();

/** The cell of one hour of one district with so many doses. */
function hourCell(doses: number, listens: boolean) {
  const cell = emptyCell();
  const missed = Math.round(doses * 0.03);
  cell.doses = { ...cell.doses, "on-time": doses - missed, missed };
  cell.atDeadline = { ...cell.atDeadline, "on-time": doses - missed, missed };
  cell.missedBy.user = missed;
  cell.followups["confirmed-by-phone"] = missed;
  cell.residents = Math.round(doses / dosesADay);
  cell.calls = {
    ...cell.calls,
    answered: missed,
    answeredWithinLimit: missed,
    responseMin: { 4: missed, 12: 1, 25: 1 },
  };
  cell.calls.bySeverity.moderate = missed;
  cell.devices.onlineMs = 300 * hourMs;
  if (listens) cell.journal = { sent: doses, arrived: doses, rejected: 0 };
  cell.listening.heardMs = hourMs;
  return cell;
}

async function fill(districts: readonly string[]): Promise<void> {
  const { pool } = database;
  const names = [...districts];
  // A statement may not take long, whoever asks.
  for (let day = 0; day < days; day += 5) {
    await pool.query(
      `INSERT INTO dose (dose_id, record)
     SELECT 'P-' || r || '@' || d || '/' || n, jsonb_build_object('doseId', 'P-' || r || '@' || d || '/' || n,
       'planId', 'P-' || r, 'residentRef', 'R-' || r, 'deviceId', 'D-' || r, 'district', ($1::text[])[1 + r % ${names.length}],
       'scheduledAtMs', $2::bigint + d * ${dayMs}::bigint + (7 + n * 6) * ${hourMs}::bigint,
       'deadlineAtMs', $2::bigint + d * ${dayMs}::bigint + (8 + n * 6) * ${hourMs}::bigint, 'critical', false,
       'verdict', CASE WHEN (d * 7 + r) % 33 = 0 THEN 'missed' ELSE 'on-time' END, 'cause', null, 'dispensedAtMs', $2::bigint + d * ${dayMs}::bigint + (7 + n * 6) * ${hourMs}::bigint,
       'decidedAtMs', $2::bigint + d * ${dayMs}::bigint + (8 + n * 6) * ${hourMs}::bigint,
       'verdictAtDeadline', 'on-time', 'revisions', '[]'::jsonb, 'followup', null)
     FROM generate_series($3::int, $3 + 4) d, generate_series(1, ${residents}) r, generate_series(0, ${dosesADay - 1}) n`,
      [names, fromMs, day],
    );
  }
  const perHour = Math.round((residents * dosesADay) / names.length / 12);
  await pool.query(
    `INSERT INTO kpi_hour (district, hour_ms, cell, residents_hash, computed_at_ms)
     SELECT p, $2::bigint + h * ${hourMs}::bigint, CASE WHEN p = '_' THEN $4::jsonb ELSE $3::jsonb END, '', $5
     FROM unnest($1::text[]) p, generate_series(0, ${days * 24 - 1}) h`,
    [[...names, "_"], fromMs, JSON.stringify(hourCell(perHour, false)), JSON.stringify(hourCell(0, true)), nowMs],
  );
  await pool.query(
    `INSERT INTO kpi_day (district, from_ms, to_ms, cell, hours, phone_peak, computed_at_ms)
     SELECT p, $2::bigint + d * ${dayMs}::bigint, $2::bigint + (d + 1) * ${dayMs}::bigint, $3::jsonb, 24, 1.5, $4
     FROM unnest($1::text[]) p, generate_series(0, ${days - 1}) d`,
    [[...names, "_", "*"], fromMs, JSON.stringify(hourCell(perHour * 12, true)), nowMs],
  );
  await pool.query(`INSERT INTO kpi_progress (format, began_ms, seeded_to_ms, computed_at_ms) VALUES (1, $1, $2, $2)`, [
    fromMs,
    nowMs,
  ]);
  await pool.query(
    `INSERT INTO alert (alert_id, record)
     SELECT 'dose-missed/D-' || n, $3::jsonb || jsonb_build_object('alertId', 'dose-missed/D-' || n,
       'subject', 'D-' || n, 'district', ($1::text[])[1 + n % ${names.length}], 'deviceId', 'D-' || n % ${residents},
       'residentRef', 'R-' || n % ${residents}, 'condition', CASE WHEN n > ${alerts - openAlerts} THEN 'active' ELSE 'cleared' END,
       'handling', CASE WHEN n > ${alerts - openAlerts} THEN 'new' ELSE 'closed' END,
       'incidentId', CASE WHEN n < 2000 THEN 'I-1' ELSE 'I-' || n % 60 END,
       'openedAtMs', $2::bigint + n * 190000::bigint)
     FROM generate_series(1, ${alerts}) n`,
    [names, fromMs, alert("of each", { doseId: null })],
  );
  for (let n = 1; n <= 60; n++) {
    const openedAtMs = fromMs + n * dayMs;
    const doseIds = Array.from({ length: n === 1 ? incidentDoses : 20 }, (_, r) => `P-${r + 1}@${n}/0`);
    const record = {
      incidentId: `I-${n}`,
      rootCause: "vendor-cloud",
      openedAtMs,
      closedAtMs: openedAtMs + 4 * hourMs,
      residents: doseIds.map((_, r) => `R-${r + 1}`),
      alerts: [],
      doseIds,
      decisionAtMs: null,
      report: incidentReport(openedAtMs),
    };
    await pool.query("INSERT INTO incident (incident_id, record) VALUES ($1, $2)", [record.incidentId, record]);
  }
  const gate = { status: "NO-GO", criteria: [] };
  await pool.query(
    `INSERT INTO gate_judgement (seq, district, at_ms, status, record)
     SELECT n, p, $2::bigint + n * ${hourMs}::bigint, 'NO-GO', $3::jsonb || jsonb_build_object('district', p)
     FROM unnest($1::text[]) p, generate_series(1, 1000) n`,
    [[...names, "_"], fromMs, gate],
  );
  await pool.query("ANALYZE");
}

beforeAll(async () => {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the Oslo example has mistakes");
  const { ecosystem } = loaded;
  database = await sandbox.open(join(await sandbox.folder(), "data"));
  await fill(ecosystem.districts.map(({ id }) => id));
  const rig = createRig(ecosystem, "27 01:00");
  const ids = ecosystem.districts.map(({ id }) => id);
  for (let n = 1; n <= residents; n++) {
    const topic = `${ids[n % ids.length]}/roll-dispenser/D-${n}`;
    rig.plan(topic, { times: [{ at: "08:00" }, { at: "14:00" }, { at: "20:00" }] });
    rig.heartbeat(topic, { firmware: "3.8.1" });
  }
  rig.time("27 03:00");
  for (let n = 1; n <= residents; n++) {
    const record = rig.device(`D-${n}`);
    await database.pool.query("INSERT INTO device (device_id, record) VALUES ($1, $2)", [`D-${n}`, record]);
  }
  const look = () => scalingView(rig.state);
  const sla = slaReport(hardOctober().time("2026-11-01T00:00:00Z").state);
  let actSeq = 0;
  const { pool } = database;
  api = await openApi({
    pool,
    ecosystem,
    now: () => nowMs,
    // What the log's writer keeps of a request.
    submitOwn: async (event) => {
      if (event.kind !== "scaling-requested") throw new Error(`unexpected: ${event.kind}`);
      await pool.query("INSERT INTO risk_act (seq, at_ms, kind, subject, record) VALUES ($1, $2, $3, $4, $5)", [
        ++actSeq,
        nowMs,
        event.kind,
        event.request.requestId,
        event.request,
      ]);
    },
    sla: () => sla,
    risk: () => riskView(rig.state),
    refills: (asked) => refillsView(rig.state, asked),
    scaling: () => judge({ pool, ecosystem, look, now: () => nowMs, submitOwn: async () => {} }),
  });
  // Here, because a bench that throws never ends.
  for (const [name, question] of questions) {
    const { status, body } = await ask(api.app, question);
    if (status >= 300) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
  }
}, 600_000);

afterAll(async () => {
  for (const [name, times] of spentMs) {
    const sorted = [...times].sort((a, b) => a - b);
    const [p50, max] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
    process.stdout.write(`${name}: p50 ${p50.toFixed(0)} ms, max ${max.toFixed(0)} ms\n`);
  }
  await api?.app.close();
  await sandbox.clean();
});

const since = "from=2025-12-31T23:00:00Z&to=2026-03-31T10:00:00Z";
const request: InjectOptions = {
  method: "POST",
  url: "/v1/scaling/requests",
  payload: { district: "alna", residents: 30, from: "2026-04", actor: "leader", reason: "a waiting list" },
};
const questions: [name: string, request: InjectOptions | string][] = [
  ...["day", "week", "month"].flatMap((period): [string, string][] => [
    [`key figures of the city by ${period}`, `/v1/kpis/figures?period=${period}&${since}`],
    [`key figures of a district by ${period}`, `/v1/kpis/figures?period=${period}&district=alna&${since}`],
  ]),
  [
    "key figures of a district by hour, a week",
    "/v1/kpis/figures?period=hour&district=alna&from=2026-03-20T00:00:00Z&to=2026-03-27T00:00:00Z",
  ],
  ["what needs a human now", "/v1/overview"],
  ["worklist of 400", "/v1/worklist"],
  ["residents at risk", "/v1/residents/at-risk"],
  ["one resident", "/v1/residents/R-77"],
  ["one resident's 90 days", "/v1/residents/R-77/period?days=90"],
  ["what to fill within 48 h", "/v1/refills"],
  ["districts", "/v1/districts"],
  ["alerts of a district", "/v1/alerts?district=alna"],
  ["missed doses of a day", "/v1/doses?verdict=missed&date=2026-03-20"],
  ["incidents", "/v1/incidents"],
  ["contracts", "/v1/sla"],
  ["one contract", "/v1/sla/vendor-cloud"],
  ["risks", "/v1/scenarios"],
  ["one risk", "/v1/scenarios/R8"],
  ["gates", "/v1/scaling"],
  ["history of the gate", "/v1/scaling/history"],
  ["report of an incident of 4,000 doses", "/v1/incidents/I-1/report"],
  ["check of a request", request],
];

describe("a quarter of 5,000 residents", () => {
  for (const [name, question] of questions) {
    bench(
      name,
      async () => {
        const startMs = performance.now();
        await ask((api as TestApi).app, question);
        spentMs.set(name, [...(spentMs.get(name) ?? []), performance.now() - startMs]);
      },
      { iterations: 10, time: 0, warmupIterations: 0, warmupTime: 0 },
    );
  }
});
