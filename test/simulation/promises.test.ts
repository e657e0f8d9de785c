import { expect, it } from "vitest";
import { judgedTime, knownAt, type Received } from "../oracle/facts.js";
import type { OracleDose } from "../oracle/oracle.js";
import { type ExpectedDose, expectedDoses } from "../oracle/plans.js";
import type { TrueDispense } from "../support/world/delivery.js";
import { engineLedger } from "../support/world/engine-ledger.js";
import { minuteMs } from "../support/world/scene.js";
import { screened } from "../support/world/screened.js";
import { type World, worldOf } from "../support/world/world.js";

/**
 * The ledger against what truly happened, which only the world knows: these hold whatever the rules
 * say in detail. Seeds 1…SEEDS, or the one SEED.
 */
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 300) }, (_, index) => index + 1);

interface Outcome {
  world: World;
  heard: Received[];
  ledger: OracleDose[];
}

/** A true dispense of a dose that the ledger has, of the device that dispensed it. */
interface Case extends Outcome {
  expected: ExpectedDose;
  dose: OracleDose;
  dispense: TrueDispense;
}

const outcomes: Outcome[] = seeds.map((seed) => {
  const world = worldOf(seed);
  const heard = screened(world.lines);
  return { world, heard, ledger: engineLedger(heard, world.ecosystem, world.endMs) };
});

const cases: Case[] = outcomes.flatMap((outcome) => {
  const { world, heard, ledger } = outcome;
  const known = expectedDoses(knownAt(heard, world.ecosystem, world.endMs));
  return world.truth.dispenses.flatMap((dispense) => {
    const dose = ledger.find((one) => one.doseId === dispense.doseId && one.deviceId === dispense.deviceId);
    const expected = known.find((one) => one.doseId === dispense.doseId);
    return dose && expected ? [{ ...outcome, expected, dose, dispense }] : [];
  });
});

it("a dose that was dispensed, and whose named message came, is never missed or unconfirmed", () => {
  const told = cases.filter(({ world, heard, ledger, expected, dose, dispense }) => {
    const line = heard.find(({ event }) => {
      return event.kind === "telemetry" && event.event.id === dispense.messageId && !event.event.test;
    });
    if (!line || dispense.scheduledAtMs === null) return false;
    const inTime = judgedTime(dispense.timeMs, line.receivedAtMs, world.ecosystem) <= expected.closesAtMs;
    return inTime && isOnlyDoseAtItsTime(ledger, dose);
  });
  expect(told.length).toBeGreaterThanOrEqual(seeds.length / 2);
  const dispensed = ["early", "on-time", "late"];
  expect(told.filter(({ dose }) => !dispensed.includes(dose.verdict)).map(inShort)).toEqual([]);
});

it("a dose that was dispensed while its device could not be heard is never missed", () => {
  const silent = cases.filter(({ world, heard, expected, dose, dispense }) => {
    const device = world.truth.dispensers.find((one) => one.deviceId === dispense.deviceId);
    // A device that says what it holds back, or numbers what it sends, knows better; so does its own report.
    if (!device || device.tellsBuffer || device.numbers || device.wrongClock || isReported(heard, dose)) return false;
    const within = expected.windowFromMs <= dispense.timeMs && dispense.timeMs <= expected.deadlineMs;
    return dispense.lostInOutage && within && isSilentAround(heard, device.deviceId, dispense.timeMs);
  });
  if (seeds.length >= 300) expect(silent.length).toBeGreaterThan(0);
  expect(silent.filter(({ dose }) => dose.verdict === "missed").map(inShort)).toEqual([]);
});

it("a dose of a device that was never heard of is never missed", () => {
  let doses = 0;
  for (const { heard, ledger } of outcomes) {
    const spoke = new Set(
      heard.flatMap(({ event }) => ("sender" in event && isByDevice(event) ? [event.sender?.deviceId] : [])),
    );
    const ofSilent = ledger.filter((dose) => !spoke.has(dose.deviceId));
    doses += ofSilent.length;
    expect(ofSilent.filter((dose) => dose.verdict === "missed")).toEqual([]);
  }
  if (seeds.length >= 300) expect(doses).toBeGreaterThan(0);
});

function inShort({ world, dose, dispense }: Case): string {
  return `SEED=${world.seed} ${dose.doseId} ${dose.verdict} ${dispense.messageId}`;
}

function isOnlyDoseAtItsTime(ledger: OracleDose[], dose: OracleDose): boolean {
  const twins = ledger.filter((one) => one.deviceId === dose.deviceId && one.scheduledAtMs === dose.scheduledAtMs);
  return twins.length === 1;
}

function isReported(heard: Received[], dose: OracleDose): boolean {
  return heard.some(({ event }) => {
    if (event.kind !== "telemetry" || event.event.type !== "dose.missed") return false;
    return event.sender.deviceId === dose.deviceId && event.event.data.scheduledAtMs === dose.scheduledAtMs;
  });
}

/** Between two live messages, further apart than any class allows, lies the instant. */
function isSilentAround(heard: Received[], deviceId: string, atMs: number): boolean {
  const times = heard
    .flatMap(({ event }) => {
      if (!("sender" in event) || event.sender?.deviceId !== deviceId || !isByDevice(event)) return [];
      if (event.kind !== "telemetry" && event.kind !== "unknown-type") return [];
      return event.event.replayed || event.event.test ? [] : [event.event.timeMs];
    })
    .sort((a, b) => a - b);
  const after = times.findIndex((timeMs) => timeMs >= atMs);
  const before = times[after - 1];
  const next = times[after];
  return before !== undefined && next !== undefined && next - before > 66 * minuteMs;
}

function isByDevice(event: Received["event"]): boolean {
  if (event.kind === "state") return true;
  if (event.kind !== "telemetry" && event.kind !== "unknown-type") return false;
  return !event.event.type.startsWith("plan.") && !event.event.type.startsWith("inventory.");
}
