import fc from "fast-check";
import { expect, test } from "vitest";
import { createDecodeContext, decode } from "../../../ingest/stages/decode.js";
import { screen } from "../../../ingest/stages/screen.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityOptionsOf, scenarioSchema } from "../../../simulators/scenarios.js";
import { createTruth, truthLines } from "../../../simulators/truth.js";
import { cityDate, cityStartMs, hourMs } from "../support.js";

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the example has mistakes");
const context = createDecodeContext(loaded.ecosystem);

const district = fc.constantFrom("grorud", "alna", "sagene");
const times = {
  at: fc.constantFrom("06:40", "08:10", "09:00", "11:30", "14:50"),
  forMin: fc.integer({ min: 1, max: 600 }),
};
/** Every sort, with settings from one end to the other. */
const written = fc.oneof(
  fc.record({ fault: fc.constant("district-network-loss"), ...times, district }),
  ...["vendor-cloud-outage", "cloud-holds-doses", "record-down", "two-factor-down"].map((fault) =>
    fc.record({ fault: fc.constant(fault), ...times }),
  ),
  ...["cloud-slow", "sms-delayed"].map((fault) =>
    fc.record({ fault: fc.constant(fault), ...times, delayMin: fc.integer({ min: 1, max: 120 }) }),
  ),
  fc.record({ fault: fc.constant("hub-rejects"), ...times, sharePercent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({
    fault: fc.constant("component-down"),
    ...times,
    component: fc.constantFrom("data-centre", "municipal-network", "multidose-pharmacy", "sms-gateway"),
  }),
  fc.record({ fault: fc.constant("power-cut"), ...times, district, streets: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ fault: fc.constant("empty-batteries"), ...times, sharePercent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ fault: fc.constant("flapping-signal"), ...times, district }),
  fc.record({ fault: fc.constant("mangled-delivery"), ...times, delayMin: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ fault: fc.constant("clocks-wrong"), ...times, offsetMin: fc.integer({ min: -600, max: 600 }) }),
  fc.record({ fault: fc.constant("bad-firmware"), ...times, oneIn: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ fault: fc.constant("identity-leak"), ...times }),
  fc.record({ fault: fc.constant("device-swap"), ...times, pairs: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ fault: fc.constant("data-after-end"), ...times, devices: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ fault: fc.constant("alert-routing-changed"), ...times, district }),
  fc.record({ fault: fc.constant("scaling-wave"), ...times, percent: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ fault: fc.constant("staff-silent"), ...times }),
  fc.record({ fault: fc.constant("velvakt-down"), ...times, lost: fc.boolean() }),
);

function live(seed: number, faults: readonly object[]) {
  const scenario = scenarioSchema.parse({ summary: "some things at once", faults });
  const city = createCity({ seed, residents: 20, ...cityOptionsOf(scenario, cityDate) });
  const truth = createTruth();
  const messages = [...messagesOf(city, cityStartMs, cityStartMs + 13 * hourMs, truth)];
  return { city, messages, truth };
}

const runs = Number(process.env.RUNS ?? 12);
const worlds = fc.tuple(fc.nat(1_000_000), fc.array(written, { minLength: 1, maxLength: 5 }));

test("any faults at once leave a city that speaks by the contract and whose truth agrees with itself", () => {
  fc.assert(
    fc.property(worlds, ([seed, faults]) => {
      const { city, messages, truth } = live(seed, faults);
      let beforeMs = cityStartMs;
      const contents = new Map<string, string>();
      for (const { receivedAtMs, topic, payload, retained } of messages) {
        expect(receivedAtMs).toBeGreaterThanOrEqual(beforeMs);
        beforeMs = receivedAtMs;
        const text = JSON.stringify(payload);
        const message = { topic, payload: Buffer.from(text), retained: false };
        const decoded = screen(message, decode(message, context));
        // The one thing that may not be said is the leak, and it is found.
        const leaks = text.includes('"note":"installed for');
        expect(decoded.ok, `${topic} ${text} ${JSON.stringify(decoded)}`).toBe(!leaks);
        if (retained) continue;
        const { source, id } = payload as { source: string; id: string };
        // Whatever comes twice says the same again.
        expect(contents.get(`${source} ${id}`) ?? text).toBe(text);
        contents.set(`${source} ${id}`, text);
      }
      for (const fault of city.faults) {
        const { breaks, name, fromMs } = fault;
        if (breaks === null || fromMs >= cityStartMs + 13 * hourMs) continue;
        expect(truth.outages).toContainEqual(expect.objectContaining({ fault: name, ...breaks, fromMs }));
      }
      for (const dose of truth.doses.values()) {
        if (dose.dispensedAtMs !== null) expect(dose.why).toBeNull();
        else expect(dose.heardAtMs).toBeNull();
        if (dose.heardAtMs !== null) expect(dose.heardAtMs).toBeGreaterThan(dose.dispensedAtMs as number);
        if (dose.excused) expect(dose.dispensedAtMs).toBeNull();
      }
    }),
    { numRuns: runs },
  );
});

test("any faults at once are the same bytes again, messages and truth", () => {
  const bytes = ({ messages, truth }: ReturnType<typeof live>) => JSON.stringify([messages, [...truthLines(truth)]]);
  fc.assert(
    fc.property(worlds, ([seed, faults]) => {
      expect(bytes(live(seed, faults))).toBe(bytes(live(seed, faults)));
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});
