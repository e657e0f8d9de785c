import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { createProjectionStore } from "../../../services/database/projection-store.js";
import type { Database } from "../../../services/database/store.js";
import type { InfluxSettings } from "../../../services/projection/influx/connection.js";
import { type InfluxProjection, openInfluxProjection } from "../../../services/projection/open.js";
import type { ProjectorOptions } from "../../../services/projection/projector.js";
import { batch, heartbeat, logged } from "../database/samples.js";

export const settingsFor = (url: string, differences: Partial<InfluxSettings> = {}): InfluxSettings => ({
  url,
  database: "velvakt",
  org: null,
  token: null,
  username: null,
  password: null,
  version: null,
  retentionDays: 0,
  ...differences,
});

const quick: Partial<ProjectorOptions> = {
  pageMax: 200,
  idleMs: 20,
  retryFirstMs: 20,
  retryMaxMs: 200,
  refusedRetryMs: 100,
};

export interface Said {
  level: number;
  msg: string;
  err?: { message: string };
}

/** A projection that ends with the test, and what it said. */
export function project(
  database: Database,
  settings: InfluxSettings,
  options: Partial<ProjectorOptions> = {},
): InfluxProjection & { said: Said[] } {
  const said: Said[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => said.push(JSON.parse(line) as Said) });
  const ports = { store: createProjectionStore(database.pool), log, now: Date.now };
  const projection = openInfluxProjection(settings, ports, { ...quick, ...options });
  onTestFinished(() => projection.close(1_000));
  return { ...projection, said };
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, maxMs = 30_000): Promise<void> {
  const giveUpAtMs = performance.now() + maxMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAtMs) throw new Error(`never: ${what}`);
    await sleep(20);
  }
}

/** Commits `count` heartbeats of devices after `seq`, as ingest does; answers the last seq. */
export async function commitHeartbeats(database: Database, seq: number, count: number): Promise<number> {
  const events = Array.from({ length: count }, (_, index) => {
    const at = seq + index + 1;
    return logged(at, heartbeat(`D-${at % 50}`, `e-${at}`));
  });
  await database.log.commit(batch(seq + count, { events }));
  return seq + count;
}
