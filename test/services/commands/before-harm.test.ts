import { expect, it } from "vitest";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { Scenario } from "../../../rules/model/record.js";
import { readScenario } from "../../../services/commands/scenario-file.js";
import { type TrialDay, trialOf } from "../../../services/commands/what-if-trial.js";
import type { ScenarioDecisions } from "../../../services/database/read/risk.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { type City, createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityOptionsOf, scenarioDate } from "../../../simulators/scenarios.js";
import { createTruth, type Truth } from "../../../simulators/truth.js";

const startMs = Date.parse("2026-11-18T06:00:00+01:00");
const minMs = 60_000;
const dayMs = 86_400_000;

async function oslo(firmwareSupported: string[] | null): Promise<Ecosystem> {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the Oslo example has mistakes");
  const { ecosystem } = loaded;
  const deviceClasses = ecosystem.deviceClasses.map((one) =>
    one.id === "roll-dispenser" ? { ...one, firmwareSupported } : one,
  );
  return { ...ecosystem, deviceClasses };
}

/** The session has accepted what it knew of; development (R4) was green. */
function decided({ scenarios }: Ecosystem): (scenario: Scenario) => ScenarioDecisions {
  const proposal = { observed: null, probability: null, range: null, confidence: "low", level: "red" } as const;
  const world = { residents: 60, ceiling: 600, deviceClasses: [], firmware: [], suppliers: {}, versions: {} };
  return (id) => {
    const { consequence } = scenarios.find((one) => one.id === id) as (typeof scenarios)[number];
    const probability = id === "R4" ? 1 : 5;
    const said = { reasons: "r", participants: ["p"], dissent: [], knowledge: "k", basis: { proposal, world } };
    return {
      assessment: { scenario: id, actor: "a", consequence, probability, ...said, version: 1, atMs: startMs },
      previous: null,
      acceptance: {
        scenario: id,
        version: 1,
        actor: "a",
        role: "leader",
        colour: id === "R4" ? "green" : "red",
        reason: "r",
        untilMs: startMs + 90 * dayMs,
        atMs: startMs,
      },
    };
  };
}

interface Walk {
  first: TrialDay | null;
  /** Ids of the city's criteria that were not met then. */
  failing: string[];
  why: string;
  harmMs: number | null;
  days: number;
}

interface WalkOptions {
  residents: number;
  days: number;
  firmwareSupported: string[] | null;
  faults?: false;
}

async function cityOf(name: string, { residents, faults }: Pick<WalkOptions, "residents" | "faults">): Promise<City> {
  const read = await readScenario(name);
  if (!read.ok) throw new Error(`${name} has mistakes`);
  const scenario = { ...read.value, ...(faults === false ? { faults: [] } : {}) };
  return createCity({ seed: 1, residents, ...cityOptionsOf(scenario, scenarioDate(scenario.timezone, startMs)) });
}

/** Walks from morning to morning until residents are harmed by what really happened, or the days are over. */
async function walk(name: string, options: WalkOptions, harmAt: (truth: Truth) => number | null): Promise<Walk> {
  const ecosystem = await oslo(options.firmwareSupported);
  const city = await cityOf(name, options);
  const { days } = options;
  const truth = createTruth();
  const walked: Walk = { first: null, failing: [], why: "", harmMs: null, days: 0 };
  for (const day of trialOf({ city, ecosystem, startMs, days, decisionsOf: decided(ecosystem) }, truth)) {
    walked.days++;
    const [gate] = day.gates;
    if (walked.first === null && gate?.status === "NO-GO") {
      const failing = gate.criteria.filter(({ met }) => met === false);
      Object.assign(walked, {
        first: day,
        failing: failing.map(({ id }) => id),
        why: failing.map(({ why }) => why.en),
      });
    }
    walked.harmMs = harmAt(truth);
    if (walked.harmMs !== null) break;
  }
  return walked;
}

function daysBefore({ first, harmMs }: Walk): number {
  if (first === null || harmMs === null) throw new Error("the gate never shut, or nobody was harmed");
  return (harmMs - first.atMs) / dayMs;
}

function show(name: string, walked: Walk): void {
  const { first, failing, why, harmMs } = walked;
  const day = (ms: number) => ((ms - startMs) / dayMs).toFixed(1);
  process.stdout.write(
    `${name}: NO-GO on day ${day(first?.atMs ?? 0)} (${failing.join(", ")}: ${why}), ` +
      `harm on day ${day(harmMs ?? 0)}: ${daysBefore(walked).toFixed(1)} days before\n`,
  );
}

/** The first dose that did not come out because the firmware jammed the dispenser. */
function jammedDose({ doses, happenings }: Truth): number | null {
  const jams = happenings.filter(({ what, fault }) => what === "jam" && fault === "bad-firmware");
  const harmed = [...doses.values()].filter(
    ({ deviceId, why, scheduledAtMs }) =>
      why === "jam" && jams.some((jam) => jam.deviceId === deviceId && jam.atMs <= scheduledAtMs),
  );
  return harmed.length > 0 ? Math.min(...harmed.map(({ scheduledAtMs }) => scheduledAtMs)) : null;
}

const limitMs = 30 * minMs;

/** The first alert about a dose that nobody took within the limit while as many waited for its district as there are phones. */
function alertThatWaited({ supplierAlerts }: Truth): number | null {
  const alerts = [...supplierAlerts.values()].filter(({ deliveredAtMs }) => deliveredAtMs !== null);
  const late = alerts.filter((alert) => {
    const { deliveredAtMs, acknowledgedAtMs, district, doseId } = alert;
    const atMs = deliveredAtMs as number;
    if (doseId === null || acknowledgedAtMs === null || acknowledgedAtMs - atMs <= limitMs) return false;
    const before = alerts.filter(
      (one) =>
        one !== alert &&
        one.district === district &&
        (one.deliveredAtMs as number) <= atMs &&
        one.acknowledgedAtMs !== null &&
        one.acknowledgedAtMs > atMs,
    );
    return before.length >= 2;
  });
  return late.length > 0 ? Math.min(...late.map(({ deliveredAtMs }) => (deliveredAtMs as number) + limitMs)) : null;
}

it("bad-firmware shuts the gate for its risk days before the first dispenser jams on it", async () => {
  const walked = await walk("bad-firmware", { residents: 60, days: 9, firmwareSupported: ["3.8"] }, jammedDose);
  show("bad-firmware", walked);
  expect(walked.failing).toEqual(["open-reds"]);
  expect(String(walked.why)).toContain("R4");
  expect(daysBefore(walked)).toBeGreaterThan(2);
});

it("the same city without the firmware keeps the gate from being shut", async () => {
  const options = { residents: 60, days: 3, firmwareSupported: ["3.8"], faults: false as const };
  const walked = await walk("bad-firmware", options, jammedDose);
  expect(walked).toMatchObject({ days: 3, first: null, harmMs: null });
});

it("scaling-rush shuts the gate for the manual rounds days before an alert waits too long for a phone", async () => {
  const walked = await walk("scaling-rush", { residents: 60, days: 9, firmwareSupported: null }, alertThatWaited);
  show("scaling-rush", walked);
  expect(walked.failing).toEqual(["fallback"]);
  expect(daysBefore(walked)).toBeGreaterThan(1);
});

it("scaling-wave shuts the gate for the manual rounds while nobody has waited, and nobody does within its month", async () => {
  const residents = 76;
  const walked = await walk("scaling-wave", { residents, days: 9, firmwareSupported: null }, alertThatWaited);
  const month = createTruth();
  for (const _ of messagesOf(await cityOf("scaling-wave", { residents }), startMs, startMs + 30 * dayMs, month));
  const shutMs = walked.first?.atMs ?? Number.NaN;
  process.stdout.write(`scaling-wave: NO-GO on day ${((shutMs - startMs) / dayMs).toFixed(1)} (${walked.why})\n`);
  expect(walked.failing).toEqual(["fallback"]);
  expect((shutMs - startMs) / dayMs).toBeLessThan(9);
  expect(month.supplierAlerts.size).toBeGreaterThan(200);
  expect(alertThatWaited(month)).toBeNull();
}, 180_000);
