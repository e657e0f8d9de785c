import { describe, expect, it } from "vitest";
import { decode } from "../../../ingest/stages/decode.js";
import { eventTypes } from "../../../ingest/wire/event-types.js";
import type { EventType } from "../../../rules/model/event.js";
import { examples } from "./examples.js";
import { componentTopic, context, deviceTopic, message } from "./messages.js";

const types = Object.keys(examples) as EventType[];

describe("the table of event types", () => {
  it("has exactly the types that have examples", () => {
    expect(Object.keys(eventTypes).sort()).toEqual([...types].sort());
    expect(types).toHaveLength(39);
  });

  it("deduplicates everything but heartbeats and probes", () => {
    const repeated = types.filter((type) => !eventTypes[type].deduplicated);
    expect(repeated).toEqual(["link.heartbeat", "probe.result"]);
  });
});

describe.each(types)("%s", (type) => {
  const { accepted, rejected, sender } = examples[type];
  const own = sender === "component" ? componentTopic : deviceTopic;
  const other = sender === "component" ? deviceTopic : componentTopic;

  it("has at least one example to accept and three to refuse", () => {
    expect(accepted.length).toBeGreaterThanOrEqual(1);
    expect(rejected.length).toBeGreaterThanOrEqual(3);
  });

  it.each(accepted.map(([wire, model]) => ({ wire, model })))("is accepted with $wire", ({ wire, model }) => {
    const decoded = decode(message(type, wire, {}, own), context);
    expect(decoded).toMatchObject({ ok: true, event: { kind: "telemetry", event: { type } } });
    if (decoded.ok !== true || decoded.event.kind !== "telemetry") return;
    expect(decoded.event.event.data).toStrictEqual(model);
    expect(decoded.key === null).toBe(!eventTypes[type].deduplicated);
  });

  it.each(rejected.map(([wire, field]) => ({ wire, field })))("is refused with $wire", ({ wire, field }) => {
    const decoded = decode(message(type, wire, {}, own), context);
    expect(decoded).toMatchObject({
      ok: false,
      reason: "INGEST_DATA_INVALID",
      type,
      timeMs: Date.UTC(2026, 2, 2, 7),
      detail: expect.stringContaining(field),
    });
  });

  it("is refused from the other kind of sender", () => {
    const decoded = decode(message(type, accepted[0]?.[0], {}, other), context);
    expect(decoded).toMatchObject({ ok: false, reason: "INGEST_TYPE_NOT_FOR_SENDER", type });
  });
});
