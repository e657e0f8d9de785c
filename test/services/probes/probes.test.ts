import { afterEach, expect, it } from "vitest";
import type { Component } from "../../../rules/model/ecosystem.js";
import type { LogEvent } from "../../../rules/model/event.js";
import type { Probed, Unasked } from "../../../services/probes/probe.js";
import { type ProbeOptions, startProbes } from "../../../services/probes/probes.js";
import { pause } from "../../../services/runtime/pause.js";
import { startTcp, type TestServer } from "../../support/servers.js";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const never = new AbortController().signal;

/** So many components at one address that nobody answers at, each asked as often as can be. */
async function start(count: number, options: Partial<ProbeOptions>, submitOwn: (event: LogEvent) => Promise<unknown>) {
  let connected = 0;
  let most = 0;
  const server: TestServer = await startTcp((socket) => {
    connected += 1;
    most = Math.max(most, connected);
    socket.once("close", () => {
      connected -= 1;
    });
  });
  ends.push(server.close);
  const probe = { kind: "mqtt", target: `127.0.0.1:${server.port}`, everySec: 0.15, timeoutMs: 100 } as const;
  const components = Array.from({ length: count }, (_, n) => ({ id: `c-${n}`, probe }) as unknown as Component);
  const observed: [string, Probed | Unasked][] = [];
  const warned: object[] = [];
  const probes = startProbes(
    {
      ecosystem: { tenant: "oslo", components },
      submitOwn,
      observe: (id, result) => observed.push([id, result]),
      log: { warn: (fields) => warned.push(fields) },
      now: () => 1_000,
      random: () => 0.5,
    },
    options,
  );
  ends.push(probes.close);
  return { probes, observed, warned, most: () => most, connected: () => connected };
}

it("results are events of the component, a reason is said once, and only so many are asked at a time", async () => {
  const events: LogEvent[] = [];
  const { observed, warned, most, probes } = await start(12, { underWayMax: 3 }, async (event) => events.push(event));
  await pause(1_500, never);
  probes.close();
  // The server sees the end of a connection a little after the beginning of the next.
  expect(most()).toBeGreaterThanOrEqual(3);
  expect(most()).toBeLessThanOrEqual(6);
  expect(new Set(observed.map(([id]) => id)).size).toBe(12);
  expect(events.length).toBeGreaterThan(12);
  expect(events[0]).toMatchObject({
    kind: "telemetry",
    sender: { tenant: "oslo", district: "_", deviceClass: "component", deviceId: expect.stringMatching(/^c-\d+$/) },
    event: { source: "velvakt", timeMs: 1_000, type: "probe.result", data: { ok: false } },
  });
  expect(warned).toHaveLength(12);
});

it("a component is not asked again before its last result is stored, and closing ends everything at once", async () => {
  const { observed, probes, connected } = await start(2, {}, () => new Promise(() => undefined));
  await pause(700, never);
  expect(observed).toHaveLength(2);
  const again = await start(5, {}, async () => undefined);
  await pause(120, never);
  probes.close();
  again.probes.close();
  await pause(50, never);
  expect(connected() + again.connected()).toBe(0);
  const before = again.observed.length;
  await pause(400, never);
  expect(again.observed).toHaveLength(before);
});

it("a result that cannot be stored does not end the asking", async () => {
  const { observed, warned } = await start(1, {}, () => Promise.reject(new Error("no store")));
  await pause(900, never);
  expect(observed.length).toBeGreaterThan(2);
  expect(warned.some((fields) => "err" in fields)).toBe(true);
});
