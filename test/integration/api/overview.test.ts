import { expect, test } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { alert, component, device, dose, hourMs, incident, minuteMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();

const ecosystem = {
  ...worldEcosystem,
  suppliers: worldEcosystem.suppliers.map((supplier) => ({ ...supplier, dutyPhone: "+4700000000" })),
};

async function overview(now = nowMs) {
  const { app } = await testApi({ pool: database.pool, ecosystem, now: () => now });
  const answer = await ask(app, "/v1/overview");
  expect(answer.status).toBe(200);
  return answer.body;
}

test("an empty installation is unknown, not healthy", async () => {
  const body = await overview();
  expect(body).toMatchObject({
    generatedAt: "2026-03-10T11:00:00.000Z",
    needsHumanNow: { residents: 0, ofResidents: 0, timeCritical: 0, withoutOwner: 0 },
    oldestWithoutOwner: null,
    openIncidents: [],
    devices: { heardLately: 0, all: 0, heardSince: "2026-03-10T10:15:00.000Z", lastHeardWithinMin: 45 },
    timezone: "Europe/Oslo",
  });
  const counts = { pending: 0, early: 0, "on-time": 0, late: 0, missed: 0, unconfirmed: 0, excused: 0 };
  expect(body.dosesToday).toEqual({ date: "2026-03-10", counts, laterToday: 0 });
  expect(body.componentsNotUp).toEqual([
    {
      componentId: "mobile-network@grorud",
      name: { no: "mobile-network (no) i Grorud", en: "mobile-network in Grorud" },
      status: "unknown",
      statusSince: null,
    },
    {
      componentId: "mobile-network@alna",
      name: { no: "mobile-network (no) i Alna", en: "mobile-network in Alna" },
      status: "unknown",
      statusSince: null,
    },
    {
      componentId: "vendor-cloud",
      name: { no: "vendor-cloud (no)", en: "vendor-cloud" },
      status: "unknown",
      statusSince: null,
    },
    {
      componentId: "data-centre",
      name: { no: "data-centre (no)", en: "data-centre" },
      status: "unknown",
      statusSince: null,
    },
  ]);
});

test("it counts residents who need a human, not alerts, of all residents known", async () => {
  await database.commit([
    ...["r-1", "r-2", "r-3", "r-4"].map((ref) => device(`D-${ref}`, { residentRef: ref })),
    device("D-spare"),
    dose(nowMs - hourMs, { residentRef: "r-5", deviceId: "D-r-5" }),
    // Two alerts of one resident, one of them taken by somebody.
    alert(nowMs - 50 * minuteMs, { residentRef: "r-1", deviceId: "D-r-1", handling: "acknowledged" }),
    alert(nowMs - 40 * minuteMs, { residentRef: "r-1", deviceId: "D-r-1", kind: "power-lost" }),
    // Taken.
    alert(nowMs - 30 * minuteMs, { residentRef: "r-2", deviceId: "D-r-2", handling: "acknowledged" }),
    // Only the device is named.
    alert(nowMs - 20 * minuteMs, { residentRef: null, deviceId: "D-r-3", severity: "critical" }),
    // About a system, nobody's own.
    alert(nowMs - 10 * minuteMs, {
      residentRef: null,
      deviceId: null,
      district: null,
      kind: "component-down",
      subject: "vkp",
    }),
  ]);
  expect((await overview()).needsHumanNow).toEqual({ residents: 3, ofResidents: 5, timeCritical: 0, withoutOwner: 2 });
});

test.each([
  ["a normal one", { severity: "normal" }, 0],
  ["a closed one", { handling: "closed" }, 0],
  ["one that has cleared and has an owner", { condition: "cleared", handling: "acknowledged" }, 0],
  ["a cleared one that nobody has looked at", { condition: "cleared", severity: "serious" }, 1],
  ["one that an open incident explains", { incidentId: "I-open" }, 0],
  ["one that an incident explained which is over", { incidentId: "I-over" }, 1],
  ["one about a dose, even under an open incident", { incidentId: "I-open", doseId: "P-1@x" }, 1],
] as const)("%s needs %#", async (_name, differences, residents) => {
  await database.commit([
    incident("I-open"),
    incident("I-over", { closedAtMs: nowMs }),
    alert(nowMs - hourMs, differences),
  ]);
  expect((await overview()).needsHumanNow.residents).toBe(residents);
});

test("time-critical is a resident whose alert is about a time-critical dose", async () => {
  const critical = dose(nowMs - hourMs, { critical: true, verdict: "missed", residentRef: "r-1" });
  const ordinary = dose(nowMs - hourMs, { planId: "P-2", verdict: "missed", residentRef: "r-2" });
  const doseIds = [critical, ordinary].map((output) => (output.kind === "dose" ? output.dose.doseId : ""));
  await database.commit([
    critical,
    ordinary,
    alert(nowMs, { kind: "dose-missed", residentRef: "r-1", doseId: doseIds[0] ?? "" }),
    alert(nowMs, { kind: "dose-missed", residentRef: "r-2", deviceId: "D-2", doseId: doseIds[1] ?? "" }),
    alert(nowMs, { kind: "critical-dose-unwatched", residentRef: "r-3", deviceId: "D-3" }),
  ]);
  expect((await overview()).needsHumanNow).toEqual({ residents: 3, ofResidents: 3, timeCritical: 2, withoutOwner: 3 });
});

test("the oldest alert without an owner comes with its district's response limit", async () => {
  await database.commit([
    alert(nowMs - 3 * hourMs, { handling: "acknowledged", deviceId: "D-taken" }),
    alert(nowMs - 2 * hourMs, { severity: "normal", deviceId: "D-stock" }),
    alert(nowMs - hourMs, { deviceId: "D-old" }),
    alert(nowMs - minuteMs, { deviceId: "D-new" }),
  ]);
  expect((await overview()).oldestWithoutOwner).toEqual({
    alertId: "device-offline/D-old/2026-03-10T10:00:00.000Z",
    kind: "device-offline",
    summary: { no: "Stille", en: "Silent" },
    district: "grorud",
    openedAt: "2026-03-10T10:00:00.000Z",
    responseLimitMin: 30,
  });
});

test("doses so far today begin at the installation's midnight and end now", async () => {
  const midnight = Date.parse("2026-03-09T23:00:00Z");
  const at = (scheduledAtMs: number, verdict: "late" | "missed" | "pending") =>
    dose(scheduledAtMs, { verdict, planId: `P-${scheduledAtMs}` });
  await database.commit([
    at(midnight - 1, "late"),
    at(midnight, "missed"),
    at(midnight + hourMs, "missed"),
    at(nowMs, "pending"),
    at(nowMs + 1, "pending"),
  ]);
  const { dosesToday } = await overview();
  expect(dosesToday.date).toBe("2026-03-10");
  expect(dosesToday.counts).toMatchObject({ late: 0, missed: 2, pending: 1 });
});

test("components that are not up are listed with since when, others are not", async () => {
  await database.commit([
    component("vendor-cloud", { status: "down" }),
    component("data-centre"),
    component("mobile-network@grorud"),
    component("mobile-network@alna", { status: "maintenance" }),
    component("removed-from-the-file", { status: "down" }),
  ]);
  expect((await overview()).componentsNotUp).toEqual([
    {
      componentId: "mobile-network@alna",
      name: { no: "mobile-network (no) i Alna", en: "mobile-network in Alna" },
      status: "maintenance",
      statusSince: "2026-03-10T10:00:00.000Z",
    },
    {
      componentId: "vendor-cloud",
      name: { no: "vendor-cloud (no)", en: "vendor-cloud" },
      status: "down",
      statusSince: "2026-03-10T10:00:00.000Z",
    },
  ]);
});

test("open incidents come with counts, decision time and the supplier's duty number", async () => {
  await database.commit([
    incident("I-1", {
      rootCause: "mobile-network@grorud",
      residents: ["r-1", "r-2"],
      alerts: ["a"],
      doseIds: ["d-1", "d-2", "d-3"],
      decisionAtMs: nowMs + hourMs,
    }),
    incident("I-2", { closedAtMs: nowMs }),
    incident("I-3", { rootCause: "monitoring-gap", openedAtMs: nowMs }),
  ]);
  expect((await overview()).openIncidents).toEqual([
    {
      incidentId: "I-1",
      rootCause: "mobile-network@grorud",
      openedAt: "2026-03-10T10:00:00.000Z",
      closedAt: null,
      decisionAt: "2026-03-10T12:00:00.000Z",
      residentCount: 2,
      alertCount: 1,
      doseCount: 3,
      name: { no: "mobile-network (no) i Grorud", en: "mobile-network in Grorud" },
      since: "2026-03-10T10:00:00.000Z",
      supplierDutyPhone: "+4700000000",
      nextWave: null,
      told: [],
    },
    expect.objectContaining({ incidentId: "I-3", supplierDutyPhone: null, residentCount: 0 }),
  ]);
});

test("devices count as heard for 45 minutes", async () => {
  await database.commit([
    device("D-1", { lastHeardAtMs: nowMs }),
    device("D-2", { lastHeardAtMs: nowMs - 45 * minuteMs }),
    device("D-3", { lastHeardAtMs: nowMs - 45 * minuteMs - 1 }),
    device("D-4", { lastHeardAtMs: null }),
  ]);
  expect((await overview()).devices).toMatchObject({ heardLately: 2, all: 4 });
});

test("the ETag holds while nothing changes, although the time does", async () => {
  await database.commit([alert(nowMs - hourMs)]);
  let now = nowMs;
  const { app } = await testApi({ pool: database.pool, now: () => now });
  const first = await ask(app, "/v1/overview");
  const etag = String(first.headers.etag);
  expect(etag).toMatch(/^W\/"[\w-]+"$/);
  now += 5_000;
  const again = await ask(app, { url: "/v1/overview", headers: { "if-none-match": `"other", ${etag}` } });
  expect(again).toMatchObject({ status: 304, body: "" });
  expect(again.headers.etag).toBe(etag);
  await database.commit([alert(nowMs, { deviceId: "D-2", residentRef: "r-2" })]);
  const changed = await ask(app, { url: "/v1/overview", headers: { "if-none-match": etag } });
  expect(changed).toMatchObject({ status: 200, body: { needsHumanNow: { residents: 2 } } });
});

test("the oldest alert without an owner that concerns the whole city has the shortest of the districts' limits", async () => {
  await database.commit([alert(nowMs - hourMs, { kind: "component-down", subject: "vendor-cloud", district: null })]);
  expect((await overview()).oldestWithoutOwner).toMatchObject({ district: null, responseLimitMin: 30 });
});
