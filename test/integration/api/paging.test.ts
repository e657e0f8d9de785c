import type { FastifyInstance } from "fastify";
import { expect, test } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import { ask, testApi } from "../../services/api/support.js";
import { alert, device, dose, hourMs, incident, nowMs, testDatabase } from "./support.js";

const database = testDatabase();
const rowCount = 57;

/** Ids of all pages; `between` runs after each of them. */
async function walk(app: FastifyInstance, url: string, idName: string, between: (page: number) => Promise<void>) {
  const ids: string[] = [];
  let cursor: string | null = null;
  let page = 0;
  do {
    const next: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { status, body } = await ask(app, `${url}?limit=10${next}`);
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(10);
    ids.push(...body.items.map((item: Record<string, string>) => item[idName]));
    cursor = body.nextCursor;
    await between(page++);
  } while (cursor !== null);
  return ids;
}

/** Many rows share an instant, so that the id has to break the tie. */
const lists: [string, string, (i: number) => Output][] = [
  ["/v1/alerts", "alertId", (i) => alert(nowMs - Math.floor(i / 7) * hourMs, { subject: `s-${i}` })],
  ["/v1/doses", "doseId", (i) => dose(nowMs - Math.floor(i / 7) * hourMs, { planId: `P-${i}` })],
  ["/v1/devices", "deviceId", (i) => device(`D-${i}`)],
  ["/v1/incidents", "incidentId", (i) => incident(`I-${i}`, { openedAtMs: nowMs - Math.floor(i / 7) * hourMs })],
];

const idOf = (output: Output, name: string) =>
  (Object.values(output).find((value) => typeof value === "object") as Record<string, string>)[name];

test.each(lists)("walking %s finds every row exactly once while others are inserted", async (url, idName, make) => {
  const rows = Array.from({ length: rowCount }, (_, i) => make(i));
  await database.commit(rows);
  const { app } = await testApi({ pool: database.pool });
  const found = await walk(app, url, idName, async (page) => {
    // Some sort before, some after where the walk stands; the walk ends although it never stops raining.
    if (page < 5) await database.commit([make(1_000 + page), make(-7 * (page + 1)), make(7 * page + 500)]);
  });
  expect(new Set(found).size).toBe(found.length);
  const before = rows.map((row) => idOf(row, idName));
  expect(found.filter((id) => before.includes(id)).sort()).toEqual(before.sort());
});

test("walking the quarantine finds every message exactly once", async () => {
  const message = (topic: string) =>
    ({ receivedAtUs: nowMs * 1000, reason: "INGEST_NOT_JSON", detail: "", topic, payload: "" }) as const;
  const topics = Array.from({ length: rowCount }, (_, i) => `t-${i}`);
  await database.commit([], topics.map(message));
  const { app } = await testApi({ pool: database.pool });
  const found = await walk(app, "/v1/quarantine", "topic", (page) => database.commit([], [message(`new-${page}`)]));
  expect(found).toEqual(topics.reverse());
});

test("a page that ends exactly at the last row has no next one", async () => {
  await database.commit(Array.from({ length: 10 }, (_, i) => device(`D-${i}`)));
  const { app } = await testApi({ pool: database.pool });
  expect((await ask(app, "/v1/devices?limit=10")).body.nextCursor).toBeNull();
  expect((await ask(app, "/v1/devices?limit=9")).body.nextCursor).toEqual(expect.any(String));
});

test("a cursor of another list is refused", async () => {
  await database.commit([alert(nowMs), alert(nowMs - 1)]);
  const { app } = await testApi({ pool: database.pool });
  const { body } = await ask(app, "/v1/alerts?limit=1");
  const answer = await ask(app, `/v1/doses?cursor=${body.nextCursor}`);
  expect(answer).toMatchObject({ status: 400, body: { code: "API_CURSOR_INVALID" } });
});
