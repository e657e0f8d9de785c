import { expect, test } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { dose, hourMs, minuteMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();

async function get(url: string, headers: Record<string, string> = {}) {
  const { app } = await testApi({ pool: database.pool });
  return ask(app, { url, headers });
}

const iso = (atMs: number) => encodeURIComponent(new Date(atMs).toISOString());

const at = (text: string, differences = {}) => dose(Date.parse(text), { planId: `P-${text}`, ...differences });
const some = [
  at("2026-03-09T22:30:00Z", { residentRef: "r-2" }),
  at("2026-03-09T23:00:00Z", { verdict: "missed", deviceId: "D-2" }),
  at("2026-03-10T07:00:00Z", { verdict: "unconfirmed", district: "alna" }),
  at("2026-03-10T23:00:00Z", { verdict: "pending" }),
];
const times = (body: { items: { scheduledAt: string }[] }) => body.items.map((item) => item.scheduledAt.slice(8, 16));

test.each([
  ["", ["10T23:00", "10T07:00", "09T23:00", "09T22:30"]],
  ["?date=2026-03-10", ["10T07:00", "09T23:00"]],
  [`?from=${iso(Date.parse("2026-03-09T23:00:00Z"))}`, ["10T23:00", "10T07:00", "09T23:00"]],
  [`?until=${iso(Date.parse("2026-03-09T23:00:00Z"))}`, ["09T22:30"]],
  ["?district=alna", ["10T07:00"]],
  ["?verdict=missed&verdict=pending", ["10T23:00", "09T23:00"]],
  ["?deviceId=D-2", ["09T23:00"]],
  ["?residentRef=r-2", ["09T22:30"]],
])("doses with %s are filtered, latest planned first", async (query, expected) => {
  await database.commit(some);
  expect(times((await get(`/v1/doses${query}`)).body)).toEqual(expected);
});

test("doses are shown whole, with revisions", async () => {
  const revision = {
    atMs: nowMs,
    fromVerdict: "missed",
    fromCause: "user",
    toVerdict: "late",
    toCause: null,
  } as const;
  await database.commit([
    dose(nowMs - hourMs, {
      verdict: "late",
      verdictAtDeadline: "missed",
      dispensedAtMs: nowMs - minuteMs,
      mode: "assisted",
      revisions: [{ ...revision, why: "dose.dispensed", told: true }],
    }),
  ]);
  const { body } = await get(`/v1/doses/${encodeURIComponent("P-1@2026-03-10T10:00:00.000Z")}`);
  expect(body).toEqual({
    doseId: "P-1@2026-03-10T10:00:00.000Z",
    planId: "P-1",
    residentRef: "r-1",
    deviceId: "D-1",
    district: "grorud",
    scheduledAt: "2026-03-10T10:00:00.000Z",
    deadlineAt: "2026-03-10T11:15:00.000Z",
    critical: false,
    verdict: "late",
    cause: null,
    dispensedAt: "2026-03-10T10:59:00.000Z",
    mode: "assisted",
    decidedAt: null,
    verdictAtDeadline: "missed",
    followup: null,
    revisions: [
      {
        at: "2026-03-10T11:00:00.000Z",
        fromVerdict: "missed",
        fromCause: "user",
        toVerdict: "late",
        toCause: null,
        why: "dose.dispensed",
        told: true,
      },
    ],
  });
});

test("doses are not sent again while the ETag holds", async () => {
  await database.commit(some);
  const etag = String((await get("/v1/doses")).headers.etag);
  expect((await get("/v1/doses", { "if-none-match": etag })).status).toBe(304);
});
