import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createDecodeContext, decode } from "../../../ingest/stages/decode.js";
import { screen } from "../../../ingest/stages/screen.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import type { CityMessage } from "../../../simulators/city/world.js";
import { byDispenser, cityOf, cityStartMs, eventsOf, hourMs, type Lived, live, scenarios, wallMs } from "../support.js";

function bytesOf(messages: Iterable<CityMessage>): string {
  const hash = createHash("sha256");
  for (const message of messages) hash.update(`${JSON.stringify(message)}\n`);
  return hash.digest("hex");
}

/** Devices set their clocks by the network, and are off by little. */
const clocksAheadMaxMs = 400;

const states = (messages: readonly CityMessage[]) =>
  messages
    .filter(({ topic }) => topic.endsWith("/state"))
    .map(({ receivedAtMs, topic, payload }) => ({
      receivedAtMs,
      deviceId: topic.split("/")[5] as string,
      state: (payload as { state: string }).state,
    }));

describe("a seed is a city", () => {
  test.each([...scenarios.keys()])("%s: the same seed gives the same bytes, another seed others", (name) => {
    const bytes = bytesOf(live(name, 8).messages);
    expect(bytesOf(live(name, 8).messages)).toBe(bytes);
    expect(bytesOf(live(name, 8, 60, 2).messages)).not.toBe(bytes);
  });

  test("how long it is listened to does not change what is said before", () => {
    const city = cityOf("demo-morning", 30);
    const short = [...messagesOf(city, cityStartMs, cityStartMs + 3 * hourMs)];
    const long = [...messagesOf(city, cityStartMs, cityStartMs + 9 * hourMs)];
    expect(long.slice(0, short.length)).toEqual(short);
    expect(long.length).toBeGreaterThan(short.length);
  });

  test("one more resident changes nothing about the others' dispensers", () => {
    const few = byDispenser(live("quiet-day", 6, 20).messages);
    const more = byDispenser(live("quiet-day", 6, 21).messages);
    const firstSigns = (events: Map<string, { time: string }[]>, deviceId: string) =>
      events.get(deviceId)?.map(({ time }) => time);
    for (const deviceId of few.keys()) expect(firstSigns(more, deviceId)).toEqual(firstSigns(few, deviceId));
  });
});

describe.each(["quiet-day", "demo-morning"])("%s on the wire", (name) => {
  let lived: Lived;
  beforeAll(() => {
    lived = live(name, 30);
  });

  test("every message is one that the wire contract takes", async () => {
    const loaded = await readEcosystemFile(defaultEcosystemPath);
    if (!loaded.ok) throw new Error("the example has mistakes");
    const context = createDecodeContext(loaded.ecosystem);
    for (const { topic, payload } of lived.messages) {
      const message = { topic, payload: Buffer.from(JSON.stringify(payload)), retained: false };
      const decoded = screen(message, decode(message, context));
      expect(decoded.ok, `${topic} ${JSON.stringify(payload)} ${JSON.stringify(decoded)}`).toBe(true);
    }
  });

  test("messages are received in order of time, and no event before it happened, as far as clocks go", () => {
    let beforeMs = cityStartMs;
    for (const { receivedAtMs } of lived.messages) {
      expect(receivedAtMs).toBeGreaterThanOrEqual(beforeMs);
      beforeMs = receivedAtMs;
    }
    for (const { receivedAtMs, time } of eventsOf(lived.messages)) {
      expect(Date.parse(time)).toBeLessThanOrEqual(receivedAtMs + clocksAheadMaxMs);
    }
  });

  test("no id is used twice by its source", () => {
    const ids = eventsOf(lived.messages).map(({ source, id }) => `${source} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("each dispenser counts its events without holes, in order and with times that never go back", () => {
    const dispensers = byDispenser(lived.messages);
    expect(dispensers.size).toBe(60);
    for (const [deviceId, events] of dispensers) {
      expect(
        events.map(({ sequence }) => sequence),
        deviceId,
      ).toEqual(events.map((_event, at) => at + 1));
      const times = events.map(({ time }) => Date.parse(time));
      expect(times, deviceId).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  test("in good times a dispenser is heard every quarter of an hour", () => {
    const faults = lived.city.faults;
    for (const [deviceId, events] of byDispenser(lived.messages)) {
      const beats = events.filter(({ type }) => type === "no.vft.link.heartbeat");
      for (let at = 1; at < beats.length; at++) {
        const fromMs = beats[at - 1]?.receivedAtMs as number;
        const toMs = beats[at]?.receivedAtMs as number;
        if (faults.some((fault) => fault.fromMs <= toMs && fault.toMs + 2 * 60_000 >= fromMs)) continue;
        expect(toMs - fromMs, deviceId).toBeLessThan(16 * 60_000);
      }
    }
  });

  test("figures are plausible: about three doses a day, and between 0.4 and 6 % of them left", () => {
    const doses = [...lived.truth.doses.values()].filter(
      ({ scheduledAtMs }) => scheduledAtMs < cityStartMs + 24 * hourMs,
    );
    expect(doses.length / 60).toBeGreaterThan(2.3);
    expect(doses.length / 60).toBeLessThan(3.7);
    const alerts = eventsOf(lived.messages).filter(({ type }) => type === "no.vft.alert.raised").length;
    expect(alerts / doses.length).toBeGreaterThan(0.004);
    expect(alerts / doses.length).toBeLessThan(0.08);
  });

  test("every dose that came out is heard of in the end", () => {
    const settledMs = cityStartMs + 29 * hourMs;
    for (const dose of lived.truth.doses.values()) {
      if (dose.dispensedAtMs === null || dose.dispensedAtMs > settledMs) continue;
      expect(dose.heardAtMs, dose.doseId).not.toBeNull();
    }
  });

  test("an alert of the supplier goes its way: raised, delivered, taken, closed", () => {
    const steps = ["raised", "delivered", "acknowledged", "closed"];
    const told = new Map<string, string[]>();
    for (const { type, data, receivedAtMs } of eventsOf(lived.messages)) {
      if (!type.startsWith("no.vft.alert.") || receivedAtMs > cityStartMs + 24 * hourMs) continue;
      const alertRef = String(data.alertRef);
      told.set(alertRef, [...(told.get(alertRef) ?? []), type.slice("no.vft.alert.".length)]);
    }
    expect(told.size).toBeGreaterThan(0);
    for (const [alertRef, way] of told) expect(way, alertRef).toEqual(steps.slice(0, way.length));
  });
});

describe("when the vendor's cloud is gone", () => {
  const { messages, truth } = live("demo-morning", 6);
  const [fromMs, toMs] = [wallMs("09:12"), wallMs("10:20")];
  const during = messages.filter(({ receivedAtMs }) => receivedAtMs >= fromMs && receivedAtMs < toMs);

  test.each([1, 2, 3, 4, 5, 6])("nothing of it or of any dispenser gets through, seed %i", (seed) => {
    const silent = live("demo-morning", 5, 200, seed).messages.filter(
      ({ receivedAtMs }) => receivedAtMs >= fromMs && receivedAtMs < toMs,
    );
    const senders = new Set(eventsOf(silent).map(({ source }) => source));
    expect([...senders].filter((source) => /^(roll|tray)-|^vendor-cloud$/.test(source))).toEqual([]);
    expect(states(silent)).toEqual([]);
  });

  test("its probes fail, and those of others do not", () => {
    const probes = eventsOf(during).filter(({ topic }) => topic.includes("/vendor-cloud/"));
    expect(probes.length).toBe(68);
    expect(probes.every(({ data }) => data.ok === false)).toBe(true);
    const others = eventsOf(during).filter(({ topic, type }) => type.includes("probe") && topic.includes("/vkp/"));
    expect(others.every(({ data }) => data.ok === true)).toBe(true);
  });

  test("dispensers go on, and hand over what they stored in order, marked as replayed", () => {
    const dispensed = [...truth.doses.values()].filter(
      ({ dispensedAtMs }) => dispensedAtMs !== null && dispensedAtMs >= fromMs + 60_000 && dispensedAtMs < toMs,
    );
    expect(dispensed.length).toBeGreaterThan(5);
    for (const { heardAtMs } of dispensed) expect(heardAtMs).toBeGreaterThanOrEqual(toMs);
    const late = eventsOf(messages).filter(({ time, type, source, receivedAtMs }) => {
      const isDose = type.startsWith("no.vft.dose.") && /^(roll|tray)-/.test(source);
      return isDose && Date.parse(time) >= fromMs + 60_000 && Date.parse(time) < toMs && receivedAtMs >= toMs;
    });
    expect(late.length).toBeGreaterThan(dispensed.length);
    expect(late.every(({ replayed }) => replayed === true)).toBe(true);
  });

  test("afterwards everybody says that they are back and that nothing is left in their buffer", () => {
    const after = messages.filter(({ receivedAtMs }) => receivedAtMs >= toMs && receivedAtMs < toMs + 5 * 60_000);
    expect(new Set(states(after).map(({ deviceId }) => deviceId)).size).toBe(60);
    for (const [deviceId, events] of byDispenser(after)) {
      const beat = events.find(({ type }) => type === "no.vft.link.heartbeat");
      expect(beat?.data.bufferedEvents, deviceId).toBe(0);
    }
  });
});

describe("when a district has no network", () => {
  const { messages, city } = live("district-network-loss", 6);
  const [fromMs, toMs] = [wallMs("08:05"), wallMs("09:25")];

  test("the cloud says of its dispensers, and of no others, that they are gone and come back", () => {
    const inGrorud = eventsOf(messages).filter(
      ({ topic, source }) => topic.includes(`/grorud/`) && topic.includes(`/${source}/`),
    );
    const there = [...new Set(inGrorud.map(({ source }) => source))];
    expect(there).toEqual(
      expect.arrayContaining(
        city.residents.flatMap(({ district, deviceId }) => (district === "grorud" ? deviceId : [])),
      ),
    );
    const said = states(messages).filter(({ receivedAtMs }) => receivedAtMs > cityStartMs + 10 * 60_000);
    const of = (state: string) => said.filter((one) => one.state === state);
    expect(
      of("offline")
        .map(({ deviceId }) => deviceId)
        .toSorted(),
    ).toEqual(there.toSorted());
    expect(
      of("online")
        .map(({ deviceId }) => deviceId)
        .toSorted(),
    ).toEqual(there.toSorted());
    for (const { receivedAtMs } of of("offline")) expect(receivedAtMs).toBeLessThan(fromMs + 5 * 60_000);
    for (const { receivedAtMs } of of("online")) expect(receivedAtMs).toBeGreaterThanOrEqual(toMs);
  });

  test("the other districts are heard as ever", () => {
    const during = messages.filter(({ receivedAtMs }) => receivedAtMs >= fromMs + 60_000 && receivedAtMs < toMs);
    const heard = new Set(
      eventsOf(during).flatMap(({ topic, source }) => (/^(roll|tray)-/.test(source) ? [topic.split("/")[3]] : [])),
    );
    expect([...heard].toSorted()).toEqual(["alna", "sagene"]);
  });
});
