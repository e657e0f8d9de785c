import { afterEach, describe, expect, it } from "vitest";
import type { ProbeKind } from "../../../services/probes/ask.js";
import { probeOnce } from "../../../services/probes/probe.js";
import { startHttp, startTcp, startUdp, type TestServer } from "../../support/servers.js";

const open: TestServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function opened<S extends TestServer>(starting: Promise<S>): Promise<S> {
  const server = await starting;
  open.push(server);
  return server;
}

const ask = (kind: ProbeKind, target: string, timeoutMs = 2_000) =>
  probeOnce({ kind, target, everySec: 60, timeoutMs });
const at = ({ port }: TestServer) => `127.0.0.1:${port}`;

describe("over HTTP", () => {
  it.each([
    [200, true],
    [302, true],
    [404, true],
    [500, false],
    [503, false],
  ])("status %i counts as working: %s", async (status, ok) => {
    const server = await opened(startHttp((_request, response) => response.writeHead(status).end("x".repeat(100_000))));
    expect(await ask("http", `http://${at(server)}/health`)).toMatchObject({
      ok,
      reason: ok ? null : `HTTP ${status}`,
      certificateEndsAtMs: null,
    });
  });

  it("every question is a connection of its own, which ends with it", async () => {
    let connections = 0;
    const server = await opened(
      startHttp((request, response) => {
        if (request.socket.listenerCount("seen") === 0) connections += 1;
        request.socket.on("seen", () => undefined);
        response.end("fine");
      }),
    );
    for (let n = 0; n < 3; n++) await ask("http", `http://${at(server)}`);
    expect(connections).toBe(3);
  });
});

describe("over SIP", () => {
  it.each(["udp", "tcp"] as const)("OPTIONS by %s is answered, also by who will not talk to us", async (transport) => {
    for (const [line, ok] of [
      ["SIP/2.0 200 OK", true],
      ["SIP/2.0 403 Forbidden", true],
      ["SIP/2.0 503 Service Unavailable", false],
      ["HTTP/1.1 200 OK", false],
    ] as const) {
      const answer = `${line}\r\nContent-Length: 0\r\n\r\n`;
      const server = await opened<TestServer>(
        transport === "udp" ? startUdp(answer) : startTcp((socket) => socket.on("data", () => socket.write(answer))),
      );
      expect([line, (await ask("sip", `${transport}://${at(server)}`)).ok]).toEqual([line, ok]);
    }
  });

  it("asks again over UDP, which may lose the question", async () => {
    const server = await opened(startUdp(""));
    expect(await ask("sip", at(server), 1_200)).toMatchObject({ ok: false, reason: "no answer within 1200 ms" });
    expect(server.heard.length).toBeGreaterThan(1);
    expect(server.heard[0]).toMatch(/^OPTIONS sip:127\.0\.0\.1:\d+ SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP /);
    expect(new Set(server.heard).size).toBe(1);
  });
});

describe("whatever is asked", () => {
  it.each(["http", "tls", "mqtt", "sip"] as const)("%s ends in time with somebody who is silent", async (kind) => {
    const server = await opened(startTcp());
    const target = { http: `http://${at(server)}`, sip: `tcp://${at(server)}`, tls: at(server), mqtt: at(server) }[
      kind
    ];
    const began = performance.now();
    expect(await ask(kind, target, 300)).toMatchObject({ ok: false, reason: "no answer within 300 ms" });
    expect(performance.now() - began).toBeLessThan(1_200);
  });

  it.each(["http", "tcp", "tls", "mqtt", "sip"] as const)("%s fails where nobody listens", async (kind) => {
    const server = await startTcp();
    await server.close();
    const result = await ask(kind, kind === "http" ? `http://${at(server)}` : at(server));
    expect(result).toMatchObject({ ok: false });
    expect(result.reason).toContain("ECONNREFUSED");
  });

  it.each(["http", "tls", "mqtt", "sip"] as const)(
    "%s fails with somebody who hangs up or talks nonsense",
    async (kind) => {
      for (const say of ["", "220 welcome to something else\r\n"]) {
        const server = await opened(startTcp((socket) => socket.end(say)));
        const target = { http: `http://${at(server)}`, sip: `tcp://${at(server)}`, tls: at(server), mqtt: at(server) };
        const result = await ask(kind, target[kind]);
        expect([kind, say, result.ok]).toEqual([kind, say, false]);
        expect(result.reason).not.toBe("");
      }
    },
  );

  it("a limit that passed while Velvakt itself was busy says nothing of the component", async () => {
    const server = await opened(startTcp());
    const asked = ask("mqtt", at(server), 100);
    const untilMs = performance.now() + 1_300;
    while (performance.now() < untilMs);
    expect(await asked).toEqual({ ok: null, reason: "Velvakt itself was too busy to listen" });
  });
});
