import { Cluster, Redis } from "ioredis";
import { queueName } from "./queue-session.js";

/** Where Redis is: one address, or several of a cluster's nodes, or of sentinels that know the master by its name. */
export interface RedisSettings {
  urls: string[];
  sentinelMaster: string | null;
  password: string | null;
  /** PEM; for `rediss://` with a CA that is not a public one. */
  ca: string | null;
}

/** Longer than a worker waits for a job in one command (5 s). */
const commandMaxMs = 10_000;

export function newClient(settings: RedisSettings, retry: (times: number) => number | null): Redis | Cluster {
  const { urls, sentinelMaster, password, ca } = settings;
  const [first = new URL("redis://127.0.0.1"), ...more] = urls.map((url) => new URL(url));
  const addresses = [first, ...more].map(({ hostname, port }) => ({ host: hostname, port: Number(port) || undefined }));
  const tls = first.protocol === "rediss:" ? { tls: ca === null ? {} : { ca } } : {};
  const common = {
    ...tls,
    ...(first.username !== "" && { username: decodeURIComponent(first.username) }),
    ...(password !== null && { password }),
    connectionName: queueName,
    maxRetriesPerRequest: null,
    connectTimeout: 3_000,
    commandTimeout: commandMaxMs,
    retryStrategy: retry,
  };
  if (sentinelMaster !== null) {
    const sentinels = addresses.map(({ host, port = 26_379 }) => ({ host, port }));
    return new Redis({
      ...common,
      sentinels,
      name: sentinelMaster,
      sentinelRetryStrategy: retry,
      ...(password !== null && { sentinelPassword: password }),
      // Of the sentinels and of the master, each by an option of its own.
      ...("tls" in tls && { sentinelTLS: tls.tls, enableTLSForSentinelMode: true }),
    });
  }
  const nodes = addresses.map(({ host, port = 6_379 }) => ({ host, port }));
  if (more.length > 0) {
    // Certificates are made out to names: resolved to addresses beforehand, they would fit nobody.
    const asNamed = (host: string, found: (error: null, host: string) => void) => found(null, host);
    const dnsLookup = "tls" in tls ? { dnsLookup: asNamed } : {};
    return new Cluster(nodes, { redisOptions: common, clusterRetryStrategy: retry, ...dnsLookup });
  }
  return new Redis({ ...common, ...nodes[0], db: Number(first.pathname.slice(1)) || 0 });
}
