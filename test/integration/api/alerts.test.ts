import { expect, test } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { alert, alertRecord, hourMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();

async function get(url: string, headers: Record<string, string> = {}) {
  const { app } = await testApi({ pool: database.pool });
  return ask(app, { url, headers });
}

const iso = (atMs: number) => encodeURIComponent(new Date(atMs).toISOString());

const subjects = (body: { items: { subject: string }[] }) => body.items.map((item) => item.subject);

const some = [
  alert(nowMs - 4 * hourMs, { subject: "a", deviceId: "D-1", handling: "closed", severity: "serious" }),
  alert(nowMs - 3 * hourMs, { subject: "b", deviceId: "D-1", handling: "acknowledged", district: "alna" }),
  alert(nowMs - 2 * hourMs, { subject: "c", deviceId: "D-2", kind: "dose-missed", severity: "critical" }),
  alert(nowMs - hourMs, { subject: "d", deviceId: "D-3", kind: "stock-low", severity: "normal" }),
];

test.each([
  ["", "dcba"],
  ["?open=true", "dcb"],
  ["?open=false", "a"],
  ["?handling=acknowledged&handling=closed", "ba"],
  ["?kind=dose-missed&kind=stock-low", "dc"],
  ["?severity=critical", "c"],
  ["?severity=critical&severity=serious", "ca"],
  ["?district=alna", "b"],
  ["?deviceId=D-1", "ba"],
  [`?since=${iso(nowMs - 3 * hourMs)}`, "dcb"],
  [`?until=${iso(nowMs - 3 * hourMs)}`, "a"],
  [`?since=${encodeURIComponent("2026-03-10T09:00:00+01:00")}&until=${iso(nowMs - hourMs)}`, "cb"],
  ["?open=true&deviceId=D-1&severity=critical", ""],
])("alerts with %s are filtered, newest first", async (query, expected) => {
  await database.commit(some);
  const { status, body } = await get(`/v1/alerts${query}`);
  expect(status).toBe(200);
  expect(subjects(body)).toEqual([...expected]);
});

test("alerts are shown whole, with times as text", async () => {
  const record = alertRecord(nowMs, {
    handling: "closed",
    closedAtMs: nowMs + 1,
    closedBy: "nurse",
    closeCause: "x",
  });
  await database.commit([{ kind: "alert", alert: record }]);
  const { openedAtMs, clearedAtMs, acknowledgedAtMs, closedAtMs, notifiedAtMs, ...rest } = record;
  expect((await get("/v1/alerts")).body.items).toEqual([
    {
      ...rest,
      openedAt: "2026-03-10T11:00:00.000Z",
      closedAt: "2026-03-10T11:00:00.001Z",
      clearedAt: null,
      acknowledgedAt: null,
      notifiedAt: null,
    },
  ]);
});

test("alerts have ids with slashes, colons and an @, found percent-encoded", async () => {
  const record = alertRecord(nowMs, {
    kind: "dose-missed",
    subject: `D-1/P-${"x".repeat(126)}@2026-03-10T07:30:00.000Z`,
  });
  await database.commit([{ kind: "alert", alert: record }]);
  const answer = await get(`/v1/alerts/${encodeURIComponent(record.alertId)}`);
  expect(answer).toMatchObject({ status: 200, body: { alertId: record.alertId } });
  expect((await get(`/v1/alerts/${record.alertId}`)).body.code).toBe("API_NOT_FOUND");
});

test("alerts are not sent again while the ETag holds, page by page", async () => {
  await database.commit(some);
  const first = await get("/v1/alerts?limit=2");
  const etag = String(first.headers.etag);
  expect((await get("/v1/alerts?limit=2", { "if-none-match": etag })).status).toBe(304);
  expect((await get("/v1/alerts?limit=3", { "if-none-match": etag })).status).toBe(200);
  await database.commit([alert(nowMs - hourMs, { subject: "d", kind: "stock-low", handling: "acknowledged" })]);
  expect((await get("/v1/alerts?limit=2", { "if-none-match": etag })).status).toBe(200);
});
