import { Cluster, type Redis } from "ioredis";
import { newClient, type RedisSettings } from "./redis-client.js";
import { prefix } from "./redis-queue.js";
import { reasonOf } from "./why-unreachable.js";

/** What one server that would hold the queue says of itself. */
export interface RedisFacts {
  version: string;
  /** `noeviction` keeps jobs when memory is short; null if we may not ask. */
  evictionPolicy: string | null;
  /** The server's clock, UTC ms, when it answered. */
  nowMs: number;
  /** Read between these two of ours. */
  askedAtMs: number;
  answeredAtMs: number;
}

/** Asks every server that can hold the queue; changes nothing. Rejects if one cannot be reached or forbids what the queue does. */
export async function readRedisFacts(settings: RedisSettings): Promise<RedisFacts[]> {
  const client = newClient(settings, () => null);
  let reason: unknown = null;
  client.on("error", (error: unknown) => {
    reason ??= error;
  });
  try {
    // Asking connects. A script is what the queue is made of.
    await client.eval("return redis.call('EXISTS', KEYS[1])", 1, `${prefix}:doctor`);
    const nodes = client instanceof Cluster ? client.nodes("master") : [client];
    return await Promise.all(nodes.map(factsOf));
  } catch (error) {
    throw await reasonOf(error, reason, settings);
  } finally {
    client.disconnect();
  }
}

async function factsOf(node: Redis): Promise<RedisFacts> {
  const info = await node.info("server");
  const askedAtMs = Date.now();
  const [seconds, micros] = await node.time();
  const answeredAtMs = Date.now();
  const policy = await node.config("GET", "maxmemory-policy").catch(() => null);
  return {
    version: /^redis_version:(.+)$/m.exec(info)?.[1]?.trim() ?? "",
    evictionPolicy: Array.isArray(policy) ? String(policy[1]) : null,
    nowMs: Number(seconds) * 1000 + Number(micros) / 1000,
    askedAtMs,
    answeredAtMs,
  };
}
