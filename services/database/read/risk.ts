import type pg from "pg";
import type { Scenario } from "../../../rules/model/record.js";
import type { Acceptance, Assessment, Proposal } from "../../../rules/model/risk.js";
import { type Reader, readRows, readSnapshot } from "./query.js";

export type AssessmentRecord = Assessment & { version: number; atMs: number };
export type AcceptanceRecord = Acceptance & { atMs: number };

/** What people have said of one scenario. */
export interface ScenarioDecisions {
  assessment: AssessmentRecord | null;
  /** The one before. */
  previous: AssessmentRecord | null;
  acceptance: AcceptanceRecord | null;
}

const withTime = "record || jsonb_build_object('atMs', at_ms)";
const withVersion = "record || jsonb_build_object('atMs', at_ms, 'version', version)";

async function latestAssessments(reader: Reader): Promise<AssessmentRecord[]> {
  const rows = await readRows<{ record: AssessmentRecord }>(
    reader,
    `SELECT ${withVersion} AS record
     FROM (SELECT *, row_number() OVER (PARTITION BY scenario ORDER BY version DESC) AS age FROM scenario_assessment) aged
     WHERE age <= 2 ORDER BY scenario, version DESC`,
    [],
  );
  return rows.map(({ record }) => record);
}

async function latestAcceptances(reader: Reader): Promise<AcceptanceRecord[]> {
  const rows = await readRows<{ record: AcceptanceRecord }>(
    reader,
    `SELECT DISTINCT ON (subject) ${withTime} AS record FROM risk_act WHERE kind = 'risk-accepted' ORDER BY subject, seq DESC`,
    [],
  );
  return rows.map(({ record }) => record);
}

/** The latest word of people on every scenario that they have spoken of. */
export function readDecisions(pool: pg.Pool): Promise<(scenario: Scenario) => ScenarioDecisions> {
  return readSnapshot(pool, async (reader) => {
    const assessments = await latestAssessments(reader);
    const acceptances = new Map((await latestAcceptances(reader)).map((one) => [one.scenario, one]));
    return (scenario) => {
      const [assessment = null, previous = null] = assessments.filter((one) => one.scenario === scenario);
      return { assessment, previous, acceptance: acceptances.get(scenario) ?? null };
    };
  });
}

/** A day's last proposal. */
export interface ScenarioDay {
  /** `YYYY-MM-DD` in the installation's zone. */
  day: string;
  proposal: Proposal;
}

export interface ScenarioHistory {
  assessments: AssessmentRecord[];
  acceptances: AcceptanceRecord[];
  days: ScenarioDay[];
}

/** What was said of one scenario, newest first; at most so many of each. */
export function readScenarioHistory(
  pool: pg.Pool,
  scenario: Scenario,
  limits: { decisions: number; days: number },
): Promise<ScenarioHistory> {
  return readSnapshot(pool, async (reader) => {
    const assessments = await readRows<{ record: AssessmentRecord }>(
      reader,
      `SELECT ${withVersion} AS record FROM scenario_assessment WHERE scenario = $1 ORDER BY version DESC LIMIT $2`,
      [scenario, limits.decisions],
    );
    const acceptances = await readRows<{ record: AcceptanceRecord }>(
      reader,
      `SELECT ${withTime} AS record FROM risk_act WHERE kind = 'risk-accepted' AND subject = $1 ORDER BY seq DESC LIMIT $2`,
      [scenario, limits.decisions],
    );
    const days = await readRows<{ day: string; record: Proposal }>(
      reader,
      "SELECT day::text AS day, record FROM scenario_day WHERE scenario = $1 ORDER BY day DESC LIMIT $2",
      [scenario, limits.days],
    );
    return {
      assessments: assessments.map(({ record }) => record),
      acceptances: acceptances.map(({ record }) => record),
      days: days.map(({ day, record }) => ({ day, proposal: record })),
    };
  });
}

/** Keeps what telemetry proposes today; said again, the later one counts. */
export async function keepScenarioDay(
  pool: pg.Pool,
  day: string,
  atMs: number,
  proposals: { scenario: Scenario; proposal: Proposal }[],
): Promise<void> {
  await readRows(
    pool,
    `INSERT INTO scenario_day (scenario, day, at_ms, record)
     SELECT scenario, $1::date, $2, record::jsonb FROM unnest($3::text[], $4::text[]) AS s(scenario, record)
     ON CONFLICT (scenario, day) DO UPDATE SET at_ms = excluded.at_ms, record = excluded.record`,
    [day, atMs, proposals.map(({ scenario }) => scenario), proposals.map(({ proposal }) => JSON.stringify(proposal))],
  );
}
