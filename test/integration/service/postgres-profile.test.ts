import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExternalPostgres, startExternalPostgres } from "../../support/external-postgres.js";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { iso, type Message, speaker, wallMs } from "./messages.js";
import { createPublisher } from "./publisher.js";

const messages: Message[] = Array.from({ length: 10 }, (_, n) => {
  const say = speaker(`D-${n}`);
  return Array.from({ length: 600 }, (_unused, at) =>
    say("dose.reminded", wallMs("07:50") + at, { scheduledAt: iso(wallMs("08:00")), attempt: 1 + at }),
  );
}).flat();

const troubles: {
  name: string;
  away: (server: ExternalPostgres) => Promise<void>;
  back: (server: ExternalPostgres) => Promise<void>;
}[] = [
  { name: "is stopped and started again", away: (server) => server.signal("SIGINT"), back: (server) => server.start() },
  { name: "is killed and started again", away: (server) => server.signal("SIGKILL"), back: (server) => server.start() },
  { name: "stands still", away: (server) => server.signal("SIGSTOP"), back: (server) => server.signal("SIGCONT") },
];

describe("with a PostgreSQL of somebody else's that", () => {
  let server: ExternalPostgres;
  let home: ServiceHome;
  let service: RunningService;

  beforeEach(async () => {
    server = await startExternalPostgres();
    home = makeServiceHome({ VELVAKT_POSTGRES_URL: server.url, VELVAKT_POSTGRES_PASSWORD: server.password });
    service = await home.start();
  });
  afterEach(async () => {
    await home?.remove();
    await server?.remove();
  });

  it.each(troubles)(
    "$name, nothing acknowledged is lost, nothing is stored twice, and it goes on by itself",
    {
      timeout: 120_000,
    },
    async ({ away, back }) => {
      expect(existsSync(join(home.dataDir, "postgres"))).toBe(false);
      const publisher = createPublisher("gateway", messages, 200);
      const publishing = publisher.publishOn(service.mqttPort);
      await until("some of it is acknowledged", () => publisher.acknowledged.length > 1_000, 30_000, 1);
      await away(server);
      await sleep(1_000);
      const acknowledged = publisher.acknowledged.length;
      await sleep(7_000);
      expect(publisher.acknowledged.length).toBe(acknowledged);
      expect(acknowledged).toBeLessThan(messages.length);
      await back(server);
      await publishing;
      expect(publisher.done()).toBe(true);
      const rows = await home.sql<{ id: string; count: string }>(
        "SELECT event -> 'event' ->> 'id' AS id, count(*) FROM event_log WHERE kind = 'telemetry' GROUP BY 1",
      );
      expect(rows).toHaveLength(messages.length);
      expect(rows.filter(({ count }) => count !== "1")).toEqual([]);
      const gaps = await home.sql("SELECT event ->> 'reason' AS reason FROM event_log WHERE kind = 'gap-opened'");
      expect(gaps).toEqual([{ reason: "store-lost" }]);
      await until("it is ready", async () => (await fetch(`${service.httpUrl}/readyz`)).status === 200);
    },
  );
});
