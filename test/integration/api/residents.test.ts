import { describe, expect, it } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { alert, device, dose, hourMs, incident, minuteMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();
const api = async () => (await testApi({ pool: database.pool, now: () => nowMs })).app;

interface AtRisk {
  total: number;
  items: { residentRef: string; reasons: string[]; nextDose: { critical: boolean } | null }[];
}
const atRisk = async (query = "") => (await ask(await api(), `/v1/residents/at-risk${query}`)).body as AtRisk;
const reasons = async () =>
  Object.fromEntries((await atRisk()).items.map((one) => [one.residentRef, one.reasons] as const));

const doseOf = (residentRef: string, atMs: number, more: Parameters<typeof dose>[1] = {}) =>
  dose(atMs, { planId: `P-${residentRef}`, residentRef, deviceId: `D-${residentRef}`, ...more });
const doseIdOf = (residentRef: string, atMs: number) => `P-${residentRef}@${new Date(atMs).toISOString()}`;

describe("residents at risk now", () => {
  it("are those with a dose of the last 24 h that lacks an answer", async () => {
    const hourAgoMs = nowMs - 2 * hourMs;
    await database.commit([
      doseOf("missed", hourAgoMs, { verdict: "missed" }),
      doseOf("unknown", hourAgoMs, { verdict: "unconfirmed" }),
      doseOf("late", hourAgoMs, { verdict: "pending" }),
      doseOf("fine", hourAgoMs, { verdict: "on-time" }),
      doseOf("in-time-yet", nowMs - 59 * minuteMs, { verdict: "pending" }),
      doseOf("asked", hourAgoMs, { verdict: "unconfirmed", followup: "confirmed-by-phone" }),
      doseOf("old", nowMs - 25 * hourMs, { verdict: "missed" }),
      doseOf("closed", hourAgoMs, { verdict: "missed" }),
      alert(hourAgoMs + 75 * minuteMs, {
        kind: "dose-missed",
        subject: "D-closed/1",
        doseId: doseIdOf("closed", hourAgoMs),
        handling: "closed",
      }),
    ]);
    expect(await reasons()).toEqual({ missed: ["overdue"], unknown: ["overdue"], late: ["overdue"] });
  });

  it("are those whose device is not known to be in contact with a dose due within four hours", async () => {
    const soonMs = nowMs + 3 * hourMs;
    const lost = { status: "offline" } as const;
    await database.commit([
      device("D-offline", { residentRef: "offline", ...lost }),
      device("D-unheard", { residentRef: "unheard", status: "unknown" }),
      device("D-online", { residentRef: "online" }),
      device("D-later", { residentRef: "later", ...lost }),
      device("D-nobody", { residentRef: null, ...lost }),
      ...["offline", "unheard", "online", "nobody"].map((ref) => doseOf(ref, soonMs, { verdict: "pending" })),
      doseOf("later", nowMs + 5 * hourMs, { verdict: "pending" }),
    ]);
    expect(await reasons()).toEqual({ offline: ["offline"], unheard: ["not-heard"] });
  });

  it("are those whose dispenser is empty or runs out of power, until that has passed or been closed", async () => {
    const found = (kind: string, residentRef: string, more: object = {}) =>
      alert(nowMs - hourMs, { kind, subject: `D-${residentRef}`, deviceId: `D-${residentRef}`, residentRef, ...more });
    await database.commit([
      found("stock-empty", "empty"),
      found("power-gone-before-dose", "power"),
      found("battery-empty", "power"),
      found("stock-empty", "filled", { condition: "cleared" }),
      found("battery-empty", "closed", { handling: "closed" }),
      found("stock-low", "low"),
    ]);
    expect(await reasons()).toEqual({ empty: ["empty"], power: ["power"] });
  });

  it("come with every reason once, those with a time-critical dose next first, then the earliest", async () => {
    const lost = { status: "offline" } as const;
    await database.commit([
      ...["a", "b", "c"].map((ref) => device(`D-${ref}`, { residentRef: ref, ...lost })),
      doseOf("a", nowMs + 2 * hourMs, { verdict: "pending" }),
      doseOf("b", nowMs + 3 * hourMs, { verdict: "pending", critical: true }),
      doseOf("c", nowMs + hourMs, { verdict: "pending" }),
      doseOf("c", nowMs - 3 * hourMs, { verdict: "missed" }),
    ]);
    const all = await atRisk();
    expect(all.items.map((one) => one.residentRef)).toEqual(["b", "c", "a"]);
    expect(all.items[1]?.reasons).toEqual(["offline", "overdue"]);
    expect(all.items[0]?.nextDose?.critical).toBe(true);
    const first = await atRisk("?limit=1");
    expect(first.items).toHaveLength(1);
    expect(first.total).toBe(3);
  });
});

describe("the worklist", () => {
  it("has the tasks of the first page's count, time-critical first, then the most severe, then the oldest", async () => {
    const criticalMs = nowMs - 2 * hourMs;
    await database.commit([
      doseOf("critical", criticalMs, { verdict: "unconfirmed", critical: true }),
      alert(nowMs - 10 * minuteMs, {
        kind: "dose-unconfirmed",
        subject: "1",
        residentRef: "critical",
        doseId: doseIdOf("critical", criticalMs),
        district: "alna",
      }),
      alert(nowMs - 30 * minuteMs, { subject: "2", residentRef: "older" }),
      alert(nowMs - 20 * minuteMs, { subject: "3", residentRef: "newer", handling: "acknowledged" }),
      alert(nowMs - 5 * minuteMs, { subject: "4", residentRef: "serious", severity: "serious" }),
      alert(nowMs - 5 * minuteMs, { subject: "5", residentRef: "normal", severity: "normal" }),
    ]);
    const app = await api();
    const refs = async (query = "") =>
      ((await ask(app, `/v1/worklist${query}`)).body.items as { residentRef: string }[]).map((one) => one.residentRef);
    expect(await refs()).toEqual(["critical", "serious", "older", "newer"]);
    expect(await refs("?timeCritical=true")).toEqual(["critical"]);
    expect(await refs("?withoutOwner=true")).toEqual(["critical", "serious", "older"]);
    expect(await refs("?district=alna")).toEqual(["critical"]);
    expect(await refs("?residentRef=newer")).toEqual(["newer"]);
    const limited = (await ask(app, "/v1/worklist?limit=1")).body;
    expect(limited).toMatchObject({ total: 4, residents: 4 });
    expect(limited.items).toHaveLength(1);
    expect(limited.items[0]).toMatchObject({ timeCritical: true, doses: [{ verdict: "unconfirmed" }] });
    const overview = (await ask(app, "/v1/overview")).body;
    expect(overview.needsHumanNow).toMatchObject({ residents: 4, timeCritical: 1, withoutOwner: 3 });
  });

  it("names the doses that the one alert of a plan known late is about", async () => {
    const missed = [9, 5].map((hours) => nowMs - hours * hourMs);
    const withOwnMs = nowMs - 3 * hourMs;
    await database.commit([
      ...missed.map((atMs) => doseOf("a", atMs, { verdict: "missed" })),
      doseOf("a", nowMs - 8 * hourMs, { verdict: "on-time" }),
      doseOf("a", nowMs - 7 * hourMs, { verdict: "missed", followup: "refused" }),
      doseOf("a", withOwnMs, { verdict: "missed" }),
      doseOf("b", nowMs - 5 * hourMs, { verdict: "missed", deviceId: "D-a" }),
      alert(nowMs - hourMs, { kind: "dose-missed", subject: "D-a/P-a", deviceId: "D-a", severity: "serious" }),
      alert(nowMs - hourMs, {
        kind: "dose-missed",
        subject: `D-a/${doseIdOf("a", withOwnMs)}`,
        deviceId: "D-a",
        doseId: doseIdOf("a", withOwnMs),
      }),
    ]);
    const { items } = (await ask(await api(), "/v1/worklist")).body as { items: { doses: { doseId: string }[] }[] };
    expect(items.map(({ doses }) => doses.map((one) => one.doseId))).toEqual([
      missed.map((atMs) => doseIdOf("a", atMs)),
      [doseIdOf("a", withOwnMs)],
    ]);
  });

  it("leaves what an open incident explains to the incident, but not its cause and not doses", async () => {
    const incidentId = "incident/vendor-cloud/1";
    const explained = (kind: string, subject: string, more: object = {}) =>
      alert(nowMs - hourMs, { kind, subject, incidentId, severity: "serious", ...more });
    await database.commit([
      incident(incidentId, { rootCause: "vendor-cloud" }),
      doseOf("a", nowMs - 2 * hourMs, { verdict: "unconfirmed" }),
      explained("component-down", "vendor-cloud"),
      explained("component-down", "sms-gateway"),
      explained("device-offline", "vendor-cloud"),
      explained("dose-unconfirmed", "dose", { doseId: doseIdOf("a", nowMs - 2 * hourMs) }),
    ]);
    const { items } = (await ask(await api(), "/v1/worklist")).body as { items: { kind: string; subject: string }[] };
    expect(items.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      "component-down vendor-cloud",
      "dose-unconfirmed dose",
    ]);
  });
});

describe("one resident", () => {
  it("comes with devices, next dose, open alerts and the doses of the week", async () => {
    await database.commit([
      device("D-a", { residentRef: "a" }),
      doseOf("a", nowMs + hourMs, { verdict: "pending" }),
      doseOf("a", nowMs - hourMs, { verdict: "missed" }),
      doseOf("a", nowMs - 8 * 24 * hourMs, { verdict: "missed" }),
      alert(nowMs - hourMs, { subject: "D-a", deviceId: "D-a", residentRef: null }),
      alert(nowMs - hourMs, { subject: "other", deviceId: "D-b", residentRef: "b" }),
    ]);
    const { body } = await ask(await api(), "/v1/residents/a");
    expect(body.devices).toHaveLength(1);
    expect(body.nextDose).toMatchObject({ doseId: doseIdOf("a", nowMs + hourMs) });
    expect(body.doses.map((one: { verdict: string }) => one.verdict)).toEqual(["pending", "missed"]);
    expect(body.openAlerts.map((one: { subject: string }) => one.subject)).toEqual(["D-a"]);
  });

  it("is 404 when nothing is known of the token", async () => {
    expect(await ask(await api(), "/v1/residents/nobody")).toMatchObject({
      status: 404,
      body: { code: "API_RESIDENT_UNKNOWN" },
    });
  });
});

describe("one resident over the last weeks", () => {
  const dayMs = 24 * hourMs;

  it("is counted from the ledger, also of rows from before it knew who was helped", async () => {
    await database.commit([
      doseOf("a", nowMs - 29 * dayMs, { verdict: "on-time" }),
      doseOf("a", nowMs - 31 * dayMs, { verdict: "missed" }),
      ...[4, 3, 2].map((days) => doseOf("a", nowMs - days * dayMs, { verdict: "missed", cause: "user" })),
      doseOf("a", nowMs - dayMs, { verdict: "late", mode: "assisted" }),
      doseOf("a", nowMs - hourMs, { verdict: "unconfirmed", followup: "confirmed-by-phone" }),
      doseOf("a", nowMs + hourMs, { verdict: "pending" }),
      doseOf("b", nowMs - dayMs, { verdict: "missed" }),
      alert(nowMs - 2 * dayMs, { kind: "dose-missed", subject: "D-a/1", residentRef: "a", handling: "closed" }),
      alert(nowMs - 31 * dayMs, { kind: "dose-missed", subject: "D-a/2", residentRef: "a" }),
      alert(nowMs - 2 * dayMs, { kind: "dose-missed", subject: "D-b/1", residentRef: "b" }),
    ]);
    const app = await api();
    const { body } = await ask(app, "/v1/residents/a/period");
    expect(body).toMatchObject({
      residentRef: "a",
      days: 30,
      from: "2026-02-08T23:00:00.000Z",
      to: "2026-03-10T11:00:00.000Z",
      total: { planned: 6, dispensed: 2, decided: 6, missedBy: { user: 3, empty: 0, fault: 0 } },
      repeatedMisses: { misses: 3, spans: [{ missed: 3, from: new Date(nowMs - 4 * dayMs).toISOString() }] },
      assisted: { assisted: 1, known: 1, percent: 100 },
      followups: { "confirmed-by-phone": 1, none: 3 },
      alerts: { "dose-missed": 1 },
      pauses: [],
    });
    expect(body.weeks.map((week: { label: string }) => week.label)).toEqual(
      [7, 8, 9, 10, 11].map((week) => `2026-W${String(week).padStart(2, "0")}`),
    );
    expect((await ask(app, "/v1/residents/a/period?days=60")).body.total.planned).toBe(7);
    const table = (await ask(app, "/v1/residents/a/period?format=csv")).body.split("\r\n");
    expect(table[0]).toMatch(/^week,from,to,complete,planned,onTime,/);
    expect(table[4]).toMatch(
      /^2026-W10,2026-03-01T23:00:00.000Z,2026-03-08T23:00:00.000Z,true,3,0,0,0,3,0,0,0,0,0,0,1$/,
    );
    const doses = (await ask(app, "/v1/doses?residentRef=a&limit=3")).body.items;
    expect(doses.map((one: { mode: string | null }) => one.mode)).toEqual([null, null, "assisted"]);
  });

  it("is 404 of a token nobody knows, empty of one with a device alone, and at most three months", async () => {
    await database.commit([device("D-c", { residentRef: "c" })]);
    const app = await api();
    const code = async (url: string) => (await ask(app, url)).body.code;
    expect(await code("/v1/residents/nobody/period")).toBe("API_RESIDENT_UNKNOWN");
    expect(await code("/v1/residents/c/period?days=91")).toBe("API_REQUEST_INVALID");
    expect((await ask(app, "/v1/residents/c/period")).body.total).toMatchObject({ planned: 0, adherencePercent: null });
  });
});

describe("districts", () => {
  it("are all there, with their limits, their devices and who needs a human", async () => {
    await database.commit([
      device("D-1", { lastHeardAtMs: nowMs - 2 * hourMs }),
      device("D-2", {}),
      alert(nowMs - hourMs, { residentRef: "r-1" }),
    ]);
    const { body } = await ask(await api(), "/v1/districts");
    const grorud = body.items.find((one: { id: string }) => one.id === "grorud");
    expect(grorud).toMatchObject({ needsHumanNow: 1, devices: { heardLately: 1, all: 2 } });
    expect(grorud.responseLimitMin).toBeGreaterThan(0);
    expect(body.timezone).toBe("Europe/Oslo");
    const others = body.items.filter((one: { id: string }) => one.id !== "grorud");
    expect(others.length).toBeGreaterThan(0);
    for (const one of others) expect(one).toMatchObject({ needsHumanNow: 0, devices: { all: 0 } });
  });
});

describe("an incident", () => {
  it("knows its next wave of doses, and lists the doses it concerns", async () => {
    const waveMs = nowMs + 2 * hourMs;
    const doses = [
      doseOf("a", waveMs, { verdict: "pending" }),
      doseOf("b", waveMs + 59 * minuteMs, { verdict: "pending", critical: true }),
      doseOf("c", waveMs + 61 * minuteMs, { verdict: "pending" }),
      doseOf("d", nowMs - hourMs, { verdict: "unconfirmed" }),
    ];
    const doseIds = doses.map((one) => (one.kind === "dose" ? one.dose.doseId : ""));
    await database.commit([...doses, incident("i-1", { doseIds })]);
    const app = await api();
    const wave = { at: new Date(waveMs).toISOString(), doses: 2, timeCritical: 1 };
    expect((await ask(app, "/v1/overview")).body.openIncidents[0]).toMatchObject({ nextWave: wave, told: [] });
    expect((await ask(app, "/v1/incidents/i-1")).body).toMatchObject({ nextWave: wave });
    const listed = (await ask(app, "/v1/incidents/i-1/doses?limit=3")).body;
    expect(listed.total).toBe(4);
    expect(listed.items.map((one: { residentRef: string }) => one.residentRef)).toEqual(["b", "d", "a"]);
  });

  it("has no next wave when all its doses are decided", async () => {
    const done = doseOf("a", nowMs + hourMs, { verdict: "early" });
    await database.commit([done, incident("i-1", { doseIds: [doseIdOf("a", nowMs + hourMs)] })]);
    expect((await ask(await api(), "/v1/overview")).body.openIncidents[0].nextWave).toBeNull();
  });
});

describe("doses that are due", () => {
  it("can be asked for apart from those to come", async () => {
    await database.commit([
      doseOf("past", nowMs - hourMs),
      doseOf("now", nowMs, { verdict: "pending" }),
      doseOf("later", nowMs + hourMs, { verdict: "pending" }),
    ]);
    const app = await api();
    const refs = async (query: string) =>
      ((await ask(app, `/v1/doses?${query}`)).body.items as { residentRef: string }[]).map((one) => one.residentRef);
    expect(await refs("date=2026-03-10&due=true")).toEqual(["now", "past"]);
    expect(await refs("date=2026-03-10&due=false")).toEqual(["later"]);
    expect(await refs("due=false")).toEqual(["later"]);
    expect((await ask(app, "/v1/overview")).body.dosesToday.laterToday).toBe(1);
  });
});
