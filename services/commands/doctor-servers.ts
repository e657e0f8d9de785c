import { X509Certificate } from "node:crypto";
import { trySession } from "../broker/external/try-session.js";
import { brokerSettings, type Config, influxSettings, redisSettings } from "../config.js";
import { lookAtEmbedded } from "../database/embedded/look.js";
import { findHolder } from "../database/instance-lock.js";
import { externalConnectionString } from "../database/open.js";
import { doubtsAbout, faultOf, readServerFacts } from "../database/server-check.js";
import { readRedisFacts } from "../delivery/redis-facts.js";
import { probeOnce } from "../probes/probe.js";
import { createInflux } from "../projection/influx/dialect.js";
import { certificateFound, clockFound, connectionsFound } from "./doctor-measures.js";
import { type Check, doubt, type Found, fault, fine } from "./doctor-report.js";

/** Looks at the servers that Velvakt works with: its own if they run, somebody else's in any case. */

const tryMaxMs = 8_000;
const version = (number: number) => `${Math.floor(number / 10_000)}.${number % 10_000}`;

/** `poolMax` is null of a server of our own. */
async function lookAtServer(connectionString: string, poolMax: number | null): Promise<Found[]> {
  const askedAtMs = Date.now();
  const facts = await readServerFacts(connectionString);
  const answeredAtMs = Date.now();
  const wrong = faultOf(facts);
  if (wrong !== null) return [fault(wrong.message, "Velvakt does not start before this has been mended.")];
  const holder = await findHolder(connectionString);
  const held = holder === null ? "used by nobody now" : `in use by process ${holder.pid} on ${holder.host}`;
  const found = [fine(`PostgreSQL ${version(facts.version)}, role ${facts.role} owns what it needs; ${held}`)];
  // In a server of our own we are the only role.
  for (const { grave, what } of doubtsAbout(facts).filter((one) => one.grave || poolMax !== null)) {
    found.push(grave ? fault(what, "Turn fsync and synchronous_commit on.") : doubt(what, "Use a role without that."));
  }
  found.push(...clockFound("PostgreSQL", facts.now_ms, askedAtMs, answeredAtMs));
  return poolMax === null ? found : [...found, ...connectionsFound(facts.connections_max, poolMax)];
}

async function lookAtOwnDatabase(dataDir: string): Promise<Found[]> {
  const { home, majorVersion, connectionString } = await lookAtEmbedded(dataDir);
  if (connectionString !== null) return lookAtServer(connectionString, null);
  return [
    fine(
      majorVersion === null
        ? "embedded; it is made at the first start"
        : `embedded PostgreSQL ${majorVersion} in ${home}; it runs only while Velvakt does`,
    ),
  ];
}

export function databaseCheck(config: Config): Check {
  const { POSTGRES_URL: url, POSTGRES_PASSWORD: password = null, POSTGRES_POOL_MAX: poolMax } = config;
  return {
    name: "database",
    action:
      url === undefined
        ? "Stop the process that uses the folder, or see to its rights."
        : "Start the server, or correct VELVAKT_POSTGRES_URL and its password.",
    look: () =>
      url === undefined
        ? lookAtOwnDatabase(config.DATA_DIR)
        : lookAtServer(externalConnectionString({ url, password }), poolMax),
  };
}

export function brokerCheck(config: Config): Check[] {
  const settings = brokerSettings(config);
  if (settings === null) return [];
  return [
    {
      name: "broker",
      action: "Start it, or correct VELVAKT_MQTT_URL, name, password and rights; services/broker has a configuration.",
      async look() {
        const { certificateEndsAtMs } = await trySession(settings, tryMaxMs);
        const nowMs = Date.now();
        const { certificate } = settings;
        const ownEndsAtMs = certificate === null ? null : Date.parse(new X509Certificate(certificate.cert).validTo);
        return [
          fine(`MQTT ${settings.version}: ${settings.filters.join(", ")} may be listened to, markers come back`),
          ...certificateFound("the broker's", certificateEndsAtMs, nowMs),
          ...certificateFound("Velvakt's own", ownEndsAtMs, nowMs),
        ];
      },
    },
  ];
}

const versionMin = [6, 2] as const;

function isOld(said: string): boolean {
  const [major = 0, minor = 0] = said.split(".").map(Number);
  return major < versionMin[0] || (major === versionMin[0] && minor < versionMin[1]);
}

export function redisCheck(config: Config): Check[] {
  const settings = redisSettings(config);
  if (settings === null) return [];
  return [
    {
      name: "redis",
      action:
        "Start it, or correct VELVAKT_REDIS_URL, VELVAKT_REDIS_CA_FILE, password and rights; people are told without it meanwhile.",
      async look() {
        const nodes = await readRedisFacts(settings);
        const found = [
          fine(`Redis ${[...new Set(nodes.map((node) => node.version))].join(", ")}, scripts are allowed`),
        ];
        for (const node of nodes) {
          if (isOld(node.version))
            found.push(fault(`Redis ${node.version} is too old`, `Use ${versionMin.join(".")} or later.`));
          if (node.evictionPolicy === null) {
            found.push(doubt("maxmemory-policy may not be read", "See to it that it is noeviction."));
          } else if (node.evictionPolicy !== "noeviction") {
            const finding = `maxmemory-policy is ${node.evictionPolicy}: jobs are thrown away when memory is short`;
            found.push(doubt(finding, "Set it to noeviction."));
          }
          found.push(...clockFound("Redis", node.nowMs, node.askedAtMs, node.answeredAtMs));
        }
        return found;
      },
    },
  ];
}

/** HTTP tells the time in whole seconds. */
const dateStepMs = 1_000;

async function lookAtInflux(settings: NonNullable<ReturnType<typeof influxSettings>>): Promise<Found[]> {
  const ping = `${settings.url.replace(/\/$/, "")}/ping`;
  const target = { kind: "http", target: ping, everySec: 60, timeoutMs: tryMaxMs } as const;
  const reached = await probeOnce(target);
  if (!reached.ok) throw new Error(reached.reason ?? "does not answer");
  const askedAtMs = Date.now() - dateStepMs;
  const { headers } = await fetch(ping, { signal: AbortSignal.timeout(tryMaxMs) });
  const answeredAtMs = Date.now();
  const dateMs = Date.parse(headers.get("date") ?? "");
  const influx = createInflux(settings);
  const { version: major, says } = await influx.version();
  const answer = JSON.parse(await influx.query("SHOW MEASUREMENTS LIMIT 1")) as { results?: { error?: string }[] };
  const refused = answer.results?.find(({ error }) => error !== undefined)?.error;
  return [
    fine(
      `InfluxDB ${says ?? major}, ${settings.database} ${refused === undefined ? "can be read" : "is not there yet"}`,
    ),
    ...(refused === undefined ? [] : [doubt(refused, "Velvakt makes it at its start if it may; otherwise make it.")]),
    ...(Number.isNaN(dateMs) ? [] : clockFound("InfluxDB", dateMs, askedAtMs, answeredAtMs)),
    ...certificateFound("InfluxDB's", reached.certificateEndsAtMs, answeredAtMs),
  ];
}

export function influxCheck(config: Config): Check[] {
  const settings = influxSettings(config);
  if (settings === null) return [];
  const action = "Start it, or correct VELVAKT_INFLUX_URL, database and token; series are told later meanwhile.";
  return [{ name: "influxdb", action, look: () => lookAtInflux(settings) }];
}
