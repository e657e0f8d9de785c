import { type AddressInfo, connect } from "node:net";
import { describe, expect, test } from "vitest";
import { ask, testApi } from "./support.js";

const event = { method: "POST", url: "/v1/events?topic=t", payload: {} } as const;

describe("with a token", () => {
  const withToken = (authorization?: string, url = "/openapi.json") => ({
    url,
    headers: authorization === undefined ? {} : { authorization },
  });

  test.each([
    ["none", undefined],
    ["a wrong one", "Bearer secreT"],
    ["a longer one", "Bearer secret1"],
    ["an empty one", "Bearer "],
    ["another scheme", "Basic secret"],
  ])("%s is refused", async (_name, authorization) => {
    const { app } = await testApi({ token: "secret" });
    const answer = await ask(app, withToken(authorization));
    expect(answer).toMatchObject({ status: 401, body: { code: "API_UNAUTHORIZED", status: 401 } });
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="velvakt"');
  });

  test("the right one is accepted under any host, from its own page and from programs", async () => {
    const { app, submitted } = await testApi({ token: "secret" });
    const headers = { authorization: "bearer secret", host: "velvakt.example" };
    expect((await ask(app, { ...event, headers })).status).toBe(202);
    const page = { ...headers, origin: "https://velvakt.example" };
    expect((await ask(app, { ...event, headers: page })).status).toBe(202);
    expect(submitted).toHaveLength(2);
  });

  test("the right one changes nothing from another site's page, unless a proxy is known to rename the host", async () => {
    const headers = { authorization: "bearer secret", host: "localhost:8080", origin: "https://page.example" };
    const { app, submitted } = await testApi({ token: "secret" });
    const refused = await ask(app, { ...event, headers });
    expect(refused).toMatchObject({ status: 403, body: { code: "API_ORIGIN_FORBIDDEN" } });
    expect(submitted).toEqual([]);
    const behindProxy = await testApi({ token: "secret", allowedHosts: ["page.example"] });
    expect((await ask(behindProxy.app, { ...event, headers })).status).toBe(202);
  });

  test("the right one under a host that is not among the named ones is refused", async () => {
    const { app } = await testApi({ token: "secret", allowedHosts: ["velvakt.example"] });
    const headers = { authorization: "bearer secret", host: "attacker.example" };
    expect(await ask(app, { ...event, headers })).toMatchObject({ status: 403, body: { code: "API_HOST_FORBIDDEN" } });
  });

  test("the page itself is open: a browser must be able to ask for the token", async () => {
    const { app } = await testApi({ token: "secret" });
    expect((await ask(app, withToken(undefined, "/"))).status).toBe(200);
  });

  test.each(["/api", "/problems", "/metrics", "/v1/overview", "/v1/stream", "/nothing-here"])(
    "%s is closed to those without",
    async (url) => {
      const { app } = await testApi({ token: "secret" });
      expect((await ask(app, withToken(undefined, url))).status).toBe(401);
    },
  );

  test.each(["/healthz", "/readyz"])("%s is open", async (url) => {
    const { app } = await testApi({ token: "secret" });
    expect((await ask(app, withToken(undefined, url))).status).toBe(200);
  });
});

describe("without a token", () => {
  test.each(["localhost", "localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"])(
    "host %s is this machine",
    async (host) => {
      const { app } = await testApi();
      expect((await ask(app, { url: "/", headers: { host } })).status).toBe(200);
    },
  );

  test.each([
    "velvakt.example",
    "localhost.attacker.example",
    "127.0.0.1.attacker.example",
    "192.168.1.10:8080",
    "user@localhost",
    "localhost/x",
  ])("host %j is not", async (host) => {
    const { app, submitted } = await testApi();
    const answer = await ask(app, { ...event, headers: { host } });
    expect(answer).toMatchObject({ status: 403, body: { code: "API_HOST_FORBIDDEN" } });
    expect(submitted).toEqual([]);
  });

  test("a request that names no host is refused", async () => {
    const { app } = await testApi();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET / HTTP/1.0\r\n\r\n");
    const answer = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.\d 403 /);
    socket.destroy();
  });

  test("a host that the configuration names is accepted", async () => {
    const { app } = await testApi({ allowedHosts: ["Velvakt.example"] });
    expect((await ask(app, { url: "/", headers: { host: "velvakt.example:8080" } })).status).toBe(200);
    expect((await ask(app, { url: "/", headers: { host: "other.example" } })).status).toBe(403);
  });

  test.each(["https://attacker.example", "http://localhost:3000", "null"])(
    "a browser's page of %s may not change anything",
    async (origin) => {
      const { app, submitted } = await testApi();
      const answer = await ask(app, { ...event, headers: { host: "localhost:8080", origin } });
      expect(answer).toMatchObject({ status: 403, body: { code: "API_ORIGIN_FORBIDDEN" } });
      expect(submitted).toEqual([]);
    },
  );

  test("its own page may", async () => {
    const { app } = await testApi();
    const headers = { host: "localhost:8080", origin: "http://localhost:8080" };
    expect((await ask(app, { ...event, headers })).status).toBe(202);
  });

  test("no answer allows other sites to read it", async () => {
    const { app } = await testApi();
    const preflight = { origin: "https://attacker.example", "access-control-request-method": "POST" };
    const asked = await ask(app, { method: "OPTIONS", url: "/v1/events", headers: preflight });
    const read = await ask(app, { url: "/", headers: preflight });
    for (const { headers } of [asked, read]) expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(asked.status).toBe(403);
  });
});
