import mqtt from "mqtt";
import pg from "pg";
import { pino } from "pino";
import { readConfig } from "../../../services/config.js";
import { createScaledClock, type ScaledClock } from "../../../services/demo/scaled-clock.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { type Service, serve } from "../../../services/serve.js";
import type { CityMessage } from "../../../simulators/city/world.js";
import { startInflux } from "../../support/influx.js";
import { embeddedDatabaseUrl, until } from "../../support/service.js";
import { onServers, type Surroundings } from "../../support/surroundings.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";
import { startReceiver } from "../../support/webhook-receiver.js";

export async function production(): Promise<Surroundings> {
  const [servers, influx] = await Promise.all([onServers(), startInflux()]);
  return {
    ...servers,
    settings: {
      ...servers.settings,
      VELVAKT_INFLUX_URL: influx.url,
      // The day is the same one in years to come.
      VELVAKT_INFLUX_RETENTION_DAYS: "3650",
    },
    remove: () => Promise.all([servers.remove(), influx.remove()]),
  };
}

/** A span of time and what is received in it, in order. */
export interface Day {
  fromMs: number;
  toMs: number;
  messages: CityMessage[];
}

export interface Lived {
  rows(sql: string): Promise<unknown[]>;
  get(path: string): Promise<unknown>;
  /** Ids of the notifications that came, sorted. */
  told: string[];
}

/**
 * What happens within so long is received together at its end, in order: two profiles then receive it at the same
 * instants, however fast each of them is.
 */
const stepMs = 15 * 60_000;
/** Limits and deadlines are at whole minutes; what is received at the same instant is another test's subject. */
const besideMs = 377;

/** The day as one profile lives through it, on a clock that stands until everything said so far is stored. */
export async function liveThrough(
  day: Day,
  surround: () => Promise<Surroundings>,
  look: (lived: Lived) => Promise<void>,
): Promise<void> {
  const stops: (() => unknown)[] = [];
  try {
    const surroundings = await surround();
    stops.push(surroundings.remove);
    const dataDir = makeTempDir();
    stops.push(() => removeTempDir(dataDir));
    const receiver = await startReceiver();
    stops.push(receiver.close);
    const clock = createScaledClock(day.fromMs, 1);
    const service = await start(dataDir, surroundings.settings, receiver.url, clock);
    stops.push(service.close);
    const pool = new pg.Pool({
      connectionString: surroundings.databaseUrl ?? (await embeddedDatabaseUrl(dataDir)),
      max: 2,
    });
    pool.on("error", () => undefined);
    stops.push(() => pool.end());
    const rows = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows as unknown[];
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${surroundings.mqttPort ?? service.mqttPort}`, {
      clientId: "city",
      ...surroundings.login,
    });
    stops.push(() => client.endAsync(true));
    const publish = ({ topic, payload, retained }: Said) =>
      client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: retained });
    await pass(day, clock, publish, rows);
    await settled(service, rows, day.toMs);
    const told = receiver.calls.map(({ body }) => (JSON.parse(body) as { notificationId: string }).notificationId);
    await look({ rows, get: (path) => get(service, path), told: told.sort() });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function start(dataDir: string, settings: NodeJS.ProcessEnv, webhookUrl: string, clock: ScaledClock) {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example ecosystem has mistakes");
  const ports = { VELVAKT_HTTP_PORT: "0", VELVAKT_MQTT_PORT: "0" };
  return serve({
    config: readConfig({ VELVAKT_DATA_DIR: dataDir, ...ports, ...settings }),
    ecosystem: loaded.ecosystem,
    ecosystemHash: loaded.hash,
    log: pino({ level: "error" }, pino.destination(2)),
    crashed: (error) => {
      throw error;
    },
    instead: {
      // How long a commit takes is this machine's affair and no gap of the day's.
      evaluator: { clock: clock.sources, tickEveryMs: 50, pipeline: { gapAfterMs: 3_600_000 } },
      // At which instants of the day they fall is the machine's affair, too.
      gateTimes: { everyMs: 86_400_000, firstAfterMs: 86_400_000 },
      channelsOf: (teamId) => [{ id: `hook-${teamId}`, kind: "webhook", url: webhookUrl, secret: null }],
    },
  });
}

type Said = Pick<CityMessage, "topic" | "payload" | "retained">;
type Rows = (sql: string, values?: unknown[]) => Promise<unknown[]>;

async function pass(
  { fromMs, toMs, messages }: Day,
  clock: ScaledClock,
  publish: (said: Said) => Promise<unknown>,
  rows: Rows,
) {
  let next = 0;
  for (let untilMs = fromMs + stepMs; untilMs <= toMs; untilMs += stepMs) {
    const sent: Promise<unknown>[] = [];
    clock.set(untilMs + besideMs);
    for (let message = messages[next]; message && message.receivedAtMs < untilMs; message = messages[++next]) {
      sent.push(publish(message));
    }
    sent.push(publish(endOfStep(untilMs)));
    await Promise.all(sent);
    const last = "SELECT 1 FROM event_log WHERE kind = 'unknown-type' AND event -> 'event' ->> 'id' = $1";
    await until("the step is stored", async () => (await rows(last, [`step-${untilMs}`])).length > 0, 60_000, 5);
  }
}

/** Comes behind everything else, and says nothing to anybody. */
function endOfStep(atMs: number): Said {
  const envelope = { specversion: "1.0", id: `step-${atMs}`, source: "urn:test", type: "no.vft.step.ended" };
  return {
    topic: "vft/v1/oslo/_/component/epj/event",
    payload: { ...envelope, time: new Date(atMs).toISOString(), data: {} },
    retained: false,
  };
}

async function settled(service: Service, rows: Rows, toMs: number): Promise<void> {
  const passed = "SELECT 1 FROM engine_position WHERE engine_time_ms >= $1";
  await until("time has passed", async () => (await rows(passed, [toMs - 1])).length > 0);
  const waiting = "SELECT 1 FROM outbox WHERE status <> 'done'";
  await until("everybody is told", async () => (await rows(waiting)).length === 0);
  const behind = async () => {
    const text = await (await fetch(`${service.httpAddress}/metrics`)).text();
    return Number(/^velvakt_projection_behind (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  await until("the series are complete", async () => (await behind()) === 0, 60_000, 100);
}

async function get({ httpAddress }: Service, path: string): Promise<unknown> {
  const answer = await fetch(`${httpAddress}${path}`);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
