import { z } from "zod";

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
export const settings = {
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

export const settingsSchema = z.object(settings);

export type Config = z.output<typeof settingsSchema>;
