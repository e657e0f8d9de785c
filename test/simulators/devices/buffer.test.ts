import { expect, test } from "vitest";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { districtNetworkLoss } from "../../../simulators/faults/district-network-loss.js";
import { faultOf } from "../../../simulators/faults/fault.js";
import { createTruth } from "../../../simulators/truth.js";
import { byDispenser, cityStartMs, hourMs } from "../support.js";

/** A district without network for so long, and a day after it. */
function afterLossOf(hours: number) {
  const fromMs = cityStartMs + 6 * hourMs;
  const toMs = fromMs + hours * hourMs;
  const faults = [faultOf(districtNetworkLoss, fromMs, toMs, { district: "grorud" })];
  const population = { districts: ["grorud"], absences: false, mishaps: false };
  const city = createCity({ seed: 8, residents: 8, faults, population });
  const truth = createTruth();
  const messages = [...messagesOf(city, cityStartMs, toMs + 24 * hourMs, truth)];
  const during = [...truth.doses.values()].filter(
    ({ dispensedAtMs }) => dispensedAtMs !== null && dispensedAtMs > fromMs + 60_000 && dispensedAtMs < toMs,
  );
  return { toMs, during, events: byDispenser(messages) };
}

test("what happened in 60 hours without a network arrives whole, in order and marked", () => {
  const { toMs, during, events } = afterLossOf(60);
  expect(during.length).toBeGreaterThan(30);
  for (const { heardAtMs, doseId } of during) expect(heardAtMs, doseId).toBeGreaterThanOrEqual(toMs);
  for (const [deviceId, said] of events) {
    expect(
      said.map(({ sequence }) => sequence),
      deviceId,
    ).toEqual(said.map((_, at) => at + 1));
    const stored = said.filter(({ time, receivedAtMs }) => receivedAtMs - Date.parse(time) > hourMs);
    expect(stored.length, deviceId).toBeGreaterThan(5);
    for (const { replayed, id } of stored) expect(replayed, id).toBe(true);
  }
});

test("after 100 hours without a network what is older than 72 is gone, and its numbers are a hole", () => {
  const { toMs, during, events } = afterLossOf(100);
  const bufferFromMs = toMs - 72 * hourMs;
  const old = during.filter(({ dispensedAtMs }) => (dispensedAtMs as number) < bufferFromMs);
  const young = during.filter(({ dispensedAtMs }) => (dispensedAtMs as number) > bufferFromMs + hourMs);
  expect(old.length).toBeGreaterThan(5);
  expect(young.length).toBeGreaterThan(20);
  for (const { heardAtMs, doseId } of old) expect(heardAtMs, doseId).toBeNull();
  for (const { heardAtMs, doseId } of young) expect(heardAtMs, doseId).toBeGreaterThanOrEqual(toMs);
  for (const [deviceId, said] of events) expect(said.at(-1)?.sequence, deviceId).toBeGreaterThan(said.length);
});
