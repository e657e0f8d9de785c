import type { InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import type { RiskView } from "../../../rules/fros/view.js";
import { keepScenarioDay } from "../../../services/database/read/risk.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { ask, testApi } from "../../services/api/support.js";
import { nowMs, testDatabase } from "./support.js";

const database = testDatabase();
const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the shipped ecosystem file has mistakes");
const { ecosystem } = loaded;
const dayMs = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

const world: RiskView["world"] = {
  residents: 100,
  ceiling: 600,
  deviceClasses: ["roll-dispenser"],
  firmware: ["roll-dispenser 3"],
  suppliers: {},
  versions: { vkp: "1" },
};

/** R8 as 7 of 1,000 doses would have it; the others as they come. */
function riskOf(changes: Partial<RiskView["world"]> = {}, probability = 3): RiskView {
  const observed = { value: 7, unit: "per-mille" as const, sample: 1000, coveragePercent: 99 };
  return {
    nowMs,
    world: { ...world, ...changes },
    scenarios: ecosystem.scenarios.map((config) => ({
      config,
      indicators: { missedPerThousand: observed },
      proposal: { observed, probability, range: { low: 3, high: 3 }, confidence: "high", level: "red" },
    })),
  };
}

async function api(risk = riskOf(), atMs = nowMs) {
  const { app } = await testApi({
    pool: database.pool,
    ecosystem,
    risk: () => risk,
    now: () => atMs,
    submitOwn: (event) => database.commitAct(event, atMs),
  });
  const post = (what: string, payload: object) =>
    ask(app, { method: "POST", url: `/v1/scenarios/${what}`, payload } satisfies InjectOptions);
  return { app, post };
}

const mild = { "life-and-health": 2, compliance: 2, "goal-attainment": 1, trust: 1 };
const assessment = {
  actor: "facilitator",
  consequence: { ...mild, "life-and-health": 4 },
  probability: 3,
  reasons: "Two long outages",
  participants: ["VFT-koordinator Alna", "Security architect"],
  dissent: [{ who: "Security architect", what: "Would say 4" }],
  knowledge: "Four weeks of one district",
};
const acceptance = (until: number, version = 1) => ({
  actor: "director",
  role: ecosystem.scenarios[0]?.acceptance.red.no as string,
  reason: "The change of supplier is under way",
  version,
  until: iso(until),
});

describe("an assessment", () => {
  test("is red at probability 3 with consequence 4, keeps what the tool had shown, and is in the audit", async () => {
    const { app, post } = await api();
    const { status, body } = await post("R3/assessments", assessment);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: "not-accepted",
      place: { probability: 3, consequence: 4 },
      movement: null,
      reassess: [],
      assessment: { ...assessment, version: 1, at: iso(nowMs), level: "red", basis: { world } },
    });
    const audit = await database.pool.query("SELECT actor, action, subject, detail FROM audit");
    expect(audit.rows).toMatchObject([
      { actor: "facilitator", action: "scenario-assessed", subject: "R3", detail: { dissent: assessment.dissent } },
    ]);
    const { body: list } = await ask(app, "/v1/scenarios");
    expect(list.items.map(({ id, state }: { id: string; state: string }) => `${id} ${state}`)).toContain(
      "R8 not-assessed",
    );
  });

  test("never replaces the one before: both are there, and the movement between them", async () => {
    const { post } = await api();
    await post("R3/assessments", assessment);
    const { body } = await post("R3/assessments", { ...assessment, consequence: mild, probability: 2, dissent: [] });
    expect(body).toMatchObject({
      state: "green",
      movement: { sinceVersion: 1, probability: { from: 3, to: 2 }, consequence: { from: 4, to: 2 } },
    });
    expect(
      body.history.assessments.map(({ version, level }: { version: number; level: string }) => [version, level]),
    ).toEqual([
      [2, "green"],
      [1, "red"],
    ]);
  });

  test("is due again for everything that is another since, each with what happened", async () => {
    await (await api()).post("R3/assessments", assessment);
    const later = riskOf(
      {
        residents: 120,
        deviceClasses: ["gps", "roll-dispenser"],
        firmware: ["roll-dispenser 3", "roll-dispenser 4"],
        suppliers: { vkp: "other" },
        versions: { vkp: "2" },
      },
      4,
    );
    const { app } = await api(later, nowMs + 367 * dayMs);
    const { body } = await ask(app, "/v1/scenarios/R3");
    expect(body.reassess.map(({ id, what }: { id: string; what: { en: string } }) => `${id}: ${what.en}`)).toEqual([
      "new-class: New class of device: gps",
      "new-firmware: New major firmware: roll-dispenser 4",
      "supplier-change: Supplier of vkp: – → other",
      "new-version: New version of vkp: 1 → 2",
      "growth: Residents: 100 → 120",
      "band-crossed: Proposed probability: 3 → 4",
      "age: The assessment is 367 days old",
    ]);
  });

  test.each([
    [{ ...assessment, probability: 6 }],
    [{ ...assessment, participants: [] }],
    [{ ...assessment, consequence: { trust: 1 } }],
    [{ ...assessment, reasons: "Ring 13097248022" }],
  ])("that is incomplete or names a person's number is refused (%#)", async (payload) => {
    const { post } = await api();
    expect(await post("R3/assessments", payload)).toMatchObject({ status: 400, body: { code: "API_REQUEST_INVALID" } });
  });
});

describe("an acceptance", () => {
  test("of a red risk holds for its time, then the risk is open again", async () => {
    const { post } = await api();
    await post("R3/assessments", assessment);
    const { body } = await post("R3/acceptances", acceptance(nowMs + 90 * dayMs));
    expect(body).toMatchObject({ state: "accepted", acceptance: { state: "valid", colour: "red", actor: "director" } });
    const { app } = await api(riskOf(), nowMs + 90 * dayMs);
    expect((await ask(app, "/v1/scenarios/R3")).body).toMatchObject({
      state: "not-accepted",
      acceptance: { state: "expired" },
      history: { acceptances: [{ until: iso(nowMs + 90 * dayMs) }] },
    });
  });

  test("of a lesser risk does not reach what has become graver", async () => {
    const { post } = await api();
    await post("R3/assessments", { ...assessment, probability: 2 });
    const yellow = { ...acceptance(nowMs + dayMs), role: ecosystem.scenarios[0]?.acceptance.yellow.en };
    expect((await post("R3/acceptances", yellow)).body).toMatchObject({ state: "accepted" });
    const { body } = await post("R3/assessments", assessment);
    expect(body).toMatchObject({ state: "not-accepted", acceptance: { state: "outgrown" } });
  });

  test.each([
    ["too long", { until: iso(nowMs + 93 * dayMs) }, 422, "API_ACCEPTANCE_UNTIL"],
    ["already over", { until: iso(nowMs) }, 422, "API_ACCEPTANCE_UNTIL"],
    ["not by whom it takes", { role: "somebody" }, 422, "API_ACCEPTANCE_ROLE"],
    ["of another version", { version: 2 }, 409, "API_ASSESSMENT_SUPERSEDED"],
  ])("%s is refused", async (_why, change, status, code) => {
    const { post } = await api();
    await post("R3/assessments", assessment);
    const answer = await post("R3/acceptances", { ...acceptance(nowMs + 90 * dayMs), ...change });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test("of what nobody has assessed is refused", async () => {
    const { post } = await api();
    expect(await post("R1/acceptances", acceptance(nowMs + dayMs))).toMatchObject({
      status: 409,
      body: { code: "API_SCENARIO_NOT_ASSESSED" },
    });
  });
});

test("the table has a row per scenario with the same figures, and the trend a proposal per day", async () => {
  const { app, post } = await api();
  await post("R8/assessments", assessment);
  const { proposal } = riskOf().scenarios[7] as RiskView["scenarios"][number];
  await keepScenarioDay(database.pool, "2026-03-09", nowMs - dayMs, [{ scenario: "R8", proposal }]);
  await keepScenarioDay(database.pool, "2026-03-10", nowMs, [{ scenario: "R8", proposal }]);
  const { probability: _, ...without } = proposal;
  await keepScenarioDay(database.pool, "2026-03-10", nowMs, [
    { scenario: "R8", proposal: { ...without, probability: 2 } },
  ]);
  const { body } = await ask(app, "/v1/scenarios/R8");
  expect(
    body.history.proposals.map((one: { date: string; proposal: { probability: number } }) => [
      one.date,
      one.proposal.probability,
    ]),
  ).toEqual([
    ["2026-03-10", 2],
    ["2026-03-09", 3],
  ]);
  const csv = (await ask(app, "/v1/scenarios?format=csv")).body as string;
  const [head, ...rows] = csv.trim().split("\r\n");
  expect(head?.split(",").slice(0, 2)).toEqual(["scenario", "name"]);
  expect(rows).toHaveLength(8);
  expect(rows.find((row) => row.startsWith("R8"))).toContain(",7,per-mille,1000,99,3,high,red,3,4,red,");
});
