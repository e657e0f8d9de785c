import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ComponentRecord } from "../../../rules/model/record.js";
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
const quiet = { components: () => [], districts: async () => [], own: () => ({ pending: 0 }), log: { warn: () => {} } };
const lines = (offers: Offer[], but = "velvakt") =>
  offers
    .flatMap(({ points }) => points)
    .filter(({ measurement }) => measurement !== but)
    .map((point) => encodeLine({ ...point, atNs: 1n }));

test("a delivery that ended is offered once, whether or not its commit has come, and again if there was no room", async () => {
  const rows = [ended("o-1"), ended("o-2")];
  const offers: Offer[] = [];
  let hasRoom = false;
  const stop = startGathering({
    ...quiet,
    endedDeliveries: async (exceptIds) => rows.filter(({ outboxId }) => !exceptIds.includes(outboxId)),
    offer: (offer) => {
      if (hasRoom) offers.push(offer);
      return hasRoom;
    },
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

test("a database that does not answer is asked again", async () => {
  let asked = 0;
  const stop = startGathering({
    ...quiet,
    endedDeliveries: async () => {
      asked += 1;
      throw new Error("away");
    },
    offer: () => true,
  });
  await vi.advanceTimersByTimeAsync(16_000);
  stop();
  expect(asked).toBe(3);
});

test("every minute the districts and Velvakt itself are told of, Velvakt also when the database does not answer", async () => {
  const offers: Offer[] = [];
  let minutes = 0;
  const figures = {
    devices: 9,
    online: 6,
    offline: 2,
    unknown: 1,
    tasks: 4,
    untaken: 3,
    timeCritical: 2,
    people: 4,
  };
  const stop = startGathering({
    ...quiet,
    endedDeliveries: async () => [],
    districts: async () => {
      minutes += 1;
      if (minutes === 1) throw new Error("away");
      return [{ district: "alna", ...figures, oldestUntakenMin: 12.5 }];
    },
    own: () => ({ pending: 7, engineLagMs: 1_250.5, projectionBehind: null }),
    offer: (offer) => offers.push(offer) > 0,
  });
  await vi.advanceTimersByTimeAsync(125_000);
  stop();
  const texts = lines(offers, "").map((one) => (one.ok ? one.line.text : one.refused.reason));
  expect(texts.filter((text) => text.startsWith("velvakt "))).toEqual([
    "velvakt engineLagMs=1250.5,pending=7i 1",
    "velvakt engineLagMs=1250.5,pending=7i 1",
  ]);
  expect(texts.filter((text) => text.startsWith("district_now"))).toEqual([
    "district_now,district=alna devices=9i,offline=2i,oldestUntakenMin=12.5,online=6i,people=4i,tasks=4i,timeCritical=2i,unknown=1i,untaken=3i 1",
  ]);
});

test("every five minutes each component is told of as it stands", async () => {
  const offers: Offer[] = [];
  const vkp: ComponentRecord = {
    componentId: "vkp",
    status: "down",
    statusSinceMs: 1,
    lastProbeAtMs: 1,
    downMin: 7,
    maintenanceMin: 0,
    unknownMin: 2,
  };
  const stop = startGathering({
    ...quiet,
    endedDeliveries: async () => [],
    components: () => [vkp],
    offer: (offer) => offers.push(offer) > 0,
  });
  await vi.advanceTimersByTimeAsync(300_000);
  stop();
  expect(lines(offers)).toMatchObject([
    {
      line: {
        text: 'component_status,component=vkp,status=down downMin=7,maintenanceMin=0,state="down",unknownMin=2,up=0i 1',
      },
    },
  ]);
});
