import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { SimulateError } from "./errors.js";

/** How to get into a broker; what the URL says of user and password holds where these are left out. */
export interface Credentials {
  username?: string;
  password?: string;
  /** PEM. */
  ca?: string;
  cert?: string;
  key?: string;
}

const connectMaxMs = 10_000;
const reconnectEveryMs = 1_000;

/** The address without its password, for people. */
export function shownAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed === null ? url : `${parsed.protocol}//${parsed.host}`;
}

/** MQTT's answers to CONNECT: 3.1.1 has 4 and 5, 5.0 has 134 and 135. */
const refusals = new Set([4, 5, 134, 135]);
const certificateProblem = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

function explain(url: string, error: unknown): SimulateError {
  const { code, message } = error as { code?: string | number; message: string };
  const where = shownAddress(url);
  if (typeof code === "number" && refusals.has(code)) {
    const text = `The broker ${where} refuses this user or password. Give --username and --password-file.`;
    return new SimulateError("SIMULATE_BROKER_REFUSED", text, { cause: error });
  }
  if (typeof code === "string" && certificateProblem.test(code)) {
    const text = `The certificate of the broker ${where} is not trusted (${code}). Name its CA with --ca.`;
    return new SimulateError("SIMULATE_BROKER_UNTRUSTED", text, { cause: error });
  }
  const text = `The broker ${where} cannot be reached (${code ?? message}). Is it running, and does it take MQTT there?`;
  return new SimulateError("SIMULATE_BROKER_UNREACHABLE", text, { cause: error });
}

/** A connection that is being made; short interruptions later are waited out by the client itself. */
export function openLink(url: string, credentials: Credentials, options: IClientOptions = {}): MqttClient {
  const client = mqtt.connect(url, {
    ...credentials,
    reconnectPeriod: reconnectEveryMs,
    connectTimeout: connectMaxMs,
    ...options,
  });
  // Without a listener an error would end the process; what matters of it is told by `close`.
  client.on("error", () => undefined);
  return client;
}

/** The same, waited for: the first connection shows whether the broker is there at all. */
export async function openFirstLink(url: string, credentials: Credentials): Promise<MqttClient> {
  const client = openLink(url, credentials, { reconnectPeriod: 0 });
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("the connection was closed")));
    });
  } catch (error) {
    await client.endAsync(true);
    throw explain(url, error);
  }
  client.options.reconnectPeriod = reconnectEveryMs;
  return client;
}
