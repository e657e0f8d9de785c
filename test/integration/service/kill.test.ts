import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { type Receiver, startReceiver } from "../../support/webhook-receiver.js";
import { type Random, randomOf } from "../../support/world/random.js";
import { heartbeats, iso, type Message, planOfYesterday, speaker, wallMs } from "./messages.js";
import { createPublisher, type Publisher } from "./publisher.js";
import { recordsOf, replayLine, runReplay } from "./recording.js";

/** `SEED=…` takes another day: the same one every time, so that a change is judged by what it changed. */
const seed = Number(process.env.SEED ?? 1);
const kills = 5;
const deviceCount = 200;
const messagesOfDevice = 50;
const connections = 4;
const districts = ["grorud", "alna", "frogner", "bjerke"];

interface Told {
  notificationId: string;
  teamId: string;
  alerts: string[];
}

/** How a dispenser's evening went, by its number; every morning's dose is taken in time. */
const evenings = [
  { verdict: "on-time", cause: null, takenAt: "20:20", lastHeard: "23:00" },
  { verdict: "late", cause: null, takenAt: "21:10", lastHeard: "23:00" },
  { verdict: "missed", cause: "user", takenAt: null, lastHeard: "23:00" },
  { verdict: "unconfirmed", cause: "device-silent", takenAt: null, lastHeard: "18:30" },
] as const;
const eveningOf = (n: number) => evenings[n % evenings.length] ?? evenings[0];

/** What one dispenser and home care say about yesterday: exactly as many messages for each. */
function dayOf(n: number, random: Random): Message[] {
  const say = speaker(`D-${n}`, districts[n % districts.length]);
  const { takenAt, lastHeard } = eveningOf(n);
  const messages = [
    planOfYesterday(say, `P-${n}`),
    ...heartbeats(say, wallMs("06:30"), wallMs("09:30")),
    ...heartbeats(say, wallMs("18:15"), wallMs(lastHeard)),
    say("dose.dispensed", wallMs("08:07"), { scheduledAt: iso(wallMs("08:00")), mode: "unassisted" }),
  ];
  if (takenAt) messages.push(say("dose.dispensed", wallMs(takenAt), { mode: "unassisted" }));
  while (messages.length < messagesOfDevice) {
    messages.push(
      say("dose.reminded", wallMs("07:50"), { scheduledAt: iso(wallMs("08:00")), attempt: messages.length }),
    );
  }
  // What is said first arrives first, mostly: a plan may come last.
  if (random.chance(0.5)) messages.push(...messages.splice(0, 1));
  return messages;
}

/**
 * The plug is pulled while devices publish, again and again. Whatever was acknowledged has had its effect, once; what was
 * not is sent again by its device; people are told of every dose, and of the times in which nobody listened.
 */
describe(`kill -9 under load, seed ${seed}`, () => {
  const random = randomOf(seed);
  let home: ServiceHome;
  let receiver: Receiver;
  let service: RunningService;
  const messages: Message[] = [];
  let publishers: Publisher<Message>[] = [];

  beforeAll(async () => {
    receiver = await startReceiver();
    home = makeServiceHome({ VELVAKT_WEBHOOK_URL: receiver.url });
    const days = Array.from({ length: deviceCount }, (_, n) => dayOf(n, random));
    // Devices speak in turns, each connection for every fourth of them.
    for (let at = 0; at < messagesOfDevice; at++) messages.push(...days.flatMap((day) => day[at] ?? []));
    const nth = (message: Message) => Number(/\/D-(\d+)\//.exec(message.topic)?.[1]) % connections;
    publishers = Array.from({ length: connections }, (_, c) =>
      createPublisher(
        `gateway-${c}`,
        messages.filter((message) => nth(message) === c),
        // Unlike each other, so that kills fall in the middle of batches.
        [37, 64, 90, 120][c],
      ),
    );
  });
  afterAll(async () => {
    await home?.remove();
    await receiver?.close();
  });

  const acknowledged = () => publishers.flatMap((publisher) => publisher.acknowledged);
  const countOf = async (sql: string, values: unknown[] = []) =>
    Number((await home.sql<{ count: string }>(`SELECT count(*) ${sql}`, values))[0]?.count);

  /** How often the log holds each message. */
  async function copies(): Promise<Map<string, number>> {
    const rows = await home.sql<{ id: string; count: string }>(
      "SELECT event -> 'event' ->> 'id' AS id, count(*) FROM event_log WHERE kind = 'telemetry' GROUP BY 1",
    );
    return new Map(rows.map(({ id, count }) => [id, Number(count)]));
  }

  function expectStored(sent: Message[], log: Map<string, number>): void {
    const lost = sent.filter(({ id }) => !log.has(id)).map(({ id }) => id);
    expect(lost, "acknowledged and lost").toEqual([]);
    // A heartbeat may be written as often as it comes: it says the same every time.
    const twice = messages.filter(({ id, payload }) => (log.get(id) ?? 0) > 1 && !payload.includes("link.heartbeat"));
    expect(twice, "stored twice").toEqual([]);
  }

  it("keeps what it has acknowledged through every kill", { timeout: 240_000 }, async () => {
    expect(messages).toHaveLength(deviceCount * messagesOfDevice);
    const share = messages.length / (kills + 1);
    service = await home.start();
    for (let kill = 1; kill <= kills; kill++) {
      const before = acknowledged().length;
      const publishing = publishers.map((publisher) => publisher.publishOn(service.mqttPort));
      const enough = Math.floor(share * (0.3 + 0.7 * random.next()));
      await until("so many were acknowledged", () => acknowledged().length - before >= enough, 60_000, 1);
      await sleep(random.int(0, 20));
      expect(await service.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
      await Promise.all(publishing);
      const sent = [...acknowledged()];
      console.log(`kill ${kill}: ${sent.length} of ${messages.length} acknowledged`);
      expect(sent.length).toBeLessThan(messages.length);

      if (kill === 3) await killWhileStarting();
      service = await home.start();
      expectStored(sent, await copies());
      await until("the gap is over", async () => (await openGaps()) === 0);
    }
    await Promise.all(publishers.map((publisher) => publisher.publishOn(service.mqttPort)));
    expect(publishers.every((publisher) => publisher.done())).toBe(true);
    const log = await copies();
    expectStored(messages, log);
    expect(log.size).toBe(messages.length);
  });

  /** Recovery itself may be cut short as well, anywhere. */
  async function killWhileStarting(): Promise<void> {
    for (const waitMs of [random.int(100, 700), random.int(300, 1_500)]) {
      const { child, ended } = home.spawn();
      await Promise.race([sleep(waitMs), ended]);
      child.kill("SIGKILL");
      expect(await ended).toEqual({ code: null, signal: "SIGKILL" });
    }
  }

  /** Gaps that a `gap-closed` has not ended yet. One that opens within another is the same one. */
  async function openGaps(): Promise<number> {
    const [last] = await home.sql<{ kind: string }>(
      "SELECT kind FROM event_log WHERE kind IN ('gap-opened', 'gap-closed') ORDER BY seq DESC LIMIT 1",
    );
    return last?.kind === "gap-opened" ? 1 : 0;
  }

  it("gives every dose its verdict, and every dose alert that a replay of the same messages gives", async () => {
    const doses = await home.sql<{ doseId: string; verdict: string; cause: string | null }>(
      `SELECT dose_id AS "doseId", verdict, record ->> 'cause' AS cause FROM dose`,
    );
    const expected = Array.from({ length: deviceCount }, (_, n) => {
      const { verdict, cause } = eveningOf(n);
      return [
        { doseId: `P-${n}@${iso(wallMs("08:00"))}`, verdict: "on-time", cause: null },
        { doseId: `P-${n}@${iso(wallMs("20:00"))}`, verdict, cause },
      ];
    }).flat();
    const byId = (a: { doseId: string }, b: { doseId: string }) => (a.doseId < b.doseId ? -1 : 1);
    expect(doses.sort(byId)).toEqual(expected.sort(byId));

    const payloads = new Map(messages.map((message) => [message.id, message]));
    const rows = await home.sql<{ receivedAt: string; id: string }>(
      `SELECT to_char(received_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "receivedAt", event -> 'event' ->> 'id' AS id
       FROM event_log WHERE kind = 'telemetry' ORDER BY seq`,
    );
    const lines = rows.map(({ receivedAt, id }) => replayLine(receivedAt, payloads.get(id) as Message));
    const replayed = recordsOf(await runReplay(lines), "alert").filter(({ kind }) => String(kind).startsWith("dose-"));
    const alerts = await home.sql<{ alertId: string; clearedAt: string | null }>(
      `SELECT alert_id AS "alertId", record -> 'clearedAtMs' AS "clearedAt" FROM alert WHERE kind LIKE 'dose-%'`,
    );
    const said = alerts.map(({ alertId, clearedAt }) => `${alertId} ${clearedAt === null ? "active" : "cleared"}`);
    const right = replayed.map(({ alertId, clearedAt }) => `${alertId} ${clearedAt === null ? "active" : "cleared"}`);
    expect(said.sort()).toEqual(right.sort());
    expect(
      alerts.filter(({ alertId, clearedAt }) => alertId.startsWith("dose-missed/") && clearedAt === null),
    ).toHaveLength(deviceCount / 4);
  });

  it("tells of every alert and once of every gap, and nothing more than twice", async () => {
    const open = await home.sql<{ id: string }>(
      "SELECT alert_id AS id FROM alert WHERE kind LIKE 'dose-%' AND condition = 'active'",
    );
    expect(open).toHaveLength(deviceCount / 2);
    const tellings = () =>
      receiver.calls.map(({ body, headers }) => ({
        ...(JSON.parse(body) as Told),
        key: String(headers["idempotency-key"]),
      }));
    const untold = () => {
      const named = new Set(tellings().flatMap(({ alerts }) => alerts));
      return open.filter(({ id }) => !named.has(id));
    };
    await until("every alert has been told", () => untold().length === 0, 60_000, 250);
    await until(
      "everything is delivered",
      async () => (await countOf("FROM outbox WHERE status = 'pending'")) === 0,
      60_000,
    );
    const told = tellings();

    const gaps = await countOf("FROM event_log WHERE kind = 'gap-closed'");
    expect(gaps).toBe(kills);
    const notices = told.filter(({ notificationId }) => notificationId.startsWith("monitoring-gap/"));
    expect([...new Set(notices.map(({ teamId }) => teamId))].sort()).toEqual(["it-operations", "vft-coordinators"]);
    expect(new Set(notices.map(({ notificationId }) => notificationId)).size).toBe(2 * gaps);

    const times = new Map<string, number>();
    for (const { key } of told) times.set(key, (times.get(key) ?? 0) + 1);
    expect(await countOf("FROM outbox WHERE channel_id = 'settings-webhook'")).toBe(times.size);
    expect(
      [...times].filter(([, count]) => count > 2),
      "told more than twice",
    ).toEqual([]);
    const repeated = [...times.values()].filter((count) => count > 1).length;
    console.log(`${told.length} posts for ${times.size} notifications, ${repeated} of them twice`);
  });
});
