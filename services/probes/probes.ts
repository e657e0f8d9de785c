import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Component, Ecosystem, Probe } from "../../rules/model/ecosystem.js";
import type { LogEvent } from "../../rules/model/event.js";
import { pause } from "../runtime/pause.js";
import { type Probed, probeOnce, type Unasked } from "./probe.js";
import { createTurnstile } from "./turnstile.js";

export interface ProbePorts {
  ecosystem: Pick<Ecosystem, "tenant" | "components">;
  /** Into the log like what others publish; settles after the commit. */
  submitOwn: (event: LogEvent) => Promise<unknown>;
  /** Told of every result, before it is submitted. */
  observe: (componentId: string, result: Probed | Unasked) => void;
  log: { warn(fields: object, message: string): void };
  /** Wall clock. */
  now: () => number;
  /** 0 to below 1. */
  random: () => number;
}

export interface ProbeOptions {
  /** Probes under way at the same time. */
  underWayMax: number;
  /** Intervals vary by so much in either direction, so that not all are asked at once for ever. */
  jitterPercent: number;
}

const defaultOptions: ProbeOptions = { underWayMax: 32, jitterPercent: 5 };

/** All have been asked so soon after a start: until then nobody knows whether they are up. */
const firstMaxMs = 10_000;

type Probing = Component & { probe: Probe };

/**
 * Asks every component that has a `probe`, each in a loop of its own: one question at a time, and the next only after the
 * answer to the last has been committed, so a database that is away stops the asking and not the memory.
 */
export function startProbes(ports: ProbePorts, given: Partial<ProbeOptions> = {}): { close(): void } {
  const options = { ...defaultOptions, ...given };
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal);
  const turnstile = createTurnstile(options.underWayMax);
  const probing = ports.ecosystem.components.filter((one): one is Probing => one.probe !== null);
  for (const component of probing) void keepProbing(component, ports, options, turnstile.pass, signal);
  // What has been submitted settles with whoever takes it: waiting for that here could be for ever.
  return { close: () => stopping.abort() };
}

async function keepProbing(
  { id, probe }: Probing,
  { ecosystem, submitOwn, observe, log, now, random }: ProbePorts,
  { jitterPercent }: ProbeOptions,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<void> {
  const everyMs = probe.everySec * 1000;
  const sender = { tenant: ecosystem.tenant, district: "_", deviceClass: "component", deviceId: id };
  let said: string | null = null;

  /** A reason is said when it is new, not every minute. */
  function report({ reason }: Probed | Unasked): void {
    if (reason !== null && reason !== said) log.warn({ component: id, target: probe.target, reason }, "a probe failed");
    said = reason;
  }

  async function once(): Promise<void> {
    const result = await inTurn(() => (signal.aborted ? closing : probeOnce(probe, signal)));
    if (signal.aborted) return;
    observe(id, result);
    report(result);
    if (result.ok === null) return;
    const { ok, latencyMs, certificateEndsAtMs } = result;
    const ends = certificateEndsAtMs === null ? {} : { certificateEndsAtMs };
    const data = { target: probe.target, ok, latencyMs: Math.round(latencyMs * 10) / 10, ...ends };
    const event = { id: randomUUID(), source: "velvakt", timeMs: now(), type: "probe.result" as const, data };
    await submitOwn({ kind: "telemetry", sender, event });
  }

  await pause(random() * Math.min(everyMs, firstMaxMs), signal);
  while (!signal.aborted) {
    const began = performance.now();
    await once().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: error, component: id }, "a probe's result could not be stored");
    });
    const varied = everyMs * (1 + ((2 * random() - 1) * jitterPercent) / 100);
    await pause(Math.max(0, varied - (performance.now() - began)), signal);
  }
}

const closing: Promise<Unasked> = Promise.resolve({ ok: null, reason: "Velvakt is closing" });
