import { readFileSync } from "node:fs";
import { type Config, settings, settingsSchema } from "./settings.js";

export type { Config } from "./settings.js";

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

/** All that is wrong with the settings, in words that name each one. */
export class ConfigError extends Error {
  readonly code = "CONFIG_INVALID";
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
  }
}

const prefix = "VELVAKT_";

function readSecretFile(name: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    problems.push(`${name}: the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

/** The settings' texts: from the environment, or from the files it names. */
function gather(env: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(prefix) || value === undefined || value === "") continue;
    const short = name.slice(prefix.length);
    const ofFile = short.endsWith("_FILE") ? short.slice(0, -"_FILE".length) : null;
    if (short in settings) given[short] = value;
    else if (ofFile !== null && ofFile in settings) {
      if (env[prefix + ofFile]) problems.push(`${name}: ${prefix}${ofFile} is set too; keep one of them`);
      const content = readSecretFile(name, value, problems);
      if (content !== undefined) given[ofFile] = content;
    } else problems.push(`${name}: there is no such setting`);
  }
  return given;
}

function checkMqtt({ MQTT_URL, MQTT_CA, MQTT_CERT, MQTT_KEY }: Config): string[] {
  const problems: string[] = [];
  if ((MQTT_CERT === undefined) !== (MQTT_KEY === undefined)) {
    problems.push("VELVAKT_MQTT_CERT_FILE and VELVAKT_MQTT_KEY_FILE: one is of no use without the other");
  }
  if ((MQTT_CA ?? MQTT_CERT) !== undefined && !MQTT_URL?.startsWith("mqtts:")) {
    problems.push("VELVAKT_MQTT_CA_FILE, VELVAKT_MQTT_CERT_FILE: only for a VELVAKT_MQTT_URL with mqtts://");
  }
  return problems;
}

function checkRedis({ REDIS_URL, REDIS_CA, REDIS_PASSWORD, REDIS_SENTINEL_MASTER }: Config): string[] {
  const problems: string[] = [];
  if (REDIS_URL === undefined && (REDIS_PASSWORD ?? REDIS_SENTINEL_MASTER) !== undefined) {
    problems.push(
      "VELVAKT_REDIS_PASSWORD, VELVAKT_REDIS_SENTINEL_MASTER: there is no VELVAKT_REDIS_URL to use them for",
    );
  }
  if (REDIS_CA !== undefined && !REDIS_URL?.every((url) => url.startsWith("rediss:"))) {
    problems.push("VELVAKT_REDIS_CA_FILE: only for a VELVAKT_REDIS_URL with rediss://");
  }
  if (new Set(REDIS_URL?.map((url) => new URL(url).protocol)).size > 1) {
    problems.push("VELVAKT_REDIS_URL: all with TLS (rediss://) or none");
  }
  return problems;
}

/** What only makes sense together. */
function crossCheck(config: Config): string[] {
  const problems: string[] = [];
  if (!loopback.has(config.HTTP_HOST) && config.API_TOKEN === undefined) {
    problems.push("VELVAKT_HTTP_HOST: an address others can reach needs VELVAKT_API_TOKEN_FILE");
  }
  problems.push(...checkMqtt(config), ...checkRedis(config));
  if (config.MQTT_URL === undefined && !loopback.has(config.MQTT_HOST) && config.MQTT_PASSWORD === undefined) {
    problems.push("VELVAKT_MQTT_HOST: an address others can reach needs VELVAKT_MQTT_PASSWORD_FILE");
  }
  if (config.POSTGRES_PASSWORD !== undefined && config.POSTGRES_URL === undefined) {
    problems.push("VELVAKT_POSTGRES_PASSWORD: there is no VELVAKT_POSTGRES_URL to use it for");
  }
  if (config.WEBHOOK_SECRET !== undefined && config.WEBHOOK_URL === undefined) {
    problems.push("VELVAKT_WEBHOOK_SECRET: there is no VELVAKT_WEBHOOK_URL to sign for");
  }
  problems.push(...influxProblems(config));
  return problems;
}

function influxProblems(config: Config): string[] {
  const { INFLUX_URL, INFLUX_VERSION, INFLUX_ORG, INFLUX_TOKEN, INFLUX_USERNAME, INFLUX_PASSWORD } = config;
  const problems: string[] = [];
  const given = { INFLUX_ORG, INFLUX_TOKEN, INFLUX_USERNAME, INFLUX_PASSWORD };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && INFLUX_URL === undefined) {
      problems.push(`${prefix}${name}: there is no ${prefix}INFLUX_URL to use it for`);
    }
  }
  if (INFLUX_TOKEN !== undefined && INFLUX_USERNAME !== undefined) {
    problems.push(`${prefix}INFLUX_TOKEN: ${prefix}INFLUX_USERNAME is set too; keep one of them`);
  }
  if (INFLUX_PASSWORD !== undefined && INFLUX_USERNAME === undefined) {
    problems.push(`${prefix}INFLUX_PASSWORD: there is no ${prefix}INFLUX_USERNAME it belongs to`);
  }
  if (INFLUX_VERSION === "2" && INFLUX_ORG === undefined) {
    problems.push(`${prefix}INFLUX_ORG: version 2 has buckets in organisations only`);
  }
  return problems;
}

/** The settings of InfluxDB together; null if there is none. */
export function influxSettings(config: Config) {
  if (config.INFLUX_URL === undefined) return null;
  return {
    url: config.INFLUX_URL,
    database: config.INFLUX_DATABASE,
    org: config.INFLUX_ORG ?? null,
    token: config.INFLUX_TOKEN ?? null,
    username: config.INFLUX_USERNAME ?? null,
    password: config.INFLUX_PASSWORD ?? null,
    version: config.INFLUX_VERSION === "auto" ? null : (Number(config.INFLUX_VERSION) as 1 | 2 | 3),
    retentionDays: config.INFLUX_RETENTION_DAYS,
  };
}

/** The settings of Redis together; null if there is none. */
export function redisSettings(config: Config) {
  const { REDIS_URL: urls, REDIS_SENTINEL_MASTER: master, REDIS_PASSWORD: password, REDIS_CA: ca } = config;
  if (urls === undefined) return null;
  return { urls, sentinelMaster: master ?? null, password: password ?? null, ca: ca ?? null };
}

/** The broker that is not ours, and who we are to it; null if it is ours. */
export function brokerSettings(config: Config) {
  if (config.MQTT_URL === undefined) return null;
  const { MQTT_CERT: cert, MQTT_KEY: key } = config;
  return {
    url: config.MQTT_URL,
    version: config.MQTT_VERSION,
    clientId: config.MQTT_CLIENT_ID,
    filters: config.MQTT_FILTERS,
    credentials: mqttCredentials(config),
    ca: config.MQTT_CA ?? null,
    certificate: cert && key ? { cert, key } : null,
  };
}

export function mqttCredentials({ MQTT_USERNAME: username, MQTT_PASSWORD: password }: Config) {
  return password === undefined ? null : { username, password };
}

/** The settings that a problem names. */
const namesIn = (problem: string) => (problem.match(/VELVAKT_\w+/g) ?? []).map((name) => name.replace(/_FILE$/, ""));

/** Reads the settings once. Throws ConfigError with every problem, so that they are mended in one go. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const given = gather(env, problems);
  const issues = settingsSchema.safeParse(given).error?.issues ?? [];
  problems.push(...issues.map(({ path, message }) => `${prefix}${path.join(".")}: ${message}`));
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const config = settingsSchema.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
  // What a wrong setting would have meant to others nobody knows; those that fit together without it are looked at now.
  const told = new Set(problems.flatMap((problem) => namesIn(problem).slice(0, 1)));
  problems.push(...crossCheck(config).filter((problem) => !namesIn(problem).some((name) => told.has(name))));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
