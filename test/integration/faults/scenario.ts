import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { askInflux } from "../../support/influx.js";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { type Receiver, startReceiver } from "../../support/webhook-receiver.js";
import { type FaultCase, faults, type Victim } from "./cases.js";
import { type City, createCity } from "./city.js";
import { httpLoad, type Load, mqttLoad } from "./load.js";
import { type FaultyServer, type ServerName, serverNames, starters } from "./servers.js";
import { type SlowProxy, startSlowProxy } from "./slow-proxy.js";
import { mountSmallDisk, type SmallDisk } from "./small-disk.js";

// Each server and each service of the cases that run together ends with this process.
process.setMaxListeners(100);

export interface Pace {
  /** Load before the fault: longer than Mosquitto needs to save our session. */
  warmUpMs: number;
  outageMs: number;
  /** How much longer the fault may last until Velvakt has said what it must. */
  untilSaidMs: number;
  /** Messages a second at each of the two doors. */
  perSec: number;
}

/** What one case came to. */
export interface Measured {
  outageSec: number;
  said: string[];
  /** From the end of the fault until nothing waits anywhere any more. */
  caughtUpSec: number;
  acknowledged: { mosquitto: number; velvakt: number };
  /** Acknowledged and not in the log. */
  lost: { mosquitto: number; velvakt: number };
  storedTwice: number;
  toldTwice: number;
  untold: number;
  /** The slowest of the alarms raised while the fault lasted, at a door that was open: from its acknowledgement. */
  toldAfterSec: number;
  /** Doses of which the report was lost, by verdict, and all others that are not what they were. */
  lostDoses: Record<string, number>;
  wrongDoses: number;
  gapNotices: number;
  rssMb: { before: number; peak: number; after: number };
  logLines: number;
}

const diskMb: Record<ServerName, number> = { Mosquitto: 32, PostgreSQL: 256, InfluxDB: 64, Redis: 32 };

/** Null: this user may not mount the disk that the case needs. */
export async function runCase(faultCase: FaultCase, pace: Pace): Promise<Measured | null> {
  const stops: (() => Promise<unknown> | undefined)[] = [];
  try {
    const disk = faults[faultCase.fault].needs === "disk" ? mountSmallDisk(diskMb[faultCase.server]) : null;
    if (faults[faultCase.fault].needs === "disk" && disk === null) return null;
    stops.push(async () => disk?.remove());
    return await withServers(faultCase, pace, disk, stops);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function withServers(
  faultCase: FaultCase,
  pace: Pace,
  disk: SmallDisk | null,
  stops: (() => Promise<unknown> | undefined)[],
): Promise<Measured> {
  const servers = new Map<ServerName, FaultyServer>();
  await Promise.all(
    serverNames.map(async (name) => {
      const server = await starters[name](name === faultCase.server ? disk?.folder : undefined);
      stops.push(() => server.remove());
      servers.set(name, server);
    }),
  );
  const of = (name: ServerName) => servers.get(name) as FaultyServer;
  let proxy: SlowProxy | null = null;
  if (faults[faultCase.fault].needs === "proxy") {
    proxy = await startSlowProxy(of(faultCase.server).port);
    stops.push(proxy.close);
  }
  const receiver = await startReceiver();
  stops.push(receiver.close);
  const settings = serverNames.map((name) =>
    of(name).settings(name === faultCase.server && proxy ? proxy.port : of(name).port),
  );
  const home = makeServiceHome(Object.assign({ VELVAKT_WEBHOOK_URL: receiver.url }, ...settings));
  stops.push(() => home.remove());
  const service = await home.start();
  const doors = {
    mosquitto: mqttLoad(of("Mosquitto").port, pace.perSec),
    velvakt: httpLoad(service.httpUrl, pace.perSec),
  };
  for (const door of Object.values(doors)) stops.push(door.close);
  const influxUrl = `http://127.0.0.1:${of("InfluxDB").port}`;
  const victim = { server: of(faultCase.server), proxy, disk };
  return measure(faultCase, pace, victim, { home, service, receiver, doors, influxUrl });
}

interface Scene {
  home: ServiceHome;
  service: RunningService;
  receiver: Receiver;
  doors: { mosquitto: Load; velvakt: Load };
  influxUrl: string;
}

async function measure(faultCase: FaultCase, pace: Pace, victim: Victim, scene: Scene): Promise<Measured> {
  const { home, service, doors } = scene;
  const both = [doors.mosquitto, doors.velvakt];
  const fault = faults[faultCase.fault];
  const lastsMs = pace.warmUpMs + pace.outageMs;
  const city = createCity(Math.ceil((lastsMs / 1_000) * pace.perSec * 2) + behind.messages, Date.now() + lastsMs);
  await city.publishPlans(service);
  const watch = watchService(service);
  try {
    for (const door of both) door.start(city.next);
    await sleep(pace.warmUpMs);
    const before = watch.rssMb();
    const beganMs = Date.now();
    if (faultCase.isBehind) await fallBehind(scene, city);
    await fault.begin(victim);
    process.kill(service.pid, "SIGCONT");
    await sleep(pace.outageMs);
    if (faultCase.says === "projection" || faultCase.says === "delivery") {
      const part = faultCase.says;
      await until(`${part} is said to be unwell`, () => watch.said().includes(part), pace.untilSaidMs, 100);
    } else if (faultCase.server === "Mosquitto" && faultCase.says) {
      await until("the broker is said to be lost", () => watch.said().includes("broker"), pace.untilSaidMs, 100);
    }
    for (const door of both) door.stop();
    await fault.end(victim);
    const endedMs = Date.now();
    await caughtUp(scene, city);
    const caughtUpSec = (Date.now() - endedMs) / 1_000;
    await worksAsBefore(scene, city);
    // Only what Mosquitto forgets can leave a dose open until its deadline.
    if (faultCase.server === "Mosquitto") await city.judged(home);
    const rss = { before, peak: watch.rssPeakMb(), after: watch.rssMb() };
    return {
      outageSec: (endedMs - beganMs) / 1_000,
      said: [...(await gapsOf(home)), ...watch.said()],
      caughtUpSec,
      rssMb: rss,
      ...(await outcome(scene, city, { beganMs, endedMs })),
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${service.output().stderr.slice(-6_000)}`, { cause: error });
  } finally {
    watch.stop();
  }
}

/** More than sockets hold, so that Mosquitto has to keep it, and loses it with its life. */
const behind = { messages: 200, paddingBytes: 50_000 };

async function fallBehind({ service, doors }: Scene, city: City): Promise<void> {
  process.kill(service.pid, "SIGSTOP");
  const before = doors.mosquitto.acknowledged.size;
  for (let n = 0; n < behind.messages; n++) {
    const message = city.next(behind.paddingBytes);
    if (message) doors.mosquitto.send(message);
  }
  const taken = () => doors.mosquitto.acknowledged.size >= before + behind.messages;
  await until("Mosquitto has taken it", taken, 10_000, 5);
}

/** Looks at `/readyz` and at the process all the time. */
function watchService({ httpUrl, pid }: RunningService) {
  const said = new Set<string>();
  const rssMb = () =>
    Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
  let peak = 0;
  const timer = setInterval(async () => {
    peak = Math.max(peak, rssMb());
    const answer = await fetch(`${httpUrl}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    const { parts = [], degraded = [] } = ((await answer?.json().catch(() => null)) ?? {}) as {
      parts?: (string | { part: string })[];
      degraded?: { part: string }[];
    };
    for (const one of [...parts, ...degraded]) if (typeof one === "object") said.add(one.part);
  }, 250);
  return {
    said: () => [...said],
    rssMb,
    rssPeakMb: () => Math.max(peak, rssMb()),
    stop: () => clearInterval(timer),
  };
}

const catchUpMaxMs = 180_000;

/** Until nothing waits at either door, in the log, in a gap, for InfluxDB or for a person. */
async function caughtUp({ home, service, doors, influxUrl }: Scene, city: City): Promise<void> {
  const waiting = async (): Promise<string | null> => {
    for (const [name, door] of Object.entries(doors)) {
      if (door.unacknowledged() > 0) return `${door.unacknowledged()} messages at ${name}'s door`;
    }
    const answer = await fetch(`${service.httpUrl}/readyz`);
    const said = (await answer.json()) as { degraded?: unknown[]; detail?: string };
    if (answer.status !== 200 || said.degraded?.length !== 0) return `readyz: ${JSON.stringify(said)}`;
    if ((await gapsOf(home, "kind")).at(-1) === "gap-opened") return "a gap";
    const [{ count: pending } = { count: "?" }] = await home.sql<{ count: string }>(
      "SELECT count(*) FROM outbox WHERE status = 'pending'",
    );
    if (pending !== "0") return `${pending} deliveries`;
    const { events, points, isWhole } = await counted(home, influxUrl);
    return isWhole ? null : `${events - points} events that InfluxDB has not been told of`;
  };
  let last: string | null = "nothing was looked at";
  const nothingWaits = async () => {
    last = await waiting();
    return last === null;
  };
  await until("nothing waits any more", nothingWaits, catchUpMaxMs, 100).catch((error: unknown) => {
    throw new Error(`it has not caught up: ${last}`, { cause: error });
  });
  // Behind everything that Mosquitto still has.
  const sentinel = city.alarm();
  doors.mosquitto.send(sentinel);
  const inLog = "SELECT 1 FROM event_log WHERE event -> 'event' ->> 'id' = $1";
  await until("it listens", async () => (await home.sql(inLog, [sentinel.id])).length > 0, 60_000, 100);
}

/** Everything that went through the fault works for what comes after it, without anybody's help. */
async function worksAsBefore({ home, receiver, doors, influxUrl }: Scene, city: City): Promise<void> {
  for (const beat of city.heartbeats()) doors.mosquitto.send(beat);
  const after = [doors.mosquitto, doors.velvakt].map((door) => {
    const alarm = city.alarm();
    door.send(alarm);
    return alarm;
  });
  const told = () => after.every(({ id }) => receiver.calls.some(({ body }) => body.includes(city.nameIn(id))));
  await until("people are told of what comes after", told, 60_000, 100);
  const isTold = async () => (await counted(home, influxUrl)).isWhole;
  await until("InfluxDB has every event of the log", isTold, 60_000, 250);
}

async function gapsOf(home: ServiceHome, what: "kind" | "reason" = "reason"): Promise<string[]> {
  const rows = await home.sql<{ kind: string; reason: string | null }>(
    `SELECT kind, event ->> 'reason' AS reason FROM event_log
     WHERE kind IN ('gap-opened', 'gap-closed') ORDER BY seq`,
  );
  if (what === "kind") return rows.map(({ kind }) => kind);
  return [...new Set(rows.flatMap(({ reason }) => (reason ? [`gap ${reason}`] : [])))];
}

/** As many points as events: none lost on the way to InfluxDB, none doubled. */
async function counted(home: ServiceHome, influxUrl: string) {
  const [told] = await askInflux(influxUrl, "SELECT count(seq) FROM event");
  const [row] = await home.sql<{ count: string }>("SELECT count(*) FROM event_log");
  const [events, points] = [Number(row?.count), Number(told?.count ?? 0)];
  return { events, points, isWhole: events === points };
}

type Outcome = Omit<Measured, "outageSec" | "said" | "caughtUpSec" | "rssMb">;

async function outcome(
  { home, service, receiver, doors }: Scene,
  city: City,
  during: { beganMs: number; endedMs: number },
): Promise<Outcome> {
  const rows = await home.sql<{ id: string; count: string }>(
    "SELECT event -> 'event' ->> 'id' AS id, count(*) FROM event_log WHERE kind = 'telemetry' GROUP BY 1",
  );
  const log = new Map(rows.map(({ id, count }) => [id, Number(count)]));
  const lostOf = ({ acknowledged }: Load) => [...acknowledged.keys()].filter((id) => !log.has(id)).length;
  const keys = receiver.calls.map(({ headers }) => String(headers["idempotency-key"]));
  const acknowledgedAtMs = new Map([...doors.mosquitto.acknowledged, ...doors.velvakt.acknowledged]);
  const doses = await city.dosesOf(home, log);
  return {
    acknowledged: { mosquitto: doors.mosquitto.acknowledged.size, velvakt: doors.velvakt.acknowledged.size },
    lost: { mosquitto: lostOf(doors.mosquitto), velvakt: lostOf(doors.velvakt) },
    storedTwice: rows.filter(({ id, count }) => Number(count) > 1 && !city.isHeartbeat(id)).length,
    toldTwice: keys.length - new Set(keys).size,
    ...city.toldOf(receiver, log, acknowledgedAtMs, during),
    ...doses,
    gapNotices: receiver.calls.filter(({ body }) => body.startsWith('{"notificationId":"monitoring-gap/')).length,
    logLines: service.output().stderr.split("\n").length,
  };
}
