import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { RedisSettings } from "./redis-client.js";

/** As long as a client of the queue tries. */
const connectMaxMs = 3_000;

async function connectOnce(url: URL, defaultPort: number, ca: string | null): Promise<void> {
  const address = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) || defaultPort };
  const isSecure = url.protocol === "rediss:";
  const socket = isSecure ? connectTls({ ...address, ...(ca !== null && { ca }) }) : connectTcp(address);
  try {
    await once(socket, isSecure ? "secureConnect" : "connect", { signal: AbortSignal.timeout(connectMaxMs) });
  } finally {
    socket.on("error", () => undefined);
    socket.destroy();
  }
}

/**
 * Why none of the addresses can be reached or trusted; null where one can. Asked for when a client has given up: one of a
 * cluster or of sentinels only says that it has.
 */
async function whyUnreachable({ urls, ca, sentinelMaster }: RedisSettings): Promise<unknown> {
  const port = sentinelMaster === null ? 6_379 : 26_379;
  const tried = await Promise.allSettled(urls.map((url) => connectOnce(new URL(url), port, ca)));
  const failures = tried.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  return failures.length === tried.length ? failures[0] : null;
}

/**
 * What to say when a command has failed. An answer of the server's speaks for itself; otherwise a command only knows that
 * it was given up, and its connection, what it `said` last, that it was closed.
 */
export async function reasonOf(error: unknown, said: unknown, settings: RedisSettings): Promise<unknown> {
  if (error instanceof Error && error.name === "ReplyError") return error;
  return (await whyUnreachable(settings)) ?? said ?? error;
}
