import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { beyondSchema, schemaFiles, typeNames } from "../../docs/wire-schemas.js";
import { parseEnvelope } from "../../ingest/wire/envelope.js";
import { stateSchema } from "../../ingest/wire/state.js";
import { parseTopic } from "../../ingest/wire/topic.js";
import type { EventType } from "../../rules/model/event.js";
import { examples } from "../ingest/wire/examples.js";
import { cloudEvent } from "../ingest/wire/messages.js";

const files = schemaFiles();
const ajv = formats.default(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }));

function accepts(name: string, value: unknown): boolean {
  // What is sent is JSON: a member that is undefined is none.
  const sent: unknown = JSON.parse(JSON.stringify(value));
  return ajv.validate(files[`${name}.json`] ?? false, sent);
}

/**
 * Of the examples that ingest refuses, those that a schema cannot: order of two times, the list of time zones, half a
 * surrogate pair. Everything else has to be refused by both.
 */
const onlyIngestKnows: { [T in EventType]?: unknown[] } = {
  "plan.published": [{ to: "2026-02-28" }, { timezone: "Europe/Bergen" }, { timezone: "+01:00" }],
  "plan.paused": [{ to: "2026-03-02T08:00:00+01:00" }, { to: "2026-03-01" }, { to: "2026-02-27" }],
  "dose.predispensed": [{ to: "2026-03-02T08:00:00+01:00" }],
  "dose.followup": [{ actorRole: "\ud800" }],
  "roll.loaded": [{ lastDoseAt: "2026-03-02T08:00:00+01:00" }],
  "maintenance.announced": [{ to: "2026-03-02T08:00:00+01:00" }],
};

function isBeyond(type: EventType, wire: unknown): boolean {
  const members = Object.entries((wire ?? {}) as object).map(([name, value]) => JSON.stringify([name, value]));
  return (onlyIngestKnows[type] ?? []).some((one) =>
    Object.entries(one as object).every((member) => members.includes(JSON.stringify(member))),
  );
}

describe.each(typeNames)("the schema of %s", (type) => {
  const { accepted, rejected } = examples[type];

  it.each(accepted.map(([wire]) => ({ wire })))("accepts $wire, as ingest does", ({ wire }) => {
    expect(accepts(type, wire), ajv.errorsText()).toBe(true);
  });

  it.each(rejected.map(([wire]) => ({ wire })))("refuses $wire, as ingest does, or says why it cannot", ({ wire }) => {
    expect(accepts(type, wire)).toBe(isBeyond(type, wire));
  });
});

it("says in words where the order of times or the list of zones decides", () => {
  const withOrder = Object.keys(onlyIngestKnows).filter((type) => type !== "dose.followup");
  expect(Object.keys(beyondSchema).sort()).toEqual(withOrder.sort());
});

it.each([
  {},
  { replayed: true, test: false, sequence: 7, correlationid: "c-1" },
  { sequence: null, colour: "blue" },
  { id: undefined },
  { id: "a b" },
  { specversion: "0.3" },
  { source: "two words" },
  { type: "" },
  { time: "2026-03-02" },
  { time: "2026-03-02 08:00:00Z" },
  { time: "1969-12-31T23:00:00Z" },
  { time: "2201-01-01T00:00:00Z" },
  { sequence: -1 },
  { sequence: 1.5 },
  { replayed: "yes" },
  { correlationid: "" },
  { data_base64: "AAAA" },
  { data_base64: null },
])("the envelope's schema and ingest say the same of %j", (attributes) => {
  const event = JSON.parse(JSON.stringify(cloudEvent("stock.empty", {}, attributes)));
  expect(accepts("envelope", event), ajv.errorsText()).toBe(parseEnvelope(event).ok);
});

it.each([{ state: "online" }, { state: "offline", since: 1 }, { state: "gone" }, {}, "online", null])(
  "the state's schema and ingest say the same of %j",
  (state) => {
    expect(accepts("state", state)).toBe(stateSchema.safeParse(state).success);
  },
);

it.each([
  "vft/v1/oslo/grorud/roll-dispenser/D-1/event",
  "vft/v1/oslo/_/component/vendor-cloud/state",
  "vft/v1/oslo/grorud/roll-dispenser/D-1",
  "vft/v2/oslo/grorud/roll-dispenser/D-1/event",
  "vft/v1/oslo//roll-dispenser/D-1/event",
  "vft/v1/oslo/grorud/roll dispenser/D-1/event",
  "vft/v1/oslo/grorud/roll-dispenser/D-1/event/more",
])("the topic's schema and ingest say the same of %s", (topic) => {
  expect(accepts("topic", topic)).toBe(parseTopic(topic).ok);
});
