import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Probe } from "../../../rules/model/ecosystem.js";
import { defaultEcosystemPath } from "../../../services/ecosystem/load.js";
import { makeCertificates } from "../../support/certificates.js";
import { startMosquitto, type TestMosquitto } from "../../support/mosquitto.js";
import { startHttp, startTcp, startTls, startUdp, type TestServer } from "../../support/servers.js";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";
import { type Receiver, startReceiver } from "../../support/webhook-receiver.js";

type Told = { componentId: string; status: string };
type Alert = { kind: string; subject: string; condition: string; severity: string };

/** The example, with these components asked every five seconds. */
function ecosystemWith(probes: Record<string, Pick<Probe, "kind" | "target">>): string {
  const file = parse(readFileSync(defaultEcosystemPath, "utf8")) as { components: { id: string; probe?: object }[] };
  for (const component of file.components) {
    const probe = probes[component.id];
    if (probe) component.probe = { ...probe, everySec: 5, timeoutMs: 4_000 };
  }
  return stringify(file);
}

describe("components that Velvakt asks itself", () => {
  let folder: string;
  let receiver: Receiver;
  let mosquitto: TestMosquitto;
  let home: ServiceHome;
  let service: RunningService;
  let cloudStatus = 200;
  const servers: TestServer[] = [];

  beforeAll(async () => {
    folder = makeTempDir();
    receiver = await startReceiver();
    mosquitto = await startMosquitto();
    const certificates = makeCertificates(folder, 5);
    const closed = await startTcp();
    await closed.close();
    const sipAnswer = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";
    const [cloud, record, hub, network, silent] = await Promise.all([
      startHttp((_request, response) => response.writeHead(cloudStatus).end()),
      startTcp(),
      startTls(certificates),
      startUdp(sipAnswer),
      startTcp(),
    ]);
    servers.push(cloud, record, hub, network, silent);
    const at = ({ port }: TestServer) => `127.0.0.1:${port}`;
    const ecosystem = join(folder, "ecosystem.yaml");
    writeFileSync(
      ecosystem,
      ecosystemWith({
        "vendor-cloud": { kind: "http", target: `http://${at(cloud)}/health` },
        vkp: { kind: "tls", target: at(hub) },
        epj: { kind: "tcp", target: at(record) },
        "data-centre": { kind: "mqtt", target: mosquitto.url },
        "response-service": { kind: "sip", target: at(network) },
        "sms-gateway": { kind: "tcp", target: at(closed) },
        "two-factor-sms": { kind: "mqtt", target: at(silent) },
      }),
    );
    home = makeServiceHome({
      VELVAKT_ECOSYSTEM: ecosystem,
      VELVAKT_WEBHOOK_URL: receiver.url,
      NODE_EXTRA_CA_CERTS: certificates.caFile,
    });
    service = await home.start();
  });
  afterAll(async () => {
    await home?.remove();
    await receiver?.close();
    await mosquitto?.remove();
    for (const server of servers) await server.close();
    removeTempDir(folder);
  });

  async function statuses(): Promise<Record<string, string>> {
    const { items } = await service.get<{ items: Told[] }>("/v1/components");
    return Object.fromEntries(items.map(({ componentId, status }) => [componentId, status]));
  }
  const alerts = async (kind: string) => (await service.get<{ items: Alert[] }>(`/v1/alerts?kind=${kind}`)).items;
  const told = (about: string) => receiver.calls.some(({ body }) => body.includes(about));

  it("are up when they answer, and down after three questions in a row that they do not", async () => {
    const expected = {
      "vendor-cloud": "up",
      vkp: "up",
      epj: "up",
      "data-centre": "up",
      "response-service": "up",
      "sms-gateway": "down",
      "two-factor-sms": "down",
      "duty-phone": "unknown",
    };
    let last = {};
    await until(
      "all have been asked",
      async () => {
        const now = await statuses();
        last = Object.fromEntries(Object.keys(expected).map((id) => [id, now[id]]));
        return JSON.stringify(last) === JSON.stringify(expected);
      },
      60_000,
      250,
    ).catch(() => undefined);
    expect(last).toEqual(expected);
    const log = await home.sql<{ ok: boolean; count: string; latency: number }>(
      `SELECT (event #>> '{event,data,ok}')::bool AS ok, count(*), max((event #>> '{event,data,latencyMs}')::float8) AS latency
       FROM event_log WHERE type = 'probe.result' AND device_id = 'sms-gateway' GROUP BY 1`,
    );
    expect(log).toMatchObject([{ ok: false }]);
    expect(Number(log[0]?.count)).toBeGreaterThanOrEqual(3);
    expect(log[0]?.latency).toBeGreaterThan(0);
    await until("somebody has been told", () => told("component-down/sms-gateway"));
  });

  it("are told of while their certificate can still be renewed at leisure", async () => {
    const [alert, ...others] = await alerts("certificate-ends-soon");
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ condition: "active", severity: "normal", subject: expect.stringMatching(/^vkp\//) });
  });

  it("are up again with the first answer", async () => {
    cloudStatus = 503;
    await until("it is down", async () => (await statuses())["vendor-cloud"] === "down", 40_000, 250);
    const downAlerts = await alerts("component-down");
    expect(downAlerts.find(({ subject }) => subject === "vendor-cloud")).toMatchObject({ condition: "active" });
    cloudStatus = 404;
    await until("it is up", async () => (await statuses())["vendor-cloud"] === "up", 15_000, 250);
    const after = await alerts("component-down");
    expect(after.find(({ subject }) => subject === "vendor-cloud")).toMatchObject({ condition: "cleared" });
  });

  it("are in the metrics, and hold up no stop while they are silent", async () => {
    const metrics = await (await fetch(`${service.httpUrl}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
    expect(value('velvakt_probe_failures_total\\{component="sms-gateway"\\}')).toBeGreaterThanOrEqual(3);
    expect(value('velvakt_probe_duration_seconds_count\\{component="vkp"\\}')).toBeGreaterThanOrEqual(3);
    const inDays = value('velvakt_probe_certificate_ends_seconds\\{component="vkp"\\}') - Date.now() / 1000;
    expect(inDays / 86_400).toBeCloseTo(5, 1);
    const began = performance.now();
    expect(await service.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});
