import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Database } from "../../../services/database/store.js";
import { createSandbox } from "../database/sandbox.js";
import { commitHeartbeats, project, settingsFor, until } from "./support.js";

const sandbox = createSandbox();
let database: Database;
let seq = 0;

beforeAll(async () => {
  database = await sandbox.open(await sandbox.ready());
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE event_log, point, projection, projection_refused");
});
afterAll(async () => {
  await sandbox.clean();
  await sandbox.removeTemplate();
});

type Answer = { status: number; body?: string; headers?: Record<string, string> } | "hang";

/** Refuses as servers were seen to; what it takes it keeps by line. */
async function refuser(answer: (body: string) => Answer | null) {
  const taken = new Set<string>();
  let requests = 0;
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const http = createServer(async (request, response) => {
    const body = await read(request);
    const version = { "x-influxdb-version": "1.8.10" };
    if (request.url?.startsWith("/ping")) return response.writeHead(204, version).end();
    requests += 1;
    const refusal = answer(body);
    if (refusal === "hang") return undefined;
    if (refusal === null) for (const line of body.split("\n")) taken.add(line);
    return response.writeHead(refusal?.status ?? 204, { ...version, ...refusal?.headers }).end(refusal?.body);
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, taken, requests: () => requests };
}

const events = (taken: Set<string>) => [...taken].filter((line) => line.startsWith("event"));

test.each([
  [401, '{"error":"authorization failed"}', "authorization failed"],
  [403, '{"error":"\\"velvakt\\" user is not authorized to write"}', "not authorized to write"],
  [404, '{"code":"not found","message":"bucket \\"velvakt\\" not found"}', 'bucket "velvakt" not found'],
])("%s stops the cursor, is told again and again, and passes when it is mended", async (status, body, words) => {
  let isMended = false;
  const server = await refuser(() =>
    isMended ? null : { status, body, headers: { "content-type": "application/json" } },
  );
  seq = await commitHeartbeats(database, seq, 500);
  const projection = project(database, settingsFor(server.url));
  const complaints = () => projection.said.filter(({ level }) => level === 50);
  await until("it has complained three times", () => complaints().length >= 3);
  expect(complaints()[2]?.err?.message).toContain(words);
  expect(projection.health()).toMatchObject({
    seq: 0,
    refused: 0,
    written: 0,
    problem: expect.stringContaining(words),
  });
  isMended = true;
  await until("all is told", () => projection.health().seq === seq);
  expect(events(server.taken)).toHaveLength(500);
  expect(projection.health().problem).toBeNull();
});

test("a server that refuses everything with 400 is not taken to refuse lines", async () => {
  const server = await refuser(() => ({ status: 400, body: "invalid precision" }));
  seq = await commitHeartbeats(database, seq, 100);
  const projection = project(database, settingsFor(server.url));
  await until("it has tried twice", () => projection.health().failures >= 2);
  expect(projection.health()).toMatchObject({ seq: 0, refused: 0 });
});

test("too large requests are split until the server takes them", async () => {
  const server = await refuser((body) => (body.length > 3_000 ? { status: 413, body: "too large" } : null));
  seq = await commitHeartbeats(database, seq, 300);
  const projection = project(database, settingsFor(server.url));
  await until("all is told", () => projection.health().seq === seq);
  expect(events(server.taken)).toHaveLength(300);
  expect(projection.health()).toMatchObject({ refused: 0, written: 300 });
});

test("an overloaded server is given the time it asks for", async () => {
  const times: number[] = [];
  const server = await refuser(() => {
    times.push(performance.now());
    return times.length === 1 ? { status: 503, body: "busy", headers: { "retry-after": "1" } } : null;
  });
  seq = await commitHeartbeats(database, seq, 10);
  const projection = project(database, settingsFor(server.url), { retryMaxMs: 5_000 });
  await until("all is told", () => projection.health().seq === seq);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  expect(projection.said.some(({ level }) => level === 40)).toBe(true);
});

test("waiting grows with every failure and is not the same for two", async () => {
  const times: number[] = [];
  const server = await refuser(() => {
    times.push(performance.now());
    return { status: 500, body: "timeout" };
  });
  seq = await commitHeartbeats(database, seq, 10);
  const projection = project(database, settingsFor(server.url), { retryFirstMs: 20, retryMaxMs: 400 });
  await until("it has failed eight times", () => projection.health().failures >= 8);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.max(...waits.slice(0, 2))).toBeLessThan(Math.min(...waits.slice(-2)));
  expect(projection.said.filter(({ level }) => level >= 40)).toHaveLength(1);
});

test("however much waits, no request carries more than a page", async () => {
  let longest = 0;
  const server = await refuser((body) => {
    longest = Math.max(longest, body.split("\n").length);
    return { status: 503, body: "busy" };
  });
  for (let round = 0; round < 20; round += 1) seq = await commitHeartbeats(database, seq, 500);
  const projection = project(database, settingsFor(server.url));
  await until("it has tried", () => projection.health().failures >= 3);
  expect(longest).toBe(200);
});

test("closing does not wait for a server that never answers", async () => {
  const server = await refuser(() => "hang");
  seq = await commitHeartbeats(database, seq, 10);
  const projection = project(database, settingsFor(server.url));
  await until("it is asked", () => server.requests() > 0);
  const began = performance.now();
  await projection.close(200);
  expect(performance.now() - began).toBeLessThan(1_500);
});
