import { readFileSync } from "node:fs";
import { z } from "zod";

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);
const port = z.coerce.number({ error: "must be a port number" }).int().min(0).max(65_535);
const text = z.string().min(1, "must not be empty");

const pem = z.string().includes("-----BEGIN ", { error: "must be in PEM" });

/** What is no URL at all has been said already, and must not fail the checks behind that. */
const partsOf = (url: string): URL => new URL(URL.canParse(url) ? url : "none://none/none");

/** Of a server that is not ours. Its password would be shown wherever the address is. */
const serverUrl = (...protocols: string[]) =>
  z
    .url({
      protocol: new RegExp(`^(${protocols.join("|")})$`),
      error: `must be a URL that begins with ${protocols.map((name) => `${name}://`).join(" or ")}`,
    })
    .refine((url) => partsOf(url).password === "", "must not hold the password; that has a setting of its own");

const isOneOf = (names: string[], name: string | null) => name === null || names.includes(name);

/** `+` and `#` stand for whole levels, the latter for the last ones. */
function isTopicFilter(filter: string): boolean {
  const [root, ...levels] = filter.split("/");
  const last = levels.length - 1;
  return (
    root === "vft" &&
    levels.length > 0 &&
    levels.every((level, at) => (level === "#" ? at === last : /^(\+|[^+#\s]+)$/.test(level)))
  );
}

/** Every setting, by its name without `VELVAKT_`. A value of NAME may also stand in a file, NAME_FILE. */
const settings = {
  DATA_DIR: text.default("./.velvakt"),
  ECOSYSTEM: text.optional(),
  HTTP_HOST: text.default("127.0.0.1"),
  HTTP_PORT: port.default(8080),
  HTTP_ALLOWED_HOSTS: text
    .transform((names) => names.split(",").map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => /^[a-z0-9.:[\]-]+$/i.test(name)),
      "must be host names, with commas between",
    )
    .optional(),
  MQTT_HOST: text.default("127.0.0.1"),
  MQTT_PORT: port.default(1883),
  MQTT_USERNAME: text.default("velvakt"),
  MQTT_PASSWORD: text.optional(),
  INFLUX_URL: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), "must not contain a user; there are settings for that")
    .optional(),
  INFLUX_VERSION: z.enum(["auto", "1", "2", "3"]).default("auto"),
  INFLUX_DATABASE: text.default("velvakt"),
  INFLUX_ORG: text.optional(),
  INFLUX_TOKEN: text.optional(),
  INFLUX_USERNAME: text.optional(),
  INFLUX_PASSWORD: text.optional(),
  INFLUX_RETENTION_DAYS: z.coerce.number().int().min(0).max(3650).default(365),
  MQTT_URL: serverUrl("mqtt", "mqtts").optional(),
  MQTT_VERSION: z.enum(["5", "3.1.1"]).default("5"),
  MQTT_CLIENT_ID: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, "must be 1 to 64 letters, digits or .:_-")
    .default("velvakt"),
  MQTT_FILTERS: text
    .transform((filters) => filters.split(",").map((filter) => filter.trim()))
    .refine((filters) => filters.every(isTopicFilter), "must be topic filters below vft/, with commas between")
    .default(["vft/#"]),
  MQTT_CA: pem.optional(),
  MQTT_CERT: pem.optional(),
  MQTT_KEY: pem.optional(),
  POSTGRES_URL: serverUrl("postgresql", "postgres")
    .refine((url) => partsOf(url).pathname.length > 1, "must name the database: postgresql://user@host/database")
    .refine(
      (url) => isOneOf(["disable", "verify-full"], partsOf(url).searchParams.get("sslmode")),
      "sslmode must be verify-full, or disable",
    )
    .refine((url) => !partsOf(url).searchParams.has("options"), "must not have options: Velvakt sets those")
    .optional(),
  POSTGRES_PASSWORD: text.optional(),
  POSTGRES_POOL_MAX: z.coerce.number().int().min(4, "must be at least 4").max(200).default(16),
  REDIS_URL: text
    .transform((urls) => urls.split(",").map((url) => url.trim()))
    .pipe(z.array(serverUrl("redis", "rediss")))
    .optional(),
  REDIS_SENTINEL_MASTER: text.optional(),
  REDIS_PASSWORD: text.optional(),
  REDIS_CA: pem.optional(),
  API_TOKEN: text.min(16, "must have at least 16 characters").optional(),
  WEBHOOK_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  WEBHOOK_SECRET: text.optional(),
  RETENTION_DAYS: z.coerce.number().int().min(7, "late data needs at least 7").max(3650).default(90),
  LOG_LEVEL: z.enum(["error", "warn", "info", "debug", "silent"]).default("warn"),
} as const;

const schema = z.object(settings);

export type Config = z.output<typeof schema>;

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
  const issues = schema.safeParse(given).error?.issues ?? [];
  problems.push(...issues.map(({ path, message }) => `${prefix}${path.join(".")}: ${message}`));
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const config = schema.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
  // What a wrong setting would have meant to others nobody knows; those that fit together without it are looked at now.
  const told = new Set(problems.flatMap((problem) => namesIn(problem).slice(0, 1)));
  problems.push(...crossCheck(config).filter((problem) => !namesIn(problem).some((name) => told.has(name))));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}
