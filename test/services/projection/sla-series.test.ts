import { expect, test } from "vitest";
import type { SlaRecord } from "../../../rules/sla/records.js";
import type { Offer } from "../../../services/database/point.js";
import { encodeLine } from "../../../services/projection/line.js";
import { createSlaSeries } from "../../../services/projection/sla-series.js";

const window = (label: string, burnRates: SlaRecord["burnRates"], differences: Partial<SlaRecord> = {}): SlaRecord => ({
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
  state: "kept",
  outages: [],
  burnRates,
  forecast: null,
  ...differences,
});

const lines = (offers: Offer[]) =>
  offers
    .flatMap(({ points }) => points)
    .map((point) => {
      const encoded = encodeLine({ ...point, atNs: 1n });
      return encoded.ok ? encoded.line.text : "refused";
    });

test("a window that runs is told every time, with every figure of its account", () => {
  const offers: Offer[] = [];
  const tell = createSlaSeries((offer) => offers.push(offer) > 0);
  const outages = [
    { fromMs: 0, toMs: 1, restoreMin: 8, restoredInTime: true },
    { fromMs: 2, toMs: null, restoreMin: 90, restoredInTime: false },
  ];
  tell([window("2026-11", [], { outages })]);
  tell([window("2026-11", [], { outages })]);
  expect(lines(offers)).toHaveLength(2);
  expect(lines(offers)[0]).toBe(
    "sla,component=mobile-network@grorud agreedPercent=99.5,budgetLeftMin=190,budgetMin=200,coveragePercent=100," +
      'downMin=10,elapsedMin=60,maintenanceMin=0,outages=2i,outagesLate=1i,unknownMin=0,upMin=50,window="2026-11" 1',
  );
});

test("a window that is over is told once, and again when late data has changed it", () => {
  const offers: Offer[] = [];
  const tell = createSlaSeries((offer) => offers.push(offer) > 0);
  tell([window("2026-10", null)]);
  tell([window("2026-10", null)]);
  tell([window("2026-10", null, { downMin: 12, upMin: 48 })]);
  expect(lines(offers).map((line) => /downMin=(\d+)/.exec(line)?.[1])).toEqual(["10", "12"]);
});

test("what found no room is offered again", () => {
  const offers: Offer[] = [];
  let hasRoom = false;
  const tell = createSlaSeries((offer) => hasRoom && offers.push(offer) > 0);
  tell([window("2026-10", null)]);
  hasRoom = true;
  tell([window("2026-10", null)]);
  expect(lines(offers)).toHaveLength(1);
});
