import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mosquittoUsers, startMosquitto, type TestMosquitto } from "../../support/mosquitto.js";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { iso, type Message, planOfYesterday, speaker, wallMs } from "./messages.js";
import { createPublisher } from "./publisher.js";

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

  const lastGap = async () =>
    (
      await home.sql<{ kind: string }>(
        "SELECT kind FROM event_log WHERE kind IN ('gap-opened', 'gap-closed') ORDER BY seq DESC LIMIT 1",
      )
    )[0]?.kind;

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
    await until("the last gap is over", async () => (await lastGap()) === "gap-closed");
    const doses = await home.sql("SELECT 1 FROM dose WHERE verdict = 'pending'");
    expect(doses).toEqual([]);
  });
});
