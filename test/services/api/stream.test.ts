import { type ClientRequest, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import type { ApiOptions } from "../../../services/api/options.js";
import { incidentReport } from "../../support/incident-report.js";
import { ask, testApi } from "./support.js";

const stream = { accept: "text/event-stream" };

function deviceOutput(deviceId: string): Output {
  return {
    kind: "device",
    device: {
      deviceId,
      deviceClass: "roll-dispenser",
      district: "grorud",
      residentRef: null,
      status: "offline",
      statusSinceMs: 0,
      lastHeardAtMs: null,
      connection: null,
      batteryPercent: null,
      mains: null,
      firmware: null,
    },
  };
}

/** An API on a real socket. */
async function listening(differences: Partial<ApiOptions> = {}) {
  const api = await testApi(differences);
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  return { ...api, port };
}

/** One client: reads into `text` unless it is slow. */
async function connect(port: number, reads = true) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request: ClientRequest = get({ port, host: "127.0.0.1", path: "/v1/stream", headers: stream }, resolve);
    request.on("error", reject);
    onTestFinished(() => void request.destroy());
  });
  const client = { response, text: "", over: false, broken: false };
  response.on("error", () => {
    client.broken = true;
  });
  response.on("close", () => {
    client.over = true;
  });
  if (reads) {
    response.setEncoding("utf8").on("data", (chunk: string) => {
      client.text += chunk;
    });
  }
  return client;
}

/** The events of a stream so far: name and data. */
function events(text: string): { event: string; data: { kind?: string; record?: Record<string, unknown> } }[] {
  return text
    .split("\n\n")
    .filter((block) => block.includes("event: "))
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1] ?? "",
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "null"),
    }));
}

test("a stream begins with hello and then tells every committed change", async () => {
  const { port, committed } = await listening();
  const client = await connect(port);
  expect(client.response.statusCode).toBe(200);
  expect(client.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  await vi.waitFor(() => expect(client.text).toContain("\n\n"));
  expect(events(client.text)).toEqual([{ event: "hello", data: { generatedAt: "2026-03-10T11:00:00.000Z" } }]);

  committed(deviceOutput("D-1"), { kind: "dose-withdrawn", doseId: "P-1@x", atMs: 0 });
  committed({
    kind: "incident",
    incident: {
      incidentId: "I-1",
      rootCause: "vendor-cloud",
      openedAtMs: 0,
      closedAtMs: null,
      residents: ["r-1", "r-2"],
      alerts: [],
      doseIds: ["d-1"],
      decisionAtMs: null,
      report: incidentReport(0),
    },
  });
  const component = { statusSinceMs: null, lastProbeAtMs: null, downMin: 1, maintenanceMin: 0, unknownMin: 0 };
  committed({ kind: "component", component: { componentId: "vendor-cloud", status: "down", ...component } });
  await vi.waitFor(() => expect(events(client.text)).toHaveLength(5));
  expect(events(client.text).slice(1)).toMatchObject([
    { event: "change", data: { kind: "device", record: { deviceId: "D-1", statusSince: "1970-01-01T00:00:00.000Z" } } },
    { event: "change", data: { kind: "dose-withdrawn", record: { doseId: "P-1@x", at: "1970-01-01T00:00:00.000Z" } } },
    { event: "change", data: { kind: "incident", record: { incidentId: "I-1", residentCount: 2, doseCount: 1 } } },
    {
      event: "change",
      data: {
        kind: "component",
        record: { componentId: "vendor-cloud", name: { no: "vendor-cloud (no)", en: "vendor-cloud" } },
      },
    },
  ]);
});

test("notifications are nobody's business there", async () => {
  const { port, committed } = await listening();
  const client = await connect(port);
  const text = { no: "", en: "" };
  committed({
    kind: "notification",
    notification: {
      notificationId: "n",
      teamId: "t",
      atMs: 0,
      stage: "first",
      severity: "normal",
      alertIds: [],
      incidentId: null,
      title: text,
      body: text,
    },
  });
  committed(deviceOutput("after"));
  await vi.waitFor(() => expect(events(client.text)).toHaveLength(2));
  expect(events(client.text)[1]?.data.kind).toBe("device");
});

test("a quiet stream is kept alive with comments", async () => {
  const { port } = await listening({ stream: { keepAliveMs: 20 } });
  const client = await connect(port);
  await vi.waitFor(() => expect(client.text.match(/^: keep-alive$/gm)?.length).toBeGreaterThan(1));
});

test("a client that does not read is dropped, one that reads misses nothing", async () => {
  const { port, committed, app } = await listening({ stream: { bufferMaxBytes: 64 * 1024 } });
  const slow = await connect(port, false);
  const fast = await connect(port);
  slow.response.pause();
  const clients = async () => Number(/stream_clients (\d+)/.exec((await ask(app, "/metrics")).body)?.[1]);
  expect(await clients()).toBe(2);

  let sent = 0;
  // The kernel buffers some megabytes before anything waits in the process.
  while ((await clients()) === 2) {
    expect(sent).toBeLessThan(200_000);
    committed(...Array.from({ length: 100 }, () => deviceOutput(`D-${sent++}`)));
    await vi.waitFor(() => expect(fast.text).toContain(`"D-${sent - 1}"`), { interval: 1 });
  }
  expect(await clients()).toBe(1);
  committed(deviceOutput("D-last"));
  await vi.waitFor(() => expect(fast.text).toContain('"D-last"'));
  expect(events(fast.text)).toHaveLength(sent + 2);
  slow.response.resume();
  await vi.waitFor(() => expect(slow.over).toBe(true));
});

test("closing the server ends the streams and asks for no more changes", async () => {
  const { port, app, listeners, committed } = await listening();
  const clients = await Promise.all([connect(port), connect(port)]);
  expect(listeners()).toBe(1);
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  await vi.waitFor(() => expect(clients.map((client) => client.over)).toEqual([true, true]));
  expect(clients.map((client) => client.broken)).toEqual([false, false]);
  expect(listeners()).toBe(0);
  expect(() => committed(deviceOutput("D-1"))).not.toThrow();
});

test("a client that leaves is forgotten", async () => {
  const { port, app, committed } = await listening();
  const client = await connect(port);
  client.response.destroy();
  await vi.waitFor(async () => expect((await ask(app, "/metrics")).body).toContain("velvakt_http_stream_clients 0"));
  committed(deviceOutput("D-1"));
});

test.each([undefined, "*/*", "text/html, application/json", "text/event-streams"])(
  "without Accept: text/event-stream (%s) the answer is 406",
  async (accept) => {
    const { app } = await testApi();
    const answer = await ask(app, { url: "/v1/stream", headers: accept === undefined ? {} : { accept } });
    expect(answer).toMatchObject({ status: 406, body: { code: "API_NOT_ACCEPTABLE" } });
  },
);

test("a browser's Accept with parameters and alternatives is understood", async () => {
  const { port } = await listening();
  const response = await fetch(`http://127.0.0.1:${port}/v1/stream`, {
    headers: { accept: "application/json, text/event-stream;q=0.9" },
  });
  expect(response.status).toBe(200);
  await response.body?.cancel();
});

test("more clients than the bound are sent away", async () => {
  const { port } = await listening({ stream: { clientsMax: 1 } });
  await connect(port);
  const response = await fetch(`http://127.0.0.1:${port}/v1/stream`, { headers: stream });
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("30");
  expect(await response.json()).toMatchObject({ code: "API_STREAM_FULL" });
});
