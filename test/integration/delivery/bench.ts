import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Notification } from "../../../rules/model/record.js";
import type { DeliveryFailedEvent } from "../../../services/delivery/attempt.js";
import type { DeliveryChannel } from "../../../services/delivery/channels/channel.js";
import { createDelivery, type Delivery } from "../../../services/delivery/delivery.js";
import type { DeliveryLimits } from "../../../services/delivery/limits.js";
import type { RedisSettings } from "../../../services/delivery/redis-client.js";

export const teamId = "grorud";

/** Short enough for a test to see a retry, a lost lease and a close; the proportions are those of the defaults. */
export const quickLimits: Partial<DeliveryLimits> = {
  backoffBaseMs: 100,
  backoffMaxMs: 500,
  sweepEveryMs: 100,
  leaseMs: 2_000,
  sendTimeoutMs: 1_000,
  reportTimeoutMs: 1_000,
};

export interface Bench {
  pool: pg.Pool;
  delivery: Delivery;
  failures: DeliveryFailedEvent[];
  lines: string[];
  logged: { level: string; fields: object; message: string }[];
  close(): Promise<void>;
}

export function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 6, connectionTimeoutMillis: 2_000 });
  pool.on("error", () => undefined);
  return pool;
}

/** A delivery service as the real one is composed, on a database of its own or one shared with another. */
export function openBench(
  connectionString: string,
  channels: DeliveryChannel[],
  changes: {
    limits?: Partial<DeliveryLimits>;
    pool?: pg.Pool;
    redis?: RedisSettings;
    reportFailure?: (event: DeliveryFailedEvent) => Promise<void>;
  } = {},
): Bench {
  const pool = changes.pool ?? openPool(connectionString);
  const failures: DeliveryFailedEvent[] = [];
  const lines: string[] = [];
  const logged: Bench["logged"] = [];
  const record = (level: string) => (fields: object, message: string) => logged.push({ level, fields, message });
  const delivery = createDelivery({
    pool,
    connectionString,
    redis: changes.redis ?? null,
    channelsOf: (team) => (team === teamId ? channels : []),
    reportFailure:
      changes.reportFailure ??
      (async (event) => {
        failures.push(event);
      }),
    log: { info: record("info"), warn: record("warn"), error: record("error") },
    now: Date.now,
    random: () => 0.5,
    version: "0.0.0-test",
    writeLine: async (line) => void lines.push(line),
    limits: { ...quickLimits, ...changes.limits },
  });
  delivery.start();
  return {
    pool,
    delivery,
    failures,
    lines,
    logged,
    async close() {
      await delivery.close();
      if (!pool.ending) await pool.end();
    },
  };
}

export function notification(id: string): Notification {
  return {
    notificationId: id,
    teamId,
    atMs: Date.UTC(2026, 0, 15, 7, 45),
    stage: "opened",
    severity: "serious",
    alertIds: [`dose-missed/D-1/P-1@2026-01-15T06:30:00.000Z/${id}`],
    incidentId: null,
    title: { no: "Dose ikke utlevert på Rødtvet", en: "Dose not dispensed" },
    body: { no: "Planlagt 07:30. Ring beboeren.", en: "Planned 07:30. Call the resident." },
  };
}

/** A row as the log store writes it in the ledger's transaction. */
export async function enqueue(pool: pg.Pool, id: string, channelId = "hook"): Promise<string> {
  const outboxId = `${id}/${channelId}`;
  await pool.query(
    "INSERT INTO outbox (outbox_id, notification_id, team_id, channel_id, record) VALUES ($1, $2, $3, $4, $5)",
    [outboxId, id, teamId, channelId, notification(id)],
  );
  return outboxId;
}

export interface OutboxState {
  status: string;
  attempt: number;
  leased: boolean;
  last_error: string | null;
}

export async function outboxState(pool: pg.Pool, outboxId: string): Promise<OutboxState> {
  const { rows } = await pool.query<OutboxState>(
    "SELECT status, attempt, lease_until IS NOT NULL AS leased, last_error FROM outbox WHERE outbox_id = $1",
    [outboxId],
  );
  if (rows[0] === undefined) throw new Error(`no row ${outboxId}`);
  return rows[0];
}

/** Waits for `condition`, which may ask the database and may fail while that is away. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const startedAtMs = Date.now();
  let last: unknown = "never true";
  while (Date.now() - startedAtMs < limitMs) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await sleep(20);
  }
  throw new Error(`waited ${limitMs} ms for: ${what} (${String(last)})`);
}
