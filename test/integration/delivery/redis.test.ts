import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RedisSettings } from "../../../services/delivery/redis-client.js";
import { makeCertificates, type TestCertificates } from "../../support/certificates.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";
import { type Bench, enqueue, openBench, until } from "./bench.js";
import { deliveryFixture } from "./fixture.js";

const fixture = deliveryFixture();
const { open, keysReceived } = fixture;
let redis: TestRedis;

beforeEach(async () => {
  redis = await startRedis();
});
afterEach(() => redis.remove());

function start(changes: Partial<RedisSettings> = {}, withoutQueueAfterMs = 60_000): Bench {
  const settings = { urls: [redis.url], sentinelMaster: null, password: redis.password, ca: null, ...changes };
  const channel = { id: "hook", kind: "webhook", url: fixture.receiver.url, secret: null } as const;
  const bench = openBench(fixture.connectionString, [channel], { redis: settings, limits: { withoutQueueAfterMs } });
  open.push(bench);
  return bench;
}

const ready = ({ delivery }: Bench) => until("the queue is ready", () => delivery.ready() === null, 30_000);
const many = (bench: Bench, from: number, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => enqueue(bench.pool, `n-${from + n}`)));

async function allDone({ pool }: Bench): Promise<void> {
  await until(
    "everything is delivered",
    async () => (await pool.query("SELECT 1 FROM outbox WHERE status <> 'done'")).rowCount === 0,
    40_000,
  );
}

describe("with Redis", () => {
  it("each notification is delivered once, and nothing is left there", async () => {
    const bench = start();
    await ready(bench);
    const ids = await many(bench, 0, 100);
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids].sort());
    const { rows } = await bench.pool.query("SELECT 1 FROM pg_namespace WHERE nspname = 'bullmq'");
    expect(rows).toEqual([]);
    const keys = await redis.ask((client) => client.keys("*"));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !key.startsWith("{velvakt}:") || key.includes("n-"))).toEqual([]);
  });

  it.each([
    ["is killed and comes back empty", "SIGKILL", () => redis.start()],
    ["stands still", "SIGSTOP", () => redis.signal("SIGCONT")],
  ] as const)("that %s, each is delivered once all the same", async (_what, signal, back) => {
    fixture.receiver.answer = (_call, response) => void setTimeout(() => response.writeHead(200).end(), 20);
    const bench = start();
    await ready(bench);
    const before = await many(bench, 0, 100);
    await until("some have arrived", () => fixture.receiver.calls.length > 10);
    await redis.signal(signal);
    const during = await many(bench, 100, 50);
    await until("it is said", () => bench.delivery.ready() !== null, 20_000);
    await sleep(3_000);
    await back();
    await ready(bench);
    const after = await many(bench, 200, 20);
    await allDone(bench);
    expect(keysReceived()).toEqual([...before, ...during, ...after].sort());
    expect(bench.logged.length).toBeLessThan(40);
  });

  it("that is not there for long, people are told nevertheless, and once", async () => {
    await redis.signal("SIGKILL");
    const bench = start({}, 1_000);
    const ids = await many(bench, 0, 30);
    await allDone(bench);
    expect(bench.delivery.ready()).not.toBe(null);
    await redis.start();
    await ready(bench);
    const more = await many(bench, 100, 5);
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids, ...more].sort());
  });

  it("that answers and takes no job, as with a full disk, people are told nevertheless, and once", async () => {
    const refuse = (replicas: number) => redis.ask((client) => client.config("SET", "min-replicas-to-write", replicas));
    const bench = start({}, 1_000);
    await ready(bench);
    await refuse(1);
    const ids = await many(bench, 0, 30);
    await allDone(bench);
    await until("it is said", () => bench.delivery.ready() !== null);
    const lasting = await many(bench, 100, 5);
    await allDone(bench);
    await refuse(0);
    await ready(bench);
    const more = await many(bench, 200, 5);
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids, ...lasting, ...more].sort());
    expect(bench.logged.length).toBeLessThan(40);
  });

  it("that somebody empties, nothing is lost", async () => {
    const bench = start();
    await ready(bench);
    const ids = await many(bench, 0, 200);
    for (let n = 0; n < 10; n++) {
      await redis.ask((client) => client.flushall());
      await sleep(50);
    }
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids].sort());
  });

  it("that is a cluster, the queue's keys are all on one node of it", async () => {
    const node = await startRedis(["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"]);
    open.push({ close: () => node.remove() });
    await node.ask((client) => client.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383));
    const bench = start({ urls: [node.url, node.url] });
    await ready(bench);
    const ids = await many(bench, 0, 20);
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids].sort());
    expect(await node.ask((client) => client.dbsize())).toBeGreaterThan(0);
  });

  it("whose master sentinels know, it is found through them", async () => {
    const sentinel = await startRedis(["--sentinel"]);
    open.push({ close: () => sentinel.remove() });
    await sentinel.ask(async (client) => {
      await client.call("SENTINEL", "MONITOR", "velvakt-queue", "127.0.0.1", redis.port, 1);
      await client.call("SENTINEL", "SET", "velvakt-queue", "auth-pass", redis.password);
    });
    const bench = start({ urls: [sentinel.url], sentinelMaster: "velvakt-queue" });
    await ready(bench);
    const ids = await many(bench, 0, 20);
    await allDone(bench);
    expect(keysReceived()).toEqual([...ids].sort());
    expect(await redis.ask((client) => client.dbsize())).toBeGreaterThan(0);
  });

  describe("that speaks TLS only", () => {
    let certificates: TestCertificates;
    beforeEach(() => {
      const folder = makeTempDir();
      open.push({ close: async () => removeTempDir(folder) });
      certificates = makeCertificates(folder);
    });

    const secure = async (...more: string[]): Promise<TestRedis> => {
      const node = await startRedis(more, undefined, certificates);
      open.push({ close: () => node.remove() });
      return node;
    };
    const forms: [name: string, make: () => Promise<Partial<RedisSettings>>][] = [
      ["alone", async () => ({ urls: [(await secure()).url] })],
      [
        "as a cluster",
        async () => {
          const node = await secure("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
          await node.ask((client) => client.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383));
          return { urls: [node.url, node.url] };
        },
      ],
      [
        "through sentinels",
        async () => {
          const [master, sentinel] = [await secure(), await secure("--sentinel")];
          await sentinel.ask(async (client) => {
            await client.call("SENTINEL", "MONITOR", "velvakt-queue", "127.0.0.1", master.port, 1);
            await client.call("SENTINEL", "SET", "velvakt-queue", "auth-pass", master.password);
          });
          return { urls: [sentinel.url], sentinelMaster: "velvakt-queue" };
        },
      ],
    ];

    it.each(forms)("%s is trusted with the CA that is named", async (_name, make) => {
      const bench = start({ ...(await make()), ca: certificates.ca });
      await ready(bench);
      const ids = await many(bench, 0, 20);
      await allDone(bench);
      expect(keysReceived()).toEqual([...ids].sort());
    });

    it("is not trusted with another CA, and that is said", async () => {
      const bench = start({ urls: [(await secure()).url], ca: certificates.cert });
      await until("it is said", () => bench.logged.length > 0, 40_000);
      expect(bench.delivery.ready()).toContain("SELF_SIGNED_CERT_IN_CHAIN");
      expect(JSON.stringify(bench.logged)).toContain("self-signed certificate in certificate chain");
    });
  });

  it("of which a wrong password keeps us out, that is said", async () => {
    const bench = start({ password: "wrong" });
    await until("it is said", () => bench.logged.length > 0);
    expect(bench.delivery.ready()).not.toBe(null);
    expect(JSON.stringify(bench.logged)).toContain("WRONGPASS");
  });
});
