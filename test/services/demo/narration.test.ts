import { expect, test } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import type { DoseRecord, IncidentRecord, Verdict } from "../../../rules/model/record.js";
import { createNarration, type NarrationLine } from "../../../services/demo/narration.js";
import { onlyDistricts } from "../../../services/demo/small-ecosystem.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";

const nowMs = Date.parse("2026-11-18T08:45:00Z");

async function oslo() {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example has mistakes");
  return loaded.ecosystem;
}

function dose(doseId: string, verdict: Verdict, critical = false): Output {
  return { kind: "dose", dose: { doseId, verdict, critical, residentRef: "R-1" } as DoseRecord };
}

function incident(rootCause: string, closedAtMs: number | null, decisionAtMs: number | null = null): Output {
  const record = { incidentId: rootCause, rootCause, closedAtMs, residents: ["R-1", "R-2"], decisionAtMs };
  return { kind: "incident", incident: record as IncidentRecord };
}

async function rig() {
  const told: NarrationLine[] = [];
  const story = [
    { atMs: nowMs + 60_000, text: { no: "to", en: "two" } },
    { atMs: nowMs, text: { no: "en", en: "one" } },
  ];
  const narration = createNarration(await oslo(), story, (line) => told.push(line));
  return { narration, english: () => told.map(({ text }) => text.en), told };
}

test("the story is told at its times, once", async () => {
  const { narration, told } = await rig();
  narration.passTime(nowMs - 1);
  expect(told).toEqual([]);
  narration.passTime(nowMs + 30_000);
  narration.passTime(nowMs + 90_000);
  narration.passTime(nowMs + 120_000);
  expect(told).toEqual([
    { at: "2026-11-18T08:45:00.000Z", text: { no: "en", en: "one" } },
    { at: "2026-11-18T08:46:00.000Z", text: { no: "to", en: "two" } },
  ]);
  expect(narration.lines()).toEqual(told);
});

test("an incident is told when it is found and when it is over, with its cause by name and place", async () => {
  const { narration, english, told } = await rig();
  narration.follow([incident("mobile-network@grorud", null, nowMs + 3_600_000)], nowMs);
  narration.follow([incident("mobile-network@grorud", null)], nowMs);
  narration.follow([incident("mobile-network@grorud", nowMs)], nowMs);
  const [found, over] = english();
  expect(told[0]?.text.no).toContain("mobilnettet på Grorud er nede");
  expect(english().length).toBe(2);
  expect(found).toContain("the mobile network in Grorud is down");
  expect(found).toContain("2 residents concerned");
  expect(found).toContain("have to be decided on by 10:45");
  expect(over).toContain("Velvakt ends the incident");
});

test("a decision whose time is past is asked for now", async () => {
  const { narration, english } = await rig();
  narration.follow([incident("vendor-cloud", null, nowMs - 3_600_000)], nowMs);
  expect(english()[0]).toContain("the supplier's cloud is down");
  expect(english()[0]).toContain("decided on now");
});

test("what has no plain name is called as the installation calls it", async () => {
  const { narration, told } = await rig();
  narration.follow([incident("vkp", null)], nowMs);
  expect(told[0]?.text.en).toContain("Welfare-technology hub (VKP) is down");
  expect(told[0]?.text.no).toContain("Velferdsteknologisk knutepunkt (VKP) er nede");
});

test("doses become unknown and known again: the first, the time-critical one, and the sum are told", async () => {
  const { narration, english } = await rig();
  narration.follow([dose("a", "unconfirmed"), dose("a", "unconfirmed"), dose("b", "unconfirmed", true)], nowMs);
  narration.follow([dose("c", "unconfirmed"), dose("x", "on-time")], nowMs);
  narration.follow([dose("a", "on-time"), dose("b", "missed", true), dose("c", "late")], nowMs);
  expect(english()).toEqual([
    expect.stringContaining("silence is no proof"),
    expect.stringContaining("A time-critical dose is unknown"),
    expect.stringContaining("the time-critical dose of R-1 was not dispensed"),
    "No dose is unknown any more: 2 turned out to be dispensed, 1 were not.",
  ]);
});

test("an installation of three districts has their teams, and routes to no other", async () => {
  const ecosystem = onlyDistricts(await oslo(), ["grorud", "alna", "sagene"]);
  const teams = ecosystem.teams.map(({ id }) => id);
  expect(teams.toSorted()).toEqual([
    "home-care-alna",
    "home-care-grorud",
    "home-care-sagene",
    "it-operations",
    "vft-coordinators",
  ]);
  expect(ecosystem.districts.map(({ id }) => id).toSorted()).toEqual(["alna", "grorud", "sagene"]);
  expect(ecosystem.routes.length).toBeGreaterThan(0);
  for (const route of ecosystem.routes) expect(teams).toEqual(expect.arrayContaining(route.teams));
});
