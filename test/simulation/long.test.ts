import { describe, expect, it } from "vitest";
import type { EventData } from "../../rules/model/event.js";
import type { Received } from "../oracle/facts.js";
import { judge } from "../oracle/oracle.js";
import { worldEcosystem } from "../support/world/ecosystem.js";
import { engineLedger } from "../support/world/engine-ledger.js";
import { at, componentSays, logged, says, stateIs } from "../support/world/say.js";
import { inOrder } from "../support/world/world.js";

/**
 * What began long ago and still holds: longer than the engine keeps single events. A journey, a
 * hospital stay, an outage that nobody closes must not be forgotten while doses depend on them.
 */
const end = at("24 20:00");
const date = (day: string) => ({ date: `2026-03-${day}` });
const declared = { detectedBy: "supplier" as const };

const plan: EventData["plan.published"] = {
  residentRef: "R-1",
  planId: "P-1",
  version: 1,
  times: [{ at: "08:00" }],
  from: "2026-03-02",
  to: "2026-03-23",
};
const published = says("1 10:00", "plan.published", plan, { source: "cloud" });
const beats = Array.from({ length: 23 * 96 }, (_, index) => {
  const ms = at("1 10:01") + index * 15 * 60_000;
  return says(new Date(ms).toISOString().slice(8, 19).replace("T", " "), "link.heartbeat", {});
});

const stories: [string, Received[]][] = [
  [
    "doses handed out for two weeks",
    [says("5 10:00", "dose.predispensed", { from: date("06"), to: date("20"), count: 15 })],
  ],
  [
    "a pause of two weeks",
    [says("5 10:00", "plan.paused", { planId: "P-1", from: date("06"), to: date("20"), reason: "hospital" })],
  ],
  ["a pause without an end", [says("5 10:00", "plan.paused", { planId: "P-1", from: date("06"), reason: "hospital" })]],
  [
    "a pause that was resumed long after",
    [
      says("5 10:00", "plan.paused", { planId: "P-1", from: date("06"), reason: "hospital" }),
      says("20 10:00", "plan.resumed", { planId: "P-1", at: date("20") }),
    ],
  ],
  ["an end told long before", [says("5 10:00", "plan.ended", { planId: "P-1", at: date("20") })]],
  [
    "a version told long before it begins",
    [says("5 10:00", "plan.published", { ...plan, version: 2, times: [{ at: "09:00" }], from: "2026-03-20" })],
  ],
  ["a dispenser empty for weeks", [says("5 10:00", "stock.empty", {})]],
  ["a fault open for weeks", [says("5 10:00", "fault.raised", { code: "jam" })]],
  ["a declared outage that nobody closes", [componentSays("5 10:00", "vendor-cloud", "outage.opened", declared)]],
  [
    "an outage of one district that nobody closes",
    [componentSays("5 10:00", "mobile-network", "outage.opened", declared, { district: "grorud" })],
  ],
  [
    "probes that failed and were never repeated",
    ["10:00", "10:01", "10:02"].map((time) =>
      componentSays(`5 ${time}`, "vendor-cloud", "probe.result", { ok: false }),
    ),
  ],
  [
    "a gap of our own that never closes",
    [logged("5 10:00", { kind: "gap-opened", fromMs: at("5 09:59"), reason: "restart" })],
  ],
  ["a device that went offline", [stateIs("5 10:00", "offline")]],
  ["nothing at all", []],
];

describe.each(stories)("%s, and the engine says what the oracle says", (_name, lines) => {
  it.each([
    ["of a device that is heard all the time", beats],
    ["of a device that fell silent", beats.slice(0, 3)],
  ])("%s", { timeout: 60_000 }, (_heard, contact) => {
    const received = inOrder([published, ...lines, ...contact]);
    expect(engineLedger(received, worldEcosystem, end)).toEqual(judge(received, worldEcosystem, end));
  });
});
