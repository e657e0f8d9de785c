import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syntheticNumber } from "../../ingest/wire/identity-numbers.js";
import { connectMqtt } from "../../support/mqtt.js";
import { makeServiceHome, type RunningService, type ServiceHome } from "../../support/service.js";
import { type GarbageRow, garbageRows, garbageTopic } from "./garbage-rows.js";
import { heartbeats, iso, planOfYesterday, speaker, wallMs } from "./messages.js";
import { mosquittoPub } from "./mosquitto.js";

interface Quarantined {
  seq: number;
  reason: string;
  detail: string;
  topic: string;
  payload: string;
}

/**
 * Nothing that somebody sends can stop what others send: it ends in quarantine with a reason, its sender is answered,
 * and the messages right before and after it are stored.
 */
describe("garbage", () => {
  let home: ServiceHome;
  let service: RunningService;

  beforeAll(async () => {
    home = makeServiceHome();
    service = await home.start();
  });
  afterAll(() => home?.remove());

  const newest = async (reason: string, count = 1) =>
    (await service.get<{ items: Quarantined[] }>(`/v1/quarantine?reason=${reason}&limit=${count}`)).items;
  const stored = async (ids: string[]) =>
    (
      await home.sql<{ id: string }>(
        "SELECT event -> 'event' ->> 'id' AS id FROM event_log WHERE event -> 'event' ->> 'id' = ANY ($1) ORDER BY seq",
        [ids],
      )
    ).map(({ id }) => id);

  function expectShown(
    { reason, topic: sentTo = garbageTopic, payload, shown }: GarbageRow,
    entry: Quarantined | undefined,
  ): void {
    expect(entry?.reason).toBe(reason);
    expect(entry?.detail).not.toBe("");
    const masked = sentTo.includes(syntheticNumber);
    if (masked) expect(entry?.topic).toMatch(/^vft\/v1\/oslo\/grorud\/roll-dispenser\/[^\d]+\/event$/);
    else expect(entry?.topic).toBe(sentTo);
    if (shown) expect(entry?.payload).toMatch(shown);
    else expect(entry?.payload).toBe(payload);
    expect(JSON.stringify(entry)).not.toContain(syntheticNumber);
  }

  it.each(garbageRows)("$name is quarantined, and its neighbours on the same connection are stored", async (row) => {
    const client = await connectMqtt(service.mqttPort);
    const say = speaker(`D-${garbageRows.indexOf(row)}`);
    const [before, after] = [say("door.opened", Date.now(), { authorised: true }), say("tamper.detected", Date.now())];
    await Promise.all([
      client.publishAsync(before.topic, before.payload, { qos: 1 }),
      client.publishAsync(row.topic ?? garbageTopic, Buffer.from(row.payload), { qos: 1 }),
      client.publishAsync(after.topic, after.payload, { qos: 1 }),
    ]);
    expectShown(row, (await newest(row.reason))[0]);
    expect(await stored([before.id, after.id])).toEqual([before.id, after.id]);
  });

  it.each(garbageRows)("$name is refused over HTTP by the same rules", async ({ isNoJson, ...row }) => {
    const [last] = await newest(row.reason);
    const response = await fetch(
      `${service.httpUrl}/v1/events?topic=${encodeURIComponent(row.topic ?? garbageTopic)}`,
      {
        method: "POST",
        headers: { "content-type": "application/cloudevents+json" },
        body: Buffer.from(row.payload),
      },
    );
    const answer = (await response.json()) as unknown;
    if (isNoJson) {
      expect(answer).toMatchObject({ status: 400, code: "API_BODY_NOT_JSON" });
      return;
    }
    expect(response.status).toBe(202);
    expect(answer).toMatchObject([{ outcome: "rejected", reason: row.reason }]);
    const [entry] = await newest(row.reason);
    expect(entry?.seq).toBeGreaterThan(last?.seq ?? 0);
    expectShown(row, entry);
  });

  it("does not stop the valid events of the same HTTP batch", async () => {
    const say = speaker("D-batch");
    const events = [say("door.opened", Date.now(), { authorised: true }), say("tamper.detected", Date.now())];
    const [first, second] = events.map(({ topic, payload }) => ({ ...(JSON.parse(payload) as object), topic }));
    const batch = [first, { ...first, specversion: "9" }, 17, second];
    expect(await service.post("/v1/events", batch)).toMatchObject({
      status: 202,
      body: [
        { outcome: "stored" },
        { outcome: "rejected", reason: "INGEST_ENVELOPE_INVALID" },
        { outcome: "rejected" },
        { outcome: "stored" },
      ],
    });
    expect(await stored(events.map(({ id }) => id))).toEqual(events.map(({ id }) => id));
  });

  it("takes a message once however often it comes, and refuses another one under its name", async () => {
    const say = speaker("D-again");
    const plan = planOfYesterday(say, "P-again");
    const taken = say("dose.dispensed", wallMs("08:10"), { mode: "unassisted" });
    const other = taken.payload.replace("unassisted", "assisted");
    for (const { topic, payload } of [plan, ...heartbeats(say, wallMs("07:00"), wallMs("09:00")), taken]) {
      await mosquittoPub(service.mqttPort, ["-t", topic, "-m", payload]);
    }
    const quarantined = await newest("INGEST_DUPLICATE_CONFLICT");
    await mosquittoPub(service.mqttPort, ["-t", taken.topic, "-l"], `${taken.payload}\n${taken.payload}\n`);
    expect(await newest("INGEST_DUPLICATE_CONFLICT")).toEqual(quarantined);
    await mosquittoPub(service.mqttPort, ["-t", taken.topic, "-m", other]);
    const sent = await service.post(`/v1/events?topic=${encodeURIComponent(taken.topic)}`, JSON.parse(other));
    expect(sent.body).toMatchObject([{ outcome: "rejected", reason: "INGEST_DUPLICATE_CONFLICT" }]);
    const conflicts = await newest("INGEST_DUPLICATE_CONFLICT", 3);
    expect(conflicts.map(({ payload }) => payload)).toEqual([other, other]);
    expect(await stored([taken.id])).toEqual([taken.id]);
    const { items } = await service.get<{ items: object[] }>("/v1/doses?deviceId=D-again");
    expect(items[1]).toMatchObject({ verdict: "on-time", dispensedAt: iso(wallMs("08:10")) });
    expect(await service.get("/v1/alerts?kind=dose-extra")).toMatchObject({ items: [] });
  });

  it("acknowledges a file of 1 MiB to mosquitto_pub, and goes on", async () => {
    const next = speaker("D-next")("door.opened", Date.now(), { authorised: true });
    await mosquittoPub(service.mqttPort, ["-t", garbageTopic, "-s"], Buffer.alloc(1024 * 1024, 0));
    await mosquittoPub(service.mqttPort, ["-t", next.topic, "-m", next.payload]);
    expect((await newest("INGEST_TOO_LARGE"))[0]).toMatchObject({ topic: garbageTopic });
    expect(await stored([next.id])).toEqual([next.id]);
  });

  it("leaves no identity number behind anywhere, raises R1, and has the service as well as before", async () => {
    const { items } = await service.get<{ items: object[] }>("/v1/alerts?kind=identity-in-payload");
    expect(items.length).toBeGreaterThan(0);
    expect(items[0]).toMatchObject({ scenario: "R1" });
    const tables = await home.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    expect(tables.map(({ name }) => name)).toContain("quarantine");
    for (const { name } of tables) {
      const found = await home.sql(`SELECT 1 FROM "${name}" AS one WHERE one::text LIKE $1`, [`%${syntheticNumber}%`]);
      expect(found, name).toEqual([]);
    }
    const { stdout, stderr } = service.output();
    expect(stdout + stderr).not.toContain(syntheticNumber);
    expect(stdout + stderr).not.toContain("Kari");
    expect(await service.get("/readyz")).toMatchObject({ status: "ready" });
  });
});
