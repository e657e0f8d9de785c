import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alertKinds } from "../../../rules/alerts/catalogue.js";
import { defaultThresholds } from "../../../rules/thresholds.js";
import { defaultEcosystemPath, loadEcosystem, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { smallEcosystem } from "./small-ecosystem.js";

function accepted(text: string) {
  const loaded = loadEcosystem(text, "test.yaml");
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes, null, 2));
  return loaded;
}

const changed = (from: string, to: string) => {
  expect(smallEcosystem).toContain(from);
  return smallEcosystem.replace(from, () => to);
};

test("the shipped ecosystem of Oslo is accepted, with every id that others rely on", async () => {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.mistakes, null, 2));
  const { ecosystem } = loaded;
  const ids = (list: { id: string }[]) => list.map(({ id }) => id).join(" ");
  expect([ecosystem.tenant, ecosystem.timezone]).toEqual(["oslo", "Europe/Oslo"]);
  expect(ids(ecosystem.districts)).toBe(
    "gamle-oslo grunerlokka sagene st-hanshaugen frogner ullern vestre-aker nordre-aker bjerke grorud stovner alna ostensjo nordstrand sondre-nordstrand",
  );
  expect(ids(ecosystem.components).split(" ").sort()).toEqual(
    "mobile-network vendor-cloud vkp epj data-centre municipal-network client-pc duty-phone sms-gateway two-factor-sms response-service home-care multidose-pharmacy"
      .split(" ")
      .sort(),
  );
  expect(ids(ecosystem.deviceClasses)).toBe(
    "roll-dispenser tray-dispenser pendant fall-sensor door-sensor gps door-lock",
  );
  expect(ecosystem.flows.map(({ id, steps }) => [id, ...steps].join(" "))).toEqual([
    "dose-event mobile-network vendor-cloud",
    "journal vendor-cloud vkp epj",
    "alert vendor-cloud sms-gateway duty-phone",
    "plan epj vkp vendor-cloud",
    "multidose-order epj multidose-pharmacy",
  ]);
  expect(ecosystem.components.filter(({ perDistrict }) => perDistrict).map(({ id }) => id)).toEqual(["mobile-network"]);
  for (const id of ["roll-dispenser", "tray-dispenser"]) {
    expect(ecosystem.deviceClasses.find((deviceClass) => deviceClass.id === id)).toMatchObject({
      heartbeatEverySec: 900,
      offlineAfterMin: 45,
      batteryRuntimeMin: 1440,
      dispensesWithoutCloud: "unknown",
      path: ["mobile-network", "vendor-cloud"],
    });
  }
  expect(ids(ecosystem.scenarios)).toBe("R1 R2 R3 R4 R5 R6 R7 R8");
  expect(ecosystem.thresholds).toEqual(defaultThresholds);
});

test("in Oslo a missed dose goes to home care of its district, a component to operations", async () => {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("refused");
  const { routes, teams } = loaded.ecosystem;
  const told = (kind: string, district: string) => {
    const route = routes.find(({ kinds }) => kinds.length === 0 || kinds.includes(kind));
    return teams.filter(
      ({ id, districts }) => route?.teams.includes(id) && (districts.length === 0 || districts.includes(district)),
    );
  };
  expect(told("dose-missed", "grorud").map(({ id }) => id)).toEqual(["home-care-grorud"]);
  expect(told("alarm-raised", "st-hanshaugen").map(({ id }) => id)).toEqual(["home-care-st-hanshaugen"]);
  expect(told("component-down", "grorud").map(({ id }) => id)).toEqual(["vft-coordinators", "it-operations"]);
  for (const kind of Object.keys(alertKinds)) expect(told(kind, "alna").length).toBeGreaterThan(0);
});

test("everything left out has its default", () => {
  const { ecosystem } = accepted(smallEcosystem);
  expect(ecosystem.districts[0]).toEqual({
    id: "north",
    name: "North",
    dutyPhones: 1,
    responseLimitMin: 30,
    firstAlarm: false,
    mobilisationMin: 90,
    fallbackStaff: null,
  });
  expect(ecosystem.components[1]).toEqual({
    id: "cloud",
    name: { no: "Cloud", en: "Cloud" },
    kind: "cloud",
    supplier: "maker",
    hosting: null,
    dependsOn: [],
    criticality: 1,
    sla: { availabilityPercent: 99.5, window: "month", restoreWithinMin: 60 },
    perDistrict: false,
    probe: null,
  });
  expect(ecosystem.deviceClasses[0]).toMatchObject({
    batteryRuntimeMin: 1440,
    dispensesWithoutCloud: "unknown",
    dispensesWithoutCloudHours: null,
  });
  expect(ecosystem.matrix[2]?.[3]).toBe("red");
  expect(ecosystem.scaling.criteria).toEqual({
    onTimePercentMin: 95,
    unconfirmedPercentMax: 1,
    journalCompletenessPercentMin: 99,
    alertsPerPhoneHourMax: 6,
    chainTestDaysMax: 30,
    coveragePercentMin: 99,
    heldDays: 28,
  });
  expect(ecosystem.teams[0]).toMatchObject({ districts: [], schedule: null });
  expect(ecosystem.routes[1]).toEqual({ kinds: [], severities: [], districts: [], teams: ["north-care", "care"] });
  expect(ecosystem.thresholds).toEqual(defaultThresholds);
});

test("optional parts may be left out altogether, schedules and thresholds included", () => {
  const text = changed("thresholds: {}\n", "")
    .replace(/schedules:\n.*\n/, "")
    .replace(", schedule: day", "");
  expect(accepted(text).ecosystem).toMatchObject({ schedules: [], thresholds: defaultThresholds });
});

test("a changed threshold replaces its default and no other", () => {
  const { ecosystem } = accepted(
    changed("thresholds: {}", "thresholds: { alertAfterMin: 45, contactHeartbeats: 2.5 }"),
  );
  expect(ecosystem.thresholds).toEqual({ ...defaultThresholds, alertAfterMin: 45, contactHeartbeats: 2.5 });
});

test("each probe and channel that makes sense is accepted", () => {
  const probes = [
    "http https://a.example/health",
    "tcp a.example:80",
    "tls 10.0.0.1:443",
    "mqtt mqtts://a.example:8883",
    "sip [::1]:5060",
  ];
  for (const [kind, target] of probes.map((probe) => probe.split(" "))) {
    const text = changed(
      "criticality: 1, sla: *sla }\n",
      `criticality: 1, sla: *sla, probe: { kind: ${kind}, target: "${target}" } }\n`,
    );
    expect(accepted(text).ecosystem.components[1]?.probe).toEqual({ kind, target, everySec: 60, timeoutMs: 5000 });
  }
  const webhook = '[{ id: w, kind: webhook, url: "http://127.0.0.1:9/x", secretEnv: DUTY_SECRET }] }\n';
  expect(accepted(changed("[{ id: console, kind: console }] }\n", webhook)).ecosystem.teams[0]?.channels).toEqual([
    { id: "w", kind: "webhook", url: "http://127.0.0.1:9/x", secretEnv: "DUTY_SECRET" },
  ]);
});

test("the hash follows the meaning, not the text", () => {
  const { hash } = accepted(smallEcosystem);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(accepted(`# comment\n${smallEcosystem}`).hash).toBe(hash);
  expect(accepted(changed("thresholds: {}", "thresholds: { alertAfterMin: 75 }")).hash).toBe(hash);
  expect(accepted(changed("kind: console }] }\n", "kind: console }], districts: [] }\n")).hash).toBe(hash);
  expect(
    accepted(changed("{ id: south, name: South, dutyPhones: 2", "{ name: South, dutyPhones: 2, id: south")).hash,
  ).toBe(hash);
  expect(accepted(changed("thresholds: {}", "thresholds: { alertAfterMin: 76 }")).hash).not.toBe(hash);
  expect(accepted(changed("teams: [north-care, care] }", "teams: [care, north-care] }")).hash).not.toBe(hash);
});

test("several mistakes of different sorts are all reported, in the order of their lines", () => {
  const text = smallEcosystem
    .replace("timezone: Europe/Oslo", "timezone: Europe/Olso")
    .replace("dutyPhones: 2", "dutyPhones: many")
    .replace("subcontractorOf: maker", "subcontractorOf: makker")
    .replace("dependsOn: [cloud]", "dependsOn: [cloud, record]")
    .replace("offlineAfterMin: 45", "offlineAfterMin: 5")
    .replace("hopLimitSec: [120, 60]", "hopLimitSec: [120, 60, 10]")
    .replace("schedule: day }", "schedule: day, colour: red }")
    .replace("thresholds: {}", "thresholds: { onTimeMin: 999, settleMinn: 3 }");
  const loaded = loadEcosystem(text, "many.yaml");
  if (loaded.ok) throw new Error("accepted");
  expect(loaded.mistakes.map(({ code, path }) => `${code} ${path}`)).toEqual([
    "ECOSYSTEM_TIMEZONE timezone",
    "ECOSYSTEM_VALUE_INVALID districts[1].dutyPhones",
    "ECOSYSTEM_ID_UNKNOWN suppliers[1].subcontractorOf",
    "ECOSYSTEM_CYCLE components[2].dependsOn[1]",
    "ECOSYSTEM_OFFLINE_LIMIT deviceClasses[0].offlineAfterMin",
    "ECOSYSTEM_HOP_LIMITS flows[1].hopLimitSec",
    "ECOSYSTEM_KEY_UNKNOWN teams[1].colour",
    "ECOSYSTEM_THRESHOLD_RANGE thresholds.onTimeMin",
    "ECOSYSTEM_THRESHOLD_UNKNOWN thresholds.settleMinn",
  ]);
  const lines = loaded.mistakes.map(({ line }) => line);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(new Set(lines).size).toBeGreaterThan(7);
});

test("a mistake inside an anchor is named where it stands, once, however often it is used", () => {
  const text = changed("&c { life-and-health: 1,", "&c { life-and-health: 7,");
  const loaded = loadEcosystem(text, "anchor.yaml");
  if (loaded.ok) throw new Error("accepted");
  expect(loaded.mistakes).toHaveLength(1);
  const { line, column } = loaded.mistakes[0] ?? { line: 0, column: 0 };
  expect(text.split("\n")[line - 1]?.slice(column - 1)).toMatch(/^7, compliance/);
});

test("no telephone number of the example could be called", () => {
  const text = readFileSync(defaultEcosystemPath, "utf8");
  const numbers = [...text.matchAll(/dutyPhone: "([^"]+)"/g)].map(([, number]) => number ?? "");
  expect(numbers.length).toBeGreaterThan(5);
  for (const number of numbers) expect(number).toMatch(/^\+(47|31) 00/);
});

test("a role is written in both languages, or once for both", () => {
  const [r1, r2] = accepted(changed("owner: o, consequence: &c", "owner: { no: n, en: e }, consequence: &c")).ecosystem
    .scenarios;
  expect([r1?.owner, r2?.owner]).toEqual([
    { no: "n", en: "e" },
    { no: "o", en: "o" },
  ]);
  expect(r1?.acceptance.red).toEqual({ no: "r", en: "r" });
  const wrong = loadEcosystem(changed("owner: o, consequence: &c", "owner: { no: n }, consequence: &c"), "test.yaml");
  expect(JSON.stringify(wrong)).toContain("`en` is missing");
});
