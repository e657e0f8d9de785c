import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { createInflux } from "../../../services/projection/influx/dialect.js";
import { InfluxError } from "../../../services/projection/influx/errors.js";
import { askInflux, type SeriesServer, startInflux, startVictoria } from "../../support/influx.js";
import { settingsFor } from "./support.js";

let server: SeriesServer | null = null;
afterEach(async () => {
  await server?.remove();
  server = null;
});

const durations = async (url: string, headers = {}) =>
  (await askInflux(url, "SHOW RETENTION POLICIES ON velvakt", { headers })).map((row) => [
    row.name,
    row.duration,
    row.default,
  ]);

test("InfluxDB 1 is recognised; database and retention are made, and changed when the setting changes", async () => {
  server = await startInflux();
  const influx = createInflux(settingsFor(server.url, { retentionDays: 30 }));
  expect(await influx.prepare()).toMatchObject({ version: 1, says: expect.stringContaining("1.6.7") });
  expect(await durations(server.url)).toContainEqual(["velvakt", "720h0m0s", true]);
  await influx.write([`event seq=1i ${BigInt(Date.now()) * 1_000_000n}`]);
  await createInflux(settingsFor(server.url, { retentionDays: 60 })).prepare();
  expect(await durations(server.url)).toContainEqual(["velvakt", "1440h0m0s", true]);
  expect(await askInflux(server.url, "SELECT count(seq) FROM event")).toMatchObject([{ count: 1 }]);
});

test("user and password are given, and wrong ones are refused in words", async () => {
  server = await startInflux({ auth: true });
  await askInflux(server.url, "CREATE USER velvakt WITH PASSWORD 'pass:word\\'s' WITH ALL PRIVILEGES");
  const login = { username: "velvakt", password: "pass:word's" };
  const influx = createInflux(settingsFor(server.url, { ...login, retentionDays: 30 }));
  await influx.prepare();
  await influx.write(["event seq=1i"]);
  const headers = { authorization: `Basic ${btoa("velvakt:pass:word's")}` };
  expect(await askInflux(server.url, "SELECT count(seq) FROM event", { headers })).toMatchObject([{ count: 1 }]);
  for (const wrong of [{}, { ...login, password: "wrong" }, { token: "wrong" }]) {
    const stranger = createInflux(settingsFor(server.url, wrong));
    await expect(stranger.write(["event seq=2i"])).rejects.toMatchObject({ status: 401, mayPass: false });
  }
});

test("a real server takes what is written to /api/v2/write", async () => {
  server = await startVictoria();
  const influx = createInflux(settingsFor(server.url, { version: 2, org: "velvakt", token: "any" }));
  const atMs = Date.now() - 60_000;
  const lines = Array.from(
    { length: 50 },
    (_, index) => `event,kind=state seq=${index}i ${BigInt(atMs + index) * 1_000_000n}`,
  );
  await influx.write(lines);
  const exported = async () => {
    await fetch(`${server?.url}/internal/force_flush`);
    const text = await (await fetch(`${server?.url}/api/v1/export?match[]=event_seq`)).text();
    return text.trim() === "" ? [] : (JSON.parse(text.split("\n")[0] ?? "") as { values: number[] }).values;
  };
  await expect.poll(exported, { timeout: 10_000 }).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

test("a server that does not say its version has to be told", async () => {
  server = await startVictoria();
  await expect(createInflux(settingsFor(server.url)).prepare()).rejects.toThrow("VELVAKT_INFLUX_VERSION");
});

/** Answers as a server of another version was recorded to, and notes what it is asked. */
async function recorded(version: string, answers: Record<string, [number, unknown]>) {
  const asked: { request: string; body: string; authorization: string | undefined }[] = [];
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [path = ""] = (request.url ?? "").split("?");
    const what = `${request.method} ${path}`;
    const { authorization } = request.headers;
    asked.push({ request: `${request.method} ${request.url}`, body: Buffer.concat(chunks).toString(), authorization });
    const [status, body] = answers[what] ?? [204, ""];
    response.writeHead(status, { "x-influxdb-version": version, "content-type": "application/json" });
    response.end(status === 204 ? "" : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => void http.close());
  const address = http.address() as { port: number };
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

const v2 = { org: "city", token: "secret", retentionDays: 30 };

test("InfluxDB 2: a bucket that is missing is made, one with another retention is changed", async () => {
  const none = await recorded("v2.7.1", {
    "GET /api/v2/buckets": [404, { code: "not found", message: 'bucket "velvakt" not found' }],
    "GET /api/v2/orgs": [200, { orgs: [{ id: "0a" }] }],
    "POST /api/v2/buckets": [201, { id: "0b" }],
  });
  const influx = createInflux(settingsFor(none.url, v2));
  expect(await influx.prepare()).toMatchObject({ version: 2 });
  await influx.write(["event seq=1i 1", "event seq=2i 2"]);
  const made = none.asked.find(({ request }) => request === "POST /api/v2/buckets");
  expect(JSON.parse(made?.body ?? "")).toEqual({
    orgID: "0a",
    name: "velvakt",
    retentionRules: [{ type: "expire", everySeconds: 2_592_000 }],
  });
  expect(none.asked.at(-1)).toEqual({
    request: "POST /api/v2/write?org=city&bucket=velvakt&precision=ns",
    body: "event seq=1i 1\nevent seq=2i 2",
    authorization: "Token secret",
  });
  const other = await recorded("v2.7.1", {
    "GET /api/v2/buckets": [200, { buckets: [{ id: "0c", retentionRules: [{ everySeconds: 86_400 }] }] }],
    "PATCH /api/v2/buckets/0c": [200, {}],
  });
  await createInflux(settingsFor(other.url, v2)).prepare();
  expect(other.asked.map(({ request }) => request)).toContain("PATCH /api/v2/buckets/0c");
});

test("InfluxDB 3: a database is made with its retention, and changed when it is there", async () => {
  const three = await recorded("3.4.0", {
    "POST /api/v3/configure/database": [409, { error: "attempted to create a resource that already exists" }],
    "PUT /api/v3/configure/database": [200, {}],
  });
  const influx = createInflux(settingsFor(three.url, { token: "secret", retentionDays: 7 }));
  expect(await influx.prepare()).toMatchObject({ version: 3 });
  await influx.write(["event seq=1i 1"]);
  expect(three.asked.map(({ request, body }) => [request, body])).toEqual([
    ["GET /ping", ""],
    ["POST /api/v3/configure/database", '{"db":"velvakt","retention_period":"7d"}'],
    ["PUT /api/v3/configure/database", '{"db":"velvakt","retention_period":"7d"}'],
    ["POST /api/v2/write?bucket=velvakt&precision=ns", "event seq=1i 1"],
  ]);
});

test("an unknown version and a server that is away are different troubles", async () => {
  const four = await recorded("4.0.0", {});
  await expect(createInflux(settingsFor(four.url)).prepare()).rejects.toMatchObject({ mayPass: false });
  const away = createInflux(settingsFor("http://127.0.0.1:1"));
  const error = await away.prepare().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InfluxError);
  expect(error).toMatchObject({ status: null, mayPass: true });
});
