import fc from "fast-check";
import { expect, it } from "vitest";
import { judge } from "../oracle/oracle.js";
import { worldEcosystem } from "../support/world/ecosystem.js";
import { engineRecords } from "../support/world/engine-ledger.js";
import { at, componentSays, heartbeats, says, textOf } from "../support/world/say.js";
import { inOrder } from "../support/world/world.js";

const planned = (time: string) => ({ scheduledAtMs: at(time) });
const declared = { detectedBy: "supplier" as const };

/** One day of one dispenser in which nearly everything happens that may re-judge a dose. */
const day = [
  says("27 18:00", "plan.published", {
    residentRef: "R-1",
    planId: "P-1",
    version: 1,
    times: ["07:30", "08:00", "12:00", "14:00", "18:00", "20:00"].map((time) => ({ at: time })),
    from: "2026-03-28",
    to: "2026-03-28",
  }),
  says("28 10:30", "plan.paused", { planId: "P-1", from: { atMs: at("28 12:00") }, reason: "visit" }),
  says("28 13:30", "plan.resumed", { planId: "P-1", at: { atMs: at("28 13:30") } }),
  says("28 06:40", "dose.dispensed", { mode: "unassisted" }),
  says("28 08:20", "dose.missed", { ...planned("28 07:00"), reason: "user" }),
  says("28 08:25", "dose.dispensed", { mode: "unassisted" }),
  says("28 11:20", "dose.dispensed", { mode: "unassisted", ...planned("28 11:00") }),
  componentSays("28 16:50", "vendor-cloud", "outage.opened", declared),
  componentSays("28 17:40", "vendor-cloud", "outage.closed", declared),
  says("28 18:30", "stock.empty", {}),
  says("28 18:40", "dose.followup", { ...planned("28 17:00"), outcome: "given-by-staff", actorRole: "nurse" }),
  ...heartbeats("28 05:00", "28 22:00").filter((_, index) => index % 2 === 0),
  says("28 23:00", "link.heartbeat", { bufferedEvents: 0 }),
];
const end = at("31 23:30");

it("whatever the order in which one day's messages arrive, the ledger ends the same", { timeout: 60_000 }, () => {
  const expected = judge(inOrder(day), worldEcosystem, end);
  expect(
    expected.map((dose) => `${textOf(dose.scheduledAtMs).slice(3, 8)} ${dose.verdict} ${dose.cause ?? ""}`),
  ).toEqual([
    "06:30 on-time ",
    "07:00 unconfirmed ambiguous-dispense",
    "11:00 on-time ",
    "13:00 excused ",
    "17:00 missed user",
    "19:00 missed empty",
  ]);
  const order = fc.shuffledSubarray(day, { minLength: day.length });
  const repeated = fc.subarray(heartbeats("28 05:00", "28 05:00"));
  fc.assert(
    fc.property(order, repeated, fc.integer({ min: 1, max: 30 }), (lines, again, minutesApart) => {
      // All of it arrives late, in this order, before the end; nothing is older than 72 hours by then.
      const received = [...lines, ...again].map((line, index) => ({
        ...line,
        receivedAtMs: at("28 23:01") + index * minutesApart * 60_000,
      }));
      const records = [...engineRecords(received, worldEcosystem, end).values()];
      const words = (dose: { doseId: string; verdict: string; cause: string | null; followup: string | null }) =>
        [dose.doseId, dose.verdict, dose.cause, dose.followup].join(" ");
      expect(records.map(words).sort()).toEqual(expected.map(words).sort());
    }),
    { numRuns: 200 },
  );
});
