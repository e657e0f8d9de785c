import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { IngestError } from "../../../ingest/errors.js";
import { ask, testApi } from "./support.js";

const topic = "/v1/events?topic=t";

test("an unknown address is a 404 problem", async () => {
  const { app } = await testApi();
  const answer = await ask(app, "/v1/nothing?x=1");
  expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(answer.body).toEqual({
    type: "/problems#API_NOT_FOUND",
    title: "Nothing here",
    status: 404,
    detail: "Nothing is served at /v1/nothing.",
    code: "API_NOT_FOUND",
  });
});

test.each([
  ["DELETE", "/v1/alerts", "GET, HEAD"],
  ["PUT", "/v1/alerts/a%2Fb", "GET, HEAD"],
  ["GET", "/v1/alerts/a%2Fb/close", "POST"],
  ["GET", "/v1/events", "POST"],
  ["HEAD", "/v1/stream", "GET"],
  ["POST", "/healthz", "GET, HEAD"],
] as const)("%s %s is a 405 that says what is allowed", async (method, url, allow) => {
  const { app } = await testApi();
  const answer = await ask(app, { method, url });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe(allow);
  if (method !== "HEAD") expect(answer.body).toMatchObject({ code: "API_METHOD_NOT_ALLOWED", status: 405 });
});

test("a request that fails its schema lists every fault with its place", async () => {
  const { app } = await testApi();
  const answer = await ask(app, "/v1/alerts?limit=501&severity=terrible&since=yesterday&typo=1");
  expect(answer).toMatchObject({
    status: 400,
    body: { code: "API_REQUEST_INVALID", title: "The request is not valid" },
  });
  const places = answer.body.problems.map((problem: { in: string; pointer: string }) => problem.in + problem.pointer);
  expect(places.sort()).toEqual(["querystring", "querystring/limit", "querystring/severity", "querystring/since"]);
  expect(answer.body.detail).toContain("typo");
});

test.each([
  ["not JSON", "application/json", "{", 400, "API_BODY_NOT_JSON"],
  ["empty", "application/json", "", 400, "API_BODY_NOT_JSON"],
  ["of another type", "text/plain", "{}", 415, "API_MEDIA_TYPE_UNSUPPORTED"],
  ["with an unknown member", "application/json", '{"actor":"nurse","force":true}', 400, "API_REQUEST_INVALID"],
  ["with __proto__", "application/json", '{"actor":"nurse","__proto__":{"a":1}}', 400, "API_BODY_NOT_JSON"],
  ["with an identity number", "application/json", '{"actor":"for 01817010055"}', 400, "API_REQUEST_INVALID"],
])("a body %s is refused", async (_name, type, payload, status, code) => {
  const { app, own } = await testApi();
  const request = {
    method: "POST",
    url: "/v1/alerts/a/acknowledge",
    headers: { "content-type": type },
    payload,
  } as const;
  const answer = await ask(app, request);
  expect(answer).toMatchObject({ status, body: { code } });
  expect(JSON.stringify(answer.body)).not.toContain("01817010055");
  expect(own).toEqual([]);
});

test("a body over 1 MiB is a 413", async () => {
  const { app, submitted } = await testApi();
  const payload = `"${"x".repeat(1024 * 1024)}"`;
  const answer = await ask(app, {
    method: "POST",
    url: topic,
    headers: { "content-type": "application/json" },
    payload,
  });
  expect(answer).toMatchObject({ status: 413, body: { code: "API_BODY_TOO_LARGE" } });
  expect(submitted).toEqual([]);
});

test.each(["/v1/alerts/%zz", "/%"])("the malformed address %s is a problem too", async (url) => {
  const { app } = await testApi();
  expect(await ask(app, url)).toMatchObject({ status: 400, body: { code: "API_REQUEST_INVALID" } });
});

test("a control character in an id is refused before the database sees it", async () => {
  const { app } = await testApi();
  expect(await ask(app, "/v1/alerts/a%00b")).toMatchObject({ status: 400, body: { code: "API_REQUEST_INVALID" } });
});

test("a database that does not answer is a 503 with a hint when to come back", async () => {
  const { app } = await testApi();
  for (const url of ["/v1/overview", "/v1/alerts", "/v1/doses", "/v1/devices/D-1", "/v1/components"]) {
    const answer = await ask(app, url);
    expect(answer, url).toMatchObject({ status: 503, body: { code: "API_STORE_UNAVAILABLE" } });
    expect(answer.headers["retry-after"]).toBe("5");
  }
});

test("ingest that takes nothing more is a 503: the sender keeps its event", async () => {
  const submit = async () => Promise.reject(new IngestError("INGEST_CLOSED", "closing"));
  const { app } = await testApi({ submit });
  const answer = await ask(app, { method: "POST", url: topic, payload: {} });
  expect(answer).toMatchObject({ status: 503, body: { code: "API_INGEST_UNAVAILABLE" } });
});

test("a mistake of ours is a 500 that tells nothing of the inside", async () => {
  const submit = async () => Promise.reject(new TypeError("secret inside"));
  const { app } = await testApi({ submit });
  const answer = await ask(app, { method: "POST", url: topic, payload: {} });
  expect(answer).toMatchObject({ status: 500, body: { code: "API_INTERNAL" } });
  expect(JSON.stringify(answer.body)).not.toContain("secret");
});

test("what is not HTTP does not disturb the server", async () => {
  const { app } = await testApi();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  socket.write("\x16\x03\x01 garbage\r\n\r\n");
  const answer = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});
