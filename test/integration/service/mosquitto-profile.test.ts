import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mosquittoUsers, startMosquitto, type TestMosquitto } from "../../support/mosquitto.js";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { iso, type Message, minuteMs, planOfYesterday, speaker, wallMs } from "./messages.js";
import { createPublisher, type Publisher } from "./publisher.js";

const login = { username: "device", password: mosquittoUsers.device };

/** So many different messages of a few devices. */
function messagesOf(devices: number, each: number): Message[] {
  return Array.from({ length: devices }, (_, n) => {
    const say = speaker(`D-${n}`);
    const more = Array.from({ length: each - 1 }, (_unused, attempt) =>
      say("dose.reminded", wallMs("07:50") + attempt, {
        scheduledAt: iso(wallMs("08:00")),
        attempt: 1 + (attempt % 1_000),
      }),
    );
    return [planOfYesterday(say, `P-${n}`), ...more];
  }).flat();
}

describe("with a Mosquitto in front", () => {
  let mosquitto: TestMosquitto;
  let home: ServiceHome;
  let service: RunningService;

  beforeEach(async () => {
    mosquitto = await startMosquitto();
    const settings = { VELVAKT_MQTT_URL: mosquitto.url, VELVAKT_MQTT_PASSWORD: mosquittoUsers.velvakt };
    home = makeServiceHome(settings);
    service = await home.start();
  });
  afterEach(async () => {
    await home?.remove();
    await mosquitto?.remove();
  });

  async function stored(): Promise<Map<string, number>> {
    const rows = await home.sql<{ id: string; count: string }>(
      "SELECT event -> 'event' ->> 'id' AS id, count(*) FROM event_log WHERE kind = 'telemetry' GROUP BY 1",
    );
    return new Map(rows.map(({ id, count }) => [id, Number(count)]));
  }

  interface Gap {
    kind: string;
    atMs: number;
    fromMs: number | null;
    reason: string | null;
  }
  const gaps = () =>
    home.sql<Gap>(`SELECT kind, extract(epoch FROM received_at)::float8 * 1000 AS "atMs",
      (event ->> 'fromMs')::float8 AS "fromMs", event ->> 'reason' AS reason
      FROM event_log WHERE kind IN ('gap-opened', 'gap-closed') ORDER BY seq`);
  const kinds = async () => (await gaps()).map(({ kind, reason }) => (reason ? `${kind} ${reason}` : kind));
  const ready = async () => (await fetch(`${service.httpUrl}/readyz`)).status === 200;

  async function expectAllOnce(messages: Message[]): Promise<void> {
    await until("everything is stored", async () => (await stored()).size >= messages.length, 60_000, 250);
    const log = await stored();
    expect(messages.filter(({ id }) => log.get(id) !== 1)).toEqual([]);
  }

  it("loses nothing that was acknowledged when Velvakt is killed under load, three times", {
    timeout: 180_000,
  }, async () => {
    const messages = messagesOf(20, 500);
    expect(messages).toHaveLength(10_000);
    const publishers = [0, 1].map((half) =>
      createPublisher(
        `gateway-${half}`,
        messages.filter((_, at) => at % 2 === half),
        200,
        login,
      ),
    );
    const publishing = publishers.map((publisher) => publisher.publishOn(mosquitto.port));
    for (let kill = 1; kill <= 3; kill++) {
      await until("some of it is stored", async () => (await stored()).size >= kill * 1_000, 60_000, 20);
      await service.kill("SIGKILL");
      service = await home.start();
    }
    await Promise.all(publishing);
    expect(publishers.every((publisher) => publisher.done())).toBe(true);
    await expectAllOnce(messages);
    await until("the last gap is over", async () => (await kinds()).at(-1) === "gap-closed");
    const doses = await home.sql("SELECT 1 FROM dose WHERE verdict = 'pending'");
    expect(doses).toEqual([]);
  });

  it("says that Mosquitto was killed, from before what that may have forgotten, and goes on by itself", {
    timeout: 120_000,
  }, async () => {
    const messages = messagesOf(4, 2_500);
    const publisher: Publisher<Message> = createPublisher("gateway", messages, 200, login);
    // Until our session has been saved: one younger than that is lost with the broker, and what comes before the next.
    await sleep(3_500);
    const publishing = publisher.publishOn(mosquitto.port);
    await until("some of it is acknowledged", () => publisher.acknowledged.length > 1_000, 30_000, 1);
    const killedAtMs = Date.now();
    await mosquitto.signal("SIGKILL");
    await publishing;
    const beforeKill = new Set(publisher.acknowledged);
    await until("that is said", async () => (await kinds()).includes("gap-opened broker-lost"));
    expect(await ready()).toBe(false);
    await sleep(3_000);
    await mosquitto.start();
    await publisher.publishOn(mosquitto.port);
    await until("the gap is over", async () => (await kinds()).at(-1) === "gap-closed", 60_000, 100);
    expect(await kinds()).toEqual(["gap-opened broker-lost", "gap-closed"]);
    const [opened, closed] = await gaps();
    expect(opened?.fromMs).toBeLessThan(killedAtMs - 2_000);
    expect(closed?.atMs).toBeGreaterThan(killedAtMs + 3_000);
    expect(await ready()).toBe(true);
    // Comes behind everything that it still has.
    const say = speaker("D-after");
    const after = [say("dose.dispensed", Date.now(), { mode: "unassisted" })];
    await createPublisher("after", after, 1, login).publishOn(mosquitto.port);
    await until("it listens", async () => (await stored()).has(after[0]?.id ?? ""), 60_000, 100);
    // What it had acknowledged within its last seconds is its own to lose, and falls into the gap.
    const log = await stored();
    const lost = messages.filter(({ id }) => !log.has(id));
    console.log(`${lost.length} messages were lost by Mosquitto`);
    expect(lost.filter((message) => !beforeKill.has(message))).toEqual([]);
  });

  it("says that Mosquitto stood still, loses nothing, and needs nobody", { timeout: 120_000 }, async () => {
    const messages = messagesOf(4, 500);
    const publisher = createPublisher("gateway", messages, 200, login);
    const publishing = publisher.publishOn(mosquitto.port);
    await until("some of it is acknowledged", () => publisher.acknowledged.length > 500, 30_000, 1);
    const stoppedAtMs = Date.now();
    await mosquitto.signal("SIGSTOP");
    await until("that is said", async () => (await kinds()).includes("gap-opened broker-lost"), 30_000, 100);
    await sleep(minuteMs / 12);
    await mosquitto.signal("SIGCONT");
    await publishing;
    if (!publisher.done()) await publisher.publishOn(mosquitto.port);
    await expectAllOnce(messages);
    await until("the gap is over", async () => (await kinds()).at(-1) === "gap-closed");
    const [opened] = await gaps();
    expect(opened?.fromMs).toBeLessThan(stoppedAtMs);
  });
});
