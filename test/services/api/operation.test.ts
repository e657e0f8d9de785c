import { Counter, Registry } from "prom-client";
import { expect, test } from "vitest";
import { ApiListenError, listenApi } from "../../../services/api/listen.js";
import { ask, testApi } from "./support.js";

test("/healthz says that the process lives, whatever its parts do", async () => {
  const { app } = await testApi({ readiness: () => ({ database: "starting" }) });
  expect(await ask(app, "/healthz")).toMatchObject({ status: 200, body: { status: "alive" } });
});

test("/readyz names each part that is not ready and why", async () => {
  const { app } = await testApi({ readiness: () => ({ database: "starting", broker: null, queue: "no schema" }) });
  const answer = await ask(app, "/readyz");
  expect(answer).toMatchObject({ status: 503, body: { code: "API_NOT_READY" } });
  expect(answer.body.parts).toEqual([
    { part: "database", reason: "starting" },
    { part: "queue", reason: "no schema" },
  ]);
  expect(answer.body.detail).toBe("database: starting; queue: no schema");
});

test("/readyz is 200 when every part is ready", async () => {
  const { app } = await testApi();
  expect(await ask(app, "/readyz")).toMatchObject({
    status: 200,
    body: { status: "ready", parts: ["database", "broker"] },
  });
});

test("/metrics has the process's, the API's by route, and what other parts registered", async () => {
  const registry = new Registry();
  new Counter({ name: "velvakt_test_total", help: "x", registers: [registry] }).inc(3);
  const { app } = await testApi({ registry });
  await ask(app, "/v1/alerts/secret-id/nothing");
  await ask(app, "/v1/devices/D-1");
  await ask(app, "/healthz");
  const { status, headers, body } = await ask(app, "/metrics");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe(registry.contentType);
  expect(body).toContain("process_resident_memory_bytes");
  expect(body).toContain("velvakt_test_total 3");
  expect(body).toContain('velvakt_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1');
  expect(body).toContain('route="/v1/devices/:id",status="503"} 1');
  expect(body).toContain('route="unmatched",status="404"} 1');
  expect(body).not.toContain("secret-id");
});

test("GET / lists addresses that exist", async () => {
  const { app } = await testApi();
  const { status, body } = await ask(app, "/");
  expect(status).toBe(200);
  const addresses = Object.values<string>(body).filter((value) => value.startsWith("/") && !value.includes(" "));
  expect(addresses.length).toBeGreaterThan(8);
  for (const address of addresses) expect((await ask(app, address)).body.code, address).not.toBe("API_NOT_FOUND");
});

test("a taken port is an error that names the setting", async () => {
  const first = await testApi();
  const second = await testApi();
  const address = await listenApi(first.app, { host: "127.0.0.1", port: 0 });
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const port = Number(new URL(address).port);
  const failure = await listenApi(second.app, { host: "127.0.0.1", port }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiListenError);
  expect(failure).toMatchObject({ code: "API_PORT_IN_USE" });
  expect((failure as Error).message).toContain("VELVAKT_HTTP_PORT");
  expect((failure as Error).message).toContain(String(port));
});

test("an address that is not this machine's is an error that names the setting", async () => {
  const { app } = await testApi();
  const failure = await listenApi(app, { host: "192.0.2.1", port: 0 }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "API_ADDRESS_UNAVAILABLE" });
  expect((failure as Error).message).toContain("VELVAKT_HTTP_HOST");
});
