import type { InjectOptions } from "fastify";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { LogEvent } from "../../../rules/model/event.js";
import type { ScalingView } from "../../../rules/scaling/view.js";
import { readGateFigures } from "../../../services/database/gate-store.js";
import { heldWeeks } from "../../../services/scaling/evidence.js";
import { openScaling } from "../../../services/scaling/keeper.js";
import { ask, testApi } from "../../services/api/support.js";
import { goodWeek } from "../../support/gate-evidence.js";
import { scenarioOf } from "../../support/scenario.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { incident, nowMs, testDatabase } from "./support.js";

const database = testDatabase();
const dayMs = 86_400_000;
beforeEach(async () => {
  await database.pool.query("TRUNCATE kpi_day, kpi_hour, kpi_progress");
});
const r8 = scenarioOf("R8");
const ecosystem = {
  ...worldEcosystem,
  scenarios: [r8],
  matrix: Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => "red" as const)),
  scaling: { ...worldEcosystem.scaling, ceiling: 100, staffPerDistrict: 12 },
};
const [first, second] = ecosystem.districts.map(({ id }) => id) as [string, string];
const proposal = { observed: null, probability: null, range: null, confidence: "low", level: "red" } as const;
const world = { residents: 80, ceiling: 100, deviceClasses: [], firmware: [], suppliers: {}, versions: {} };

function viewOf(changes: Partial<ScalingView> = {}): ScalingView {
  const ids = ecosystem.components.flatMap(({ id, perDistrict }): [string, string | null][] =>
    perDistrict ? ecosystem.districts.map((district) => [`${id}@${district.id}`, district.id]) : [[id, null]],
  );
  return {
    nowMs,
    beganMs: nowMs - 100 * dayMs,
    residents: Object.fromEntries(ecosystem.districts.map(({ id }) => [id, id === first || id === second ? 40 : 0])),
    chainTestsMs: { [first]: nowMs - dayMs, [second]: nowMs - dayMs },
    contracts: ids.map(([componentId, district]) => ({
      componentId,
      name: { no: componentId, en: componentId },
      district,
      agreedPercent: 99,
      availabilityPercent: 99.9,
      fromMs: nowMs - 60 * dayMs,
      toMs: nowMs + dayMs,
    })),
    risk: {
      nowMs,
      world,
      scenarios: [{ config: r8, indicators: {}, proposal: { ...proposal } }],
    },
    ...changes,
  };
}

/** Four weeks in which all went well, in the city and in two districts. */
async function fourGoodWeeks(countedAtMs = nowMs): Promise<void> {
  const { pool } = database;
  await pool.query(`INSERT INTO kpi_progress (format, began_ms, seeded_to_ms, computed_at_ms) VALUES (1, 0, $1, $1)`, [
    countedAtMs,
  ]);
  const [from, to] = [heldWeeks(ecosystem.timezone, 28, nowMs)[0], heldWeeks(ecosystem.timezone, 28, nowMs).at(-1)];
  for (let fromMs = from?.fromMs ?? 0; fromMs < (to?.toMs ?? 0); fromMs += dayMs) {
    for (const district of ["*", first, second]) {
      const { cell } = goodWeek((one) => {
        one.listening = { heardMs: dayMs, gapMs: 0 };
      });
      await pool.query(
        `INSERT INTO kpi_day (district, from_ms, to_ms, cell, hours, phone_peak, computed_at_ms)
         VALUES ($1, $2, $3, $4, 24, 1.5, $3)`,
        [district, fromMs, fromMs + dayMs, JSON.stringify(cell)],
      );
    }
    await pool.query(
      `INSERT INTO kpi_hour (district, hour_ms, cell, residents_hash, computed_at_ms) VALUES ($1, $2, $3, '', $2)`,
      [
        first,
        fromMs + 8 * 3_600_000,
        JSON.stringify(
          goodWeek((one) => {
            one.calls.bySeverity.moderate = 2;
          }).cell,
        ),
      ],
    );
  }
}

const assessed: LogEvent = {
  kind: "scenario-assessed",
  assessment: {
    scenario: "R8",
    actor: "a",
    consequence: r8.consequence,
    probability: 3,
    reasons: "r",
    participants: ["p"],
    dissent: [],
    knowledge: "k",
    basis: { proposal: { ...proposal }, world },
  },
};
const accepted: LogEvent = {
  kind: "risk-accepted",
  acceptance: { scenario: "R8", version: 1, actor: "a", role: "c", colour: "red", reason: "r", untilMs: nowMs + dayMs },
};

async function api(view = viewOf(), now = () => nowMs) {
  const kept: LogEvent[] = [];
  const scaling = openScaling({
    pool: database.pool,
    ecosystem,
    look: () => view,
    submitOwn: async (event) => {
      kept.push(event);
      await database.commitAct(event, now());
    },
    kept: () => {},
    now,
    log: { warn: (details) => expect.unreachable(JSON.stringify(details)) },
  });
  onTestFinished(() => scaling.close());
  const { app } = await testApi({
    pool: database.pool,
    ecosystem,
    scaling: () => scaling.current(),
    now: () => nowMs,
    submitOwn: (event) => database.commitAct(event),
  });
  const post = (url: string, payload: object) => ask(app, { method: "POST", url, payload } satisfies InjectOptions);
  const failing = async () => {
    const { body } = await ask(app, "/v1/scaling");
    const ids = body.city.criteria.filter(({ met }: { met: boolean | null }) => met !== true);
    return [body.city.status, ...ids.map(({ id }: { id: string }) => id)];
  };
  return { app, post, scaling, kept, failing };
}

async function good(): Promise<void> {
  await fourGoodWeeks();
  await database.commitAct(assessed);
  await database.commitAct(accepted);
}

describe("the gate over HTTP", () => {
  test("is open after four good weeks, with a red risk that is accepted, and says room for how many more", async () => {
    await good();
    const { app, failing } = await api();
    expect(await failing()).toEqual(["GO"]);
    const { body } = await ask(app, "/v1/scaling");
    const own = body.districts.find(({ id }: { id: string }) => id === first);
    expect(own.status).toBe("GO");
    // Twelve people, four visits each in ninety minutes: 48 of 40; the ceiling has 20 left.
    expect(own.headroom).toMatchObject({ residents: 40, more: 8, first: "fallback" });
    expect(body).toMatchObject({ ceiling: 100, residents: 80, heldDays: 28, unreviewedIncidents: [], requests: [] });
  });

  test("is shut by an incident that touched doses until a person has concluded on it after its end", async () => {
    await good();
    const touched = { openedAtMs: nowMs - 5 * dayMs, closedAtMs: nowMs - 4 * dayMs, doseIds: ["P@x"] };
    await database.commit([incident("I-1", touched)]);
    expect(await (await api()).failing()).toEqual(["NO-GO", "incidents-reviewed"]);
    const reviewed = { kind: "incident-reviewed", incidentId: "I-1", actor: "doctor", conclusion: "c" } as const;
    const rest = { caseNumber: null, causeSupplier: null, dosesReviewed: 1 };
    await database.commitAct({ ...reviewed, ...rest }, nowMs - 4.5 * dayMs);
    expect(await (await api()).failing()).toEqual(["NO-GO", "incidents-reviewed"]);
    await database.commitAct({ ...reviewed, ...rest });
    expect(await (await api()).failing()).toEqual(["GO"]);
  });

  test("cannot be judged where nothing was counted, where it was counted long ago, or before anything is known", async () => {
    await database.commitAct(assessed);
    await database.commitAct(accepted);
    const [status] = await (await api()).failing();
    expect(status).toBe("UNKNOWN");
    await fourGoodWeeks(nowMs - 3 * 3_600_000);
    expect((await (await api()).failing())[0]).toBe("UNKNOWN");
    expect((await (await api(viewOf({ beganMs: null }))).failing())[0]).toBe("UNKNOWN");
  });

  test("waits for a new assessment when telemetry has become worse than the session had seen", async () => {
    await good();
    const view = viewOf();
    const worse = { ...view.risk.scenarios[0], proposal: { ...proposal, probability: 5 } };
    const risk = { ...view.risk, scenarios: [worse as (typeof view.risk.scenarios)[0]] };
    expect(await (await api({ ...view, risk })).failing()).toEqual(["UNKNOWN", "open-reds"]);
  });

  test("the table says the same as the JSON", async () => {
    await good();
    const { app } = await api();
    const { body } = await ask(app, "/v1/scaling");
    const csv = (await ask(app, { url: "/v1/scaling", headers: { accept: "text/csv" } })).body as string;
    const rows = csv.trim().split("\r\n").slice(1);
    expect(rows).toHaveLength(11 * (1 + ecosystem.districts.length));
    const onTime = body.city.criteria.find(({ id }: { id: string }) => id === "on-time");
    expect(rows.find((row) => row.startsWith("_") && row.includes(",on-time,"))).toContain(
      `,on-time,at-least,95,${onTime.actual},percent,yes,`,
    );
  });
});

test("the busiest hour is that of the average day, by the clocks of the city, and today is no whole day", async () => {
  const weeks = heldWeeks(ecosystem.timezone, 28, nowMs);
  const span = { fromMs: weeks[0]?.fromMs ?? 0, toMs: weeks.at(-1)?.toMs ?? 0, zone: ecosystem.timezone };
  await fourGoodWeeks();
  const alerts = JSON.stringify(goodWeek((one) => Object.assign(one.calls.bySeverity, { serious: 1, normal: 9 })).cell);
  for (const [hourMs, cell] of [
    // Beside the two alerts of every morning at eight: one in the evening, and many of today.
    [span.fromMs + 20 * 3_600_000, alerts],
    [span.toMs + 8 * 3_600_000, alerts],
  ]) {
    await database.pool.query(
      `INSERT INTO kpi_hour (district, hour_ms, cell, residents_hash, computed_at_ms) VALUES ($1, $2, $3, '', $2)`,
      [first, hourMs, cell],
    );
  }
  await database.pool.query(
    `INSERT INTO kpi_day (district, from_ms, to_ms, cell, hours, phone_peak, computed_at_ms)
     VALUES ($1, $2, $2, $3, 12, 99, $2)`,
    [first, span.toMs, alerts],
  );
  const figures = await readGateFigures(database.pool, span);
  expect([...figures.busiestHours]).toEqual([[first, 2]]);
  expect(figures.days.filter(({ district }) => district === first)).toHaveLength(28);
  expect(figures.countedAtMs).toBe(nowMs);
});

describe("what is kept", () => {
  test("is each judgement that became another one, once, with its reasons, and a proposal a day", async () => {
    await good();
    const { app, scaling, kept } = await api();
    await scaling.keep();
    await scaling.keep();
    expect(kept).toHaveLength(1);
    await database.commit([incident("I-2", { doseIds: ["P@x"] })]);
    const again = await api();
    await again.scaling.keep();
    expect(again.kept).toHaveLength(1);
    const { body } = await ask(app, `/v1/scaling/history?district=${first}`);
    expect(body.items.map(({ status }: { status: string }) => status)).toEqual(["NO-GO", "GO"]);
    const { body: now } = await ask(again.app, "/v1/scaling");
    expect(now.city).toMatchObject({ status: "NO-GO", since: new Date(nowMs).toISOString() });
    const days = await database.pool.query("SELECT scenario, day::text FROM scenario_day");
    expect(days.rows).toEqual([{ scenario: "R8", day: "2026-03-10" }]);
    expect((await ask(app, "/v1/scaling/history?district=atlantis")).status).toBe(404);
  });

  test("is not said again after a restart, and is when another criterion is no longer met", async () => {
    await good();
    await database.commit([incident("I-3", { doseIds: ["P@x"] })]);
    await (await api()).scaling.keep();
    const restarted = await api();
    await restarted.scaling.keep();
    expect(restarted.kept).toEqual([]);
    const view = viewOf({ chainTestsMs: { [first]: nowMs - 99 * dayMs, [second]: nowMs - dayMs } });
    const untested = await api(view, () => nowMs + 60_000);
    await untested.scaling.keep();
    const [event] = untested.kept as [Extract<LogEvent, { kind: "gate-changed" }>];
    expect(event.gates.map(({ district, status }) => [district, status])).toEqual([
      [null, "NO-GO"],
      [first, "NO-GO"],
    ]);
    const again = await api(view, () => nowMs + 120_000);
    await again.scaling.keep();
    expect(again.kept).toEqual([]);
    // Shut for one reason more, and shut as long as before.
    const { body } = await ask(again.app, "/v1/scaling");
    expect(body.city).toMatchObject({ status: "NO-GO", since: new Date(nowMs).toISOString() });
  });

  test("is told from a judgement that is made anew when it is a minute old", async () => {
    await good();
    let time = nowMs;
    const { scaling } = await api(viewOf(), () => time);
    const judged = await scaling.current();
    time += 59_000;
    expect(await scaling.current()).toBe(judged);
    time += 1_000;
    expect((await scaling.current()).atMs).toBe(time);
  });
});

describe("a request", () => {
  const body = { district: first, residents: 8, from: "2027-03", actor: "coordinator", reason: "Waiting list" };

  test("is checked against all that limits growth, and decided by a person", async () => {
    await good();
    const { app, post } = await api();
    const { status, body: asked } = await post("/v1/scaling/requests", body);
    expect(status).toBe(201);
    expect(asked).toMatchObject({ ...body, gate: "GO", decision: null });
    expect(asked.checks.map(({ id, met }: { id: string; met: boolean }) => [id, met])).toEqual([
      ["gate", true],
      ["city-gate", true],
      ["ceiling", true],
      ["open-reds", true],
      ["headroom", true],
      ["fallback", true],
    ]);
    const more = (await post("/v1/scaling/requests", { ...body, residents: 21 })).body;
    const unmet = more.checks.filter(({ met }: { met: boolean }) => !met).map(({ id }: { id: string }) => id);
    expect(unmet).toEqual(["ceiling", "headroom", "fallback"]);
    const decision = { actor: "director", role: "Head of the agency", decision: "approved", reason: "All is met" };
    const decided = await post(`/v1/scaling/requests/${asked.requestId}/decision`, decision);
    expect(decided).toMatchObject({
      status: 200,
      body: { decision: { ...decision, at: new Date(nowMs).toISOString() } },
    });
    const { body: list } = await ask(app, "/v1/scaling");
    expect(list.requests.map((one: { decision: object | null }) => one.decision === null)).toEqual([true, false]);
    await post(`/v1/scaling/requests/${asked.requestId}/decision`, { ...decision, decision: "refused" });
    const { requests } = (await ask(app, "/v1/scaling")).body;
    expect(requests[1].decision).toMatchObject({ decision: "refused" });
    const audit = await database.pool.query("SELECT action FROM audit WHERE subject = $1 ORDER BY seq", [
      asked.requestId,
    ]);
    expect(audit.rows.map(({ action }) => action)).toEqual(["scaling-requested", "scaling-decided", "scaling-decided"]);
  });

  test.each([
    [{ district: "atlantis" }, 404],
    [{ from: "2027-13" }, 400],
    [{ residents: 0 }, 400],
  ])("%j is refused", async (change, status) => {
    const { post } = await api();
    expect((await post("/v1/scaling/requests", { ...body, ...change })).status).toBe(status);
  });

  test("that nobody made cannot be decided", async () => {
    const { post } = await api();
    const decision = { actor: "d", role: "r", decision: "refused", reason: "r" };
    expect((await post("/v1/scaling/requests/none/decision", decision)).body.code).toBe("API_REQUEST_UNKNOWN");
  });
});
