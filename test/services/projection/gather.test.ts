import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SlaRecord } from "../../../rules/sla/records.js";
import type { EndedDelivery } from "../../../services/database/delivery-points.js";
import type { Offer } from "../../../services/database/point.js";
import { startGathering } from "../../../services/projection/gather.js";
import { encodeLine } from "../../../services/projection/line.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ended = (outboxId: string): EndedDelivery => ({
  outboxId,
  team: "night",
  channel: "webhook",
  outcome: "done",
  severity: "serious",
  attempts: 2,
  latencyMs: 1_234.5,
});
const window = (label: string, burnRates: SlaRecord["burnRates"]): SlaRecord => ({
  componentId: "mobile-network@grorud",
  window: label,
  fromMs: 0,
  toMs: 1,
  elapsedMin: 60,
  upMin: 50,
  downMin: 10,
  maintenanceMin: 0,
  unknownMin: 0,
  agreedPercent: 99.5,
  availabilityPercent: null,
  coveragePercent: 100,
  budgetMin: 200,
  budgetLeftMin: 190,
  restoreWithinMin: 60,
  outages: [],
  burnRates,
});
const lines = (offers: Offer[]) =>
  offers.flatMap(({ points }) => points).map((point) => encodeLine({ ...point, atNs: 1n }));

test("a delivery that ended is offered once, whether or not its commit has come, and again if there was no room", async () => {
  const rows = [ended("o-1"), ended("o-2")];
  const offers: Offer[] = [];
  let hasRoom = false;
  const stop = startGathering({
    endedDeliveries: async (exceptIds) => rows.filter(({ outboxId }) => !exceptIds.includes(outboxId)),
    slaRecords: () => [],
    offer: (offer) => {
      if (hasRoom) offers.push(offer);
      return hasRoom;
    },
    log: { warn: () => {} },
  });
  await vi.advanceTimersByTimeAsync(6_000);
  hasRoom = true;
  await vi.advanceTimersByTimeAsync(20_000);
  stop();
  expect(offers.flatMap(({ outboxIds }) => outboxIds)).toEqual(["o-1", "o-2"]);
  expect(lines(offers)[0]).toMatchObject({
    line: { text: "delivery,channel=webhook,outcome=done,severity=serious,team=night attempts=2i,latencyMs=1234.5 1" },
  });
});

test("every five minutes the contract windows that run are offered, and no past ones", async () => {
  const offers: Offer[] = [];
  const stop = startGathering({
    endedDeliveries: async () => [],
    slaRecords: () => [window("2026-10", null), window("2026-11", [])],
    offer: (offer) => offers.push(offer) > 0,
    log: { warn: () => {} },
  });
  await vi.advanceTimersByTimeAsync(300_000);
  stop();
  const [first, ...others] = lines(offers);
  expect(others).toEqual([]);
  expect(first?.ok && first.line.text).toMatch(
    /^sla,component=mobile-network@grorud .*downMin=10,.*window="2026-11" 1$/,
  );
});

test("a database that does not answer is asked again", async () => {
  let asked = 0;
  const stop = startGathering({
    endedDeliveries: async () => {
      asked += 1;
      throw new Error("away");
    },
    slaRecords: () => [],
    offer: () => true,
    log: { warn: () => {} },
  });
  await vi.advanceTimersByTimeAsync(16_000);
  stop();
  expect(asked).toBe(3);
});
