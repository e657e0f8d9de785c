import { HttpError, InfluxDB } from "@influxdata/influxdb-client";
import { InfluxError } from "./errors.js";

export interface InfluxSettings {
  url: string;
  /** Database, or bucket of version 2. */
  database: string;
  org: string | null;
  token: string | null;
  username: string | null;
  password: string | null;
  /** Null: as the server says. */
  version: InfluxVersion | null;
  /** How long InfluxDB keeps what is written; 0 leaves that to the server. */
  retentionDays: number;
}

export type InfluxVersion = 1 | 2 | 3;

/** HTTP to one server, with the settings' credentials. Rejects with InfluxError. */
export interface Connection {
  send(method: "GET" | "POST" | "PUT" | "PATCH", path: string, body?: string | object): Promise<string>;
  /** What the server says of itself in the answer to `/ping`; null if it does not. */
  ping(): Promise<string | null>;
}

/** A server that is paused accepts a connection and never answers. */
const timeoutMs = 10_000;

function authorization({ token, username, password }: InfluxSettings): Record<string, string> {
  if (token !== null) return { authorization: `Token ${token}` };
  if (username === null) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ""}`).toString("base64")}` };
}

/** The client's transport alone: its own buffer would lose what a server refuses, and retries are the cursor's. */
export function createConnection(settings: InfluxSettings): Connection {
  const headers = authorization(settings);
  const { transport } = new InfluxDB({
    url: settings.url,
    timeout: timeoutMs,
    headers,
    writeOptions: { maxRetries: 0 },
  });

  return {
    async send(method, path, body = "") {
      const isJson = typeof body === "object";
      const text = isJson ? JSON.stringify(body) : body;
      const type = isJson ? "application/json" : "text/plain; charset=utf-8";
      const chunks: Uint8Array[] = [];
      try {
        const options = { method, headers: { "content-type": type, accept: "application/json" } };
        for await (const chunk of transport.iterate(path, text, options)) chunks.push(chunk);
      } catch (error) {
        throw asInfluxError(error);
      }
      return Buffer.concat(chunks).toString("utf8");
    },
    async ping() {
      let version: string | null = null;
      const read = (all: Record<string, string[] | string | undefined>) => {
        version = [all["x-influxdb-version"]].flat()[0] ?? null;
      };
      try {
        await transport.request("/ping", "", { method: "GET" }, read);
      } catch (error) {
        throw asInfluxError(error);
      }
      return version;
    },
  };
}

const reasonMax = 500;

function asInfluxError(error: unknown): InfluxError {
  if (!(error instanceof HttpError)) {
    return new InfluxError(null, error instanceof Error ? error.message : String(error), null, { cause: error });
  }
  const { json, body, statusMessage, statusCode } = error;
  const said: unknown = json?.error ?? json?.message ?? body;
  const reason = typeof said === "string" && said !== "" ? said : (statusMessage ?? "no reason given");
  // Seconds: the client's own `retryAfter()` gives them as milliseconds. A date is left to our own backoff.
  const seconds = Number(error.headers?.["retry-after"]);
  const waitMs = seconds > 0 ? seconds * 1000 : null;
  return new InfluxError(statusCode, reason.slice(0, reasonMax), waitMs, { cause: error });
}
