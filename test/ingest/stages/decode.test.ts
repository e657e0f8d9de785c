import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../../ingest/stages/decode.js";
import { messageBytesMax } from "../../../ingest/wire/limits.js";
import { cloudEvent, componentTopic, context, deviceTopic, message, raw } from "../wire/messages.js";

const timeMs = Date.UTC(2026, 2, 2, 7);
const stateTopic = deviceTopic.replace("/event", "/state");
const grorud = { tenant: "oslo", district: "grorud", deviceClass: "roll-dispenser", deviceId: "D-1" };

function keyOf(...args: Parameters<typeof message>) {
  const decoded = decode(message(...args), context);
  if (decoded.ok !== true || decoded.key === null) throw new Error("expected an event with a key");
  return decoded.key;
}

describe("the sender in the topic", () => {
  it.each([
    ["vft/v1/bergen/grorud/roll-dispenser/D-1/event", "INGEST_TENANT_UNKNOWN"],
    ["vft/v1/oslo/frogner/roll-dispenser/D-1/event", "INGEST_DISTRICT_UNKNOWN"],
    ["vft/v1/oslo/_/roll-dispenser/D-1/event", "INGEST_DISTRICT_UNKNOWN"],
    ["vft/v1/oslo/frogner/component/mobile-network/event", "INGEST_DISTRICT_UNKNOWN"],
    ["vft/v1/oslo/_/component/mobile-network/event", "INGEST_DISTRICT_UNKNOWN"],
    ["vft/v1/oslo/grorud/component/vendor-cloud/event", "INGEST_DISTRICT_UNKNOWN"],
    ["vft/v1/oslo/grorud/toaster/D-1/event", "INGEST_CLASS_UNKNOWN"],
    ["vft/v1/oslo/_/component/weather/event", "INGEST_COMPONENT_UNKNOWN"],
    ["vft/v1/oslo/_/component/constructor/event", "INGEST_COMPONENT_UNKNOWN"],
    ["vft/v1/oslo/grorud/__proto__/D-1/event", "INGEST_CLASS_UNKNOWN"],
    ["vft/v1/oslo/grorud/constructor/D-1/event", "INGEST_CLASS_UNKNOWN"],
    ["other/v1/oslo/grorud/roll-dispenser/D-1/event", "INGEST_TOPIC_INVALID"],
  ])("%s is refused as %s, and type and time are told", (topic, reason) => {
    const decoded = decode(message("probe.result", { ok: true }, {}, topic), context);
    expect(decoded).toMatchObject({ ok: false, reason, type: "probe.result", timeMs });
  });

  it("is told with the rejection as soon as the topic has the right form", () => {
    const [foreign, malformed] = ["vft/v1/bergen/grorud/roll-dispenser/D-1/event", "vft/v1"];
    expect(decode(raw(foreign, "x"), context)).toMatchObject({ sender: { ...grorud, tenant: "bergen" } });
    expect(decode(raw(malformed, "x"), context)).toMatchObject({ sender: null });
  });

  it.each([
    [componentTopic, "vendor-cloud", "_"],
    ["vft/v1/oslo/sagene/component/mobile-network/event", "mobile-network", "sagene"],
  ])("%s is a component", (topic, deviceId, district) => {
    const decoded = decode(message("probe.result", { ok: true }, {}, topic), context);
    expect(decoded).toMatchObject({ ok: true, event: { sender: { deviceClass: "component", deviceId, district } } });
  });
});

describe("the envelope", () => {
  it("is kept, with what is unknown in it, and without what only says no", () => {
    const attributes = { sequence: 7, replayed: false, test: true, correlationid: "c-1", subject: "s", partition: 3 };
    const decoded = decode(message("stock.low", { dosesLeft: 2 }, attributes), context);
    expect(decoded).toMatchObject({ ok: true });
    expect(decoded.ok === true && decoded.event).toStrictEqual({
      kind: "telemetry",
      sender: grorud,
      event: {
        id: "e-1",
        source: "D-1",
        timeMs,
        sequence: 7,
        test: true,
        correlationid: "c-1",
        extensions: { subject: "s", partition: 3 },
        type: "stock.low",
        data: { dosesLeft: 2 },
      },
    });
  });

  it("may say null for what it leaves out", () => {
    const attributes = { sequence: null, replayed: null, test: null, correlationid: null, subject: null };
    const decoded = decode(message("tamper.detected", null, attributes), context);
    expect(decoded).toMatchObject({ ok: true });
    expect(decoded.ok === true && decoded.event.kind === "telemetry" && decoded.event.event).toStrictEqual({
      id: "e-1",
      source: "D-1",
      timeMs,
      type: "tamper.detected",
      data: {},
    });
  });

  it("may come after a byte order mark", () => {
    const text = `\ufeff${JSON.stringify(cloudEvent("tamper.detected", {}))}`;
    expect(decode(raw(deviceTopic, text), context)).toMatchObject({ ok: true });
  });

  it.each([
    [{ specversion: undefined }, "specversion:"],
    [{ specversion: "0.3" }, "specversion:"],
    [{ specversion: 1 }, "specversion:"],
    [{ id: undefined }, "id:"],
    [{ id: "" }, "id:"],
    [{ id: 5 }, "id:"],
    [{ id: "a b" }, "id:"],
    [{ id: "i".repeat(129) }, "id:"],
    [{ source: undefined }, "source:"],
    [{ source: "two words" }, "source:"],
    [{ source: "s".repeat(257) }, "source:"],
    [{ time: undefined }, "time:"],
    [{ time: "2026-03-02T08:00:00" }, "time:"],
    [{ time: 1772438400 }, "time:"],
    [{ type: "" }, "type:"],
    [{ type: 5 }, "type:"],
    [{ type: "t".repeat(129) }, "type:"],
    [{ sequence: -1 }, "sequence:"],
    [{ sequence: 1.5 }, "sequence:"],
    [{ sequence: 2 ** 53 }, "sequence:"],
    [{ sequence: "7" }, "sequence:"],
    [{ replayed: "true" }, "replayed:"],
    [{ test: 1 }, "test:"],
    [{ correlationid: "c".repeat(129) }, "correlationid:"],
    [{ data_base64: "AAAA" }, "data_base64:"],
  ])("is refused with %j", (attributes, field) => {
    const decoded = decode(message("tamper.detected", {}, attributes), context);
    expect(decoded).toMatchObject({
      ok: false,
      reason: "INGEST_ENVELOPE_INVALID",
      detail: expect.stringContaining(field),
      sender: grorud,
      type: "type" in attributes && attributes.type !== undefined ? null : "tamper.detected",
      timeMs: "time" in attributes ? null : timeMs,
    });
  });

  it.each(["[]", "null", "7", '"text"', "true"])("is not %s", (payload) => {
    expect(decode(raw(deviceTopic, payload), context)).toMatchObject({ ok: false, reason: "INGEST_ENVELOPE_INVALID" });
  });

  it("is not a batch", () => {
    const batch = JSON.stringify([cloudEvent("tamper.detected", {})]);
    expect(decode(raw(deviceTopic, batch), context)).toMatchObject({ reason: "INGEST_ENVELOPE_INVALID" });
  });
});

describe("a type that is not known", () => {
  it.each([
    "no.vft.dose.inhaled",
    "dose.dispensed",
    "com.example.thing",
    "no.vft.constructor",
    "no.vft.__proto__",
    "no.vft.",
    "blåbær 1",
  ])("is kept as it came: %s", (type) => {
    const decoded = decode(message("x", { deep: [1, { a: null }] }, { type }), context);
    expect(decoded).toMatchObject({
      ok: true,
      event: { kind: "unknown-type", sender: grorud, event: { type, timeMs, data: { deep: [1, { a: null }] } } },
      key: { key: "D-1 e-1" },
    });
  });

  it("may be without data, and may come from a component", () => {
    const decoded = decode(message("x.y", undefined, {}, componentTopic), context);
    expect(decoded).toMatchObject({ ok: true, event: { kind: "unknown-type", event: { data: null } } });
  });
});

describe("the identity of an event", () => {
  it("is its source and its id, which cannot be mixed up", () => {
    const [a, b] = [
      { source: "a", id: "b-c" },
      { source: "a-b", id: "c" },
    ];
    expect(keyOf("stock.empty", {}, a).key).not.toBe(keyOf("stock.empty", {}, b).key);
  });

  it("has the same content when it is sent again from a buffer, in another notation", () => {
    const first = keyOf("stock.low", { dosesLeft: 2 });
    const attributes = { replayed: true, sequence: 9, time: "2026-03-02T07:00:00.000Z", note: "again" };
    expect(keyOf("stock.low", { extra: 1, dosesLeft: 2.0 }, attributes)).toEqual(first);
  });

  it("has other content with another type, time, data or device", () => {
    const hashes = [
      keyOf("stock.low", { dosesLeft: 2 }),
      keyOf("stock.low", { dosesLeft: 3 }),
      keyOf("battery.low", { batteryPercent: 2 }),
      keyOf("battery.empty", { batteryPercent: 2 }),
      keyOf("stock.low", { dosesLeft: 2 }, { time: "2026-03-02T08:00:00.001+01:00" }),
      keyOf("stock.low", { dosesLeft: 2 }, {}, deviceTopic.replace("D-1", "D-2")),
    ].map(({ contentHash }) => contentHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it("does not depend on the order of members", () => {
    const [a, b] = [keyOf("x", { p: 1, q: { r: 2, s: [3] } }), keyOf("x", { q: { s: [3], r: 2 }, p: 1 })];
    expect(a).toEqual(b);
  });
});

describe("a state", () => {
  it.each(["online", "offline"])("is %s", (state) => {
    const decoded = decode(raw(stateTopic, JSON.stringify({ state, since: 1 })), context);
    expect(decoded).toMatchObject({ ok: true, event: { kind: "state", sender: grorud, state }, key: null });
  });

  it.each(['{"state":"ONLINE"}', "{}", '"online"', "[]", "null"])("is not %s", (payload) => {
    expect(decode(raw(stateTopic, payload), context)).toMatchObject({ ok: false, reason: "INGEST_STATE_INVALID" });
  });

  it("is refused as text without JSON", () => {
    expect(decode(raw(stateTopic, "online"), context)).toMatchObject({ ok: false, reason: "INGEST_NOT_JSON" });
  });

  it("is ignored as a retained copy, and when it is cleared", () => {
    const copy = raw(stateTopic, '{"state":"online"}', true);
    expect(decode(copy, context)).toEqual({ ok: "ignored", why: "retained-copy" });
    expect(decode(raw(stateTopic, ""), context)).toEqual({ ok: "ignored", why: "state-cleared" });
  });
});

describe("a retained copy of an event", () => {
  it("is ignored, however good it looks", () => {
    const copy = { ...message("dose.dispensed", { mode: "unassisted" }), retained: true };
    expect(decode(copy, context)).toEqual({ ok: "ignored", why: "retained-copy" });
  });

  it("is refused from a stranger, as anything is", () => {
    const copy = { ...message("stock.empty", {}, {}, "vft/v1/bergen/grorud/gps/D-1/event"), retained: true };
    expect(decode(copy, context)).toMatchObject({ ok: false, reason: "INGEST_TENANT_UNKNOWN" });
  });
});

describe("garbage", () => {
  const padded = (bytes: number) => {
    const empty = JSON.stringify(cloudEvent("tamper.detected", { pad: "" }));
    return empty.replace('"pad":""', `"pad":"${"x".repeat(bytes - empty.length)}"`);
  };

  it("is what is larger than 64 KiB, and only that", () => {
    expect(decode(raw(deviceTopic, padded(messageBytesMax)), context)).toMatchObject({ ok: true });
    expect(decode(raw(deviceTopic, padded(messageBytesMax + 1)), context)).toMatchObject({
      ok: false,
      reason: "INGEST_TOO_LARGE",
      sender: grorud,
      type: null,
    });
    expect(decode(raw(deviceTopic, Buffer.alloc(1024 * 1024)), context)).toMatchObject({ reason: "INGEST_TOO_LARGE" });
    expect(decode(raw("nowhere", Buffer.alloc(1024 * 1024)), context)).toMatchObject({ reason: "INGEST_TOO_LARGE" });
  });

  it("is what is not UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(decode(raw(deviceTopic, bytes), context)).toMatchObject({ ok: false, reason: "INGEST_NOT_UTF8" });
  });

  it.each(["", "hello", "{", "<xml/>", "\0"])("is what is not JSON: %j", (payload) => {
    expect(decode(raw(deviceTopic, payload), context)).toMatchObject({ ok: false, reason: "INGEST_NOT_JSON" });
  });

  it("is what nests too deep", () => {
    const levels = 30_000;
    const bomb = `${'{"a":'.repeat(levels / 3)}1${"}".repeat(levels / 3)}`;
    expect(decode(raw(deviceTopic, bomb), context)).toMatchObject({ reason: "INGEST_TOO_DEEP" });
    expect(decode(raw(deviceTopic, "[".repeat(60_000)), context)).toMatchObject({ reason: "INGEST_TOO_DEEP" });
  });

  it("is what tries to pollute, and a dose that does is known as one", () => {
    const text = JSON.stringify(cloudEvent("dose.missed", { x: 1 })).replace('{"x":1}', '{"__proto__":{"mode":"prn"}}');
    expect(decode(raw(deviceTopic, text), context)).toMatchObject({
      ok: false,
      reason: "INGEST_NOT_JSON",
      type: "dose.missed",
      timeMs,
    });
  });

  it.each([
    ["link.heartbeat", '{"batteryPercent":1e999}', "data.batteryPercent:"],
    ["link.heartbeat", `{"uptimeSec":${"9".repeat(400)}}`, "data.uptimeSec:"],
    ["link.heartbeat", '{"unknownField":-1e999}', "payload:"],
    ["unknown.type", '{"any":[1e999]}', "payload:"],
  ])("is a number too large: %s %s", (type, data, field) => {
    const text = JSON.stringify(cloudEvent(type, 0)).replace('"data":0', `"data":${data}`);
    const decoded = decode(raw(deviceTopic, text), context);
    expect(decoded).toMatchObject({ ok: false, reason: "INGEST_DATA_INVALID", detail: expect.stringContaining(field) });
  });

  it("takes the last of members with the same name", () => {
    const text = JSON.stringify(cloudEvent("stock.low", 0)).replace('"data":0', '"data":{"dosesLeft":1,"dosesLeft":9}');
    expect(decode(raw(deviceTopic, text), context)).toMatchObject({
      ok: true,
      event: { event: { data: { dosesLeft: 9 } } },
    });
  });

  it("is described by what is missing or wrong, field by field", () => {
    const detailOf = (data: unknown, attributes = {}) => {
      const decoded = decode(message("plan.paused", data, attributes), context);
      return decoded.ok === false && decoded.detail;
    };
    expect(detailOf({ from: "soon" })).toBe(
      "data.planId: is missing; data.from: must be a date YYYY-MM-DD, or a time with zone (RFC 3339) between 1970 and 2200; data.reason: is missing",
    );
    expect(detailOf({}, { id: undefined, time: "soon" })).toBe(
      "id: is missing; time: must be a time with zone (RFC 3339) between 1970 and 2200",
    );
  });

  it("is described without quoting it", () => {
    const secret = "Zq7secret";
    const attributes = { id: `${secret} !`, time: secret, [secret]: 1, replayed: secret, type: `no.vft.${secret}` };
    const messages = [
      message("plan.published", { planId: `${secret} `, times: [secret], timezone: secret, [secret]: [secret] }),
      message("dose.missed", { scheduledAt: secret, reason: secret }),
      message("dose.missed", secret, attributes),
      message("dose.missed", {}, {}, `vft/v1/oslo/grorud/roll-dispenser/${secret}!/event`),
      message("dose.missed", {}, {}, `vft/v1/${secret}/grorud/roll-dispenser/D-1/event`),
      raw(deviceTopic, `{"${secret}":${secret}}`),
      raw(stateTopic, `{"state":"${secret}"}`),
    ];
    for (const each of messages) {
      const decoded = decode(each, context);
      expect(decoded.ok).toBe(false);
      expect(decoded.ok === false && decoded.detail).not.toContain(secret);
    }
  });
});

describe("decoding", () => {
  const topics = fc.oneof(fc.string(), fc.constantFrom(deviceTopic, stateTopic, componentTopic));
  const settled = (decoded: ReturnType<typeof decode>) => {
    if (decoded.ok === false) expect(decoded.reason).toMatch(/^INGEST_[A-Z0-9_]+$/);
    else expect([true, "ignored"]).toContain(decoded.ok);
  };

  it("never throws, whatever the bytes and the topic", () => {
    fc.assert(
      fc.property(topics, fc.uint8Array({ maxLength: 300 }), fc.boolean(), (topic, payload, retained) => {
        settled(decode({ topic, payload, retained }, context));
      }),
      { numRuns: 1000 },
    );
  });

  it("never throws, whatever the JSON", () => {
    const names = fc.constantFrom(
      "specversion",
      "id",
      "source",
      "type",
      "time",
      "data",
      "sequence",
      "__proto__",
      "state",
    );
    const values = fc.oneof(
      fc.constantFrom("1.0", "e-1", "no.vft.plan.published", "no.vft.dose.dispensed", "2026-03-02T08:00:00Z"),
      fc.jsonValue(),
    );
    const payloads = fc.oneof(fc.jsonValue(), fc.dictionary(names, values));
    fc.assert(
      fc.property(topics, payloads, (topic, payload) => settled(decode(raw(topic, JSON.stringify(payload)), context))),
      { numRuns: 1000 },
    );
  });

  it("never throws, whatever the data of a known type", () => {
    const types = fc.constantFrom("plan.published", "plan.paused", "dose.dispensed", "roll.loaded", "alert.raised");
    const fields = fc.constantFrom("times", "from", "to", "planId", "reason", "mode", "severity", "timezone", "at");
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom("2026-03-02", ["08:00"], "p-1", "Europe/Oslo"));
    fc.assert(
      fc.property(types, fc.dictionary(fields, values), (type, data) => settled(decode(message(type, data), context))),
      { numRuns: 1000 },
    );
  });
});
