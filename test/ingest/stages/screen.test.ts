import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawMessage } from "../../../ingest/message.js";
import { decode } from "../../../ingest/stages/decode.js";
import { mask, maskPayload, maskTopic, screen } from "../../../ingest/stages/screen.js";
import { quarantinePayloadMax } from "../../../ingest/wire/limits.js";
import { identityNumbers, syntheticNumber } from "../wire/identity-numbers.js";
import { cloudEvent, context, deviceTopic, message, raw } from "../wire/messages.js";

const timeMs = Date.UTC(2026, 2, 2, 7);
const refusal = { ok: false, reason: "INGEST_IDENTITY_IN_PAYLOAD" };
const note = { planId: "p-1", from: "2026-03-02", reason: "hospital" };

function screened(each: RawMessage) {
  return screen(each, decode(each, context));
}

describe("an identity number", () => {
  const places: [string, (digits: string) => RawMessage][] = [
    ["in a field of the contract", (digits) => message("plan.paused", { ...note, reason: `call ${digits}` })],
    ["as a resident's token", (digits) => message("inventory.assigned", { residentRef: digits })],
    ["in a field that nobody knows", (digits) => message("tamper.detected", { extra: [{ deep: `x ${digits} y` }] })],
    ["as the name of a field", (digits) => message("tamper.detected", { [digits]: 1 })],
    ["in an extension", (digits) => message("tamper.detected", {}, { subject: digits })],
    ["in the id", (digits) => message("tamper.detected", {}, { id: `e:${digits}` })],
    ["in the type", (digits) => message("x", {}, { type: `no.vft.x${digits}` })],
    ["in an unknown type", (digits) => message("x.y", { any: digits })],
    ["in data that is wrong", (digits) => message("plan.published", { residentRef: `${digits} ${digits}` })],
    ["in a wrong envelope", (digits) => message("tamper.detected", {}, { specversion: digits })],
    ["in a state", (digits) => raw(deviceTopic.replace("event", "state"), `{"state":"online","who":"${digits}"}`)],
    ["in the topic", (digits) => message("tamper.detected", {}, {}, deviceTopic.replace("D-1", `D-${digits}`))],
    ["in text that is no JSON", (digits) => raw(deviceTopic, `resident ${digits} fell`)],
    ["in bytes that are no UTF-8", (digits) => raw(deviceTopic, Buffer.from(`\xff ${digits}`, "latin1"))],
    [
      "behind escapes",
      (digits) => {
        const escaped = [...digits].map((digit) => `\\u003${digit}`).join("");
        return raw(deviceTopic, JSON.stringify(cloudEvent("x.y", "?")).replace("?", escaped));
      },
    ],
  ];

  it.each(places)("%s is refused, and nothing that is kept repeats it", (_where, build) => {
    fc.assert(
      fc.property(identityNumbers, (digits) => {
        const sent = build(digits);
        const decoded = screened(sent);
        expect(decoded).toMatchObject(refusal);
        const kept = JSON.stringify([decoded, maskPayload(sent.payload), maskTopic(sent.topic)]);
        expect(kept).not.toContain(digits);
        expect(kept).not.toContain(digits.slice(0, 10));
      }),
    );
  });

  it("is refused with a space, as a number, and as a number in another notation", () => {
    const [date, rest] = [syntheticNumber.slice(0, 6), syntheticNumber.slice(6)];
    const exponent = `${syntheticNumber[0]}.${syntheticNumber.slice(1)}e10`;
    expect(screened(message("x.y", `${date} ${rest}`))).toMatchObject(refusal);
    expect(screened(message("x.y", Number(syntheticNumber)))).toMatchObject(refusal);
    const text = JSON.stringify(cloudEvent("x.y", 0)).replace('"data":0', `"data":${exponent}`);
    expect(screened(raw(deviceTopic, text))).toMatchObject(refusal);
    expect(maskPayload(Buffer.from(text))).not.toContain(exponent);
  });

  it("is refused for what it is, with type and time, so that the rules know which dose was lost", () => {
    const decoded = screened(message("dose.missed", { scheduledAt: "?", reason: "user", note: syntheticNumber }));
    expect(decoded).toMatchObject({ ...refusal, type: "dose.missed", timeMs, sender: { deviceId: "D-1" } });
    const accepted = screened(message("dose.dispensed", { note: syntheticNumber }));
    expect(accepted).toMatchObject({ ...refusal, type: "dose.dispensed", timeMs, sender: { deviceId: "D-1" } });
  });

  it("leaves no sender when the topic names it", () => {
    const sent = message("tamper.detected", {}, {}, deviceTopic.replace("D-1", syntheticNumber));
    expect(screened(sent)).toMatchObject({ ...refusal, sender: null, type: "tamper.detected" });
    expect(maskTopic(sent.topic)).toBe("vft/v1/oslo/grorud/roll-dispenser/[masked]/event");
  });
});

describe("a personal field", () => {
  it.each([
    [message("tamper.detected", { name: "Kari" })],
    [message("tamper.detected", { a: { b: [{ firstName: "Kari" }] } })],
    [message("tamper.detected", { name: [{ given: ["Kari"] }] })],
    [message("tamper.detected", { fnr: 9173 })],
    [message("tamper.detected", {}, { patientname: "Kari" })],
    [message("x.y", { Etternavn: "Nordmann" })],
    [message("plan.published", { navn: "Kari" })],
    [raw(deviceTopic, '{"name": "Kari", broken')],
  ])("is refused with something in it: %#", (sent) => {
    const decoded = screened(sent);
    expect(decoded).toMatchObject(refusal);
    const kept = JSON.stringify([decoded, maskPayload(sent.payload)]);
    expect(kept).not.toMatch(/Kari|Nordmann|9173/);
  });

  it.each([[{ name: "" }], [{ name: " " }], [{ name: null }], [{ name: [] }], [{ name: {} }], [{ hostname: "gw-1" }]])(
    "is no reason to refuse anything while it is empty, or another: %j",
    (data) => {
      expect(screened(message("tamper.detected", data))).toMatchObject({ ok: true });
    },
  );
});

describe("what names nobody", () => {
  it("passes unchanged", () => {
    const sent = message("inventory.assigned", { residentRef: "12345678901" }, { id: "1772438400000" });
    const decoded = decode(sent, context);
    expect(screen(sent, decoded)).toBe(decoded);
    expect(decoded).toMatchObject({ ok: true });
  });

  it("keeps the reason for which it was refused", () => {
    expect(screened(raw(deviceTopic, "hello"))).toMatchObject({ reason: "INGEST_NOT_JSON" });
    expect(screened(raw("x", "hello"))).toMatchObject({ reason: "INGEST_TOPIC_INVALID" });
    expect(screened(raw(deviceTopic, Buffer.alloc(1 << 20)))).toMatchObject({ reason: "INGEST_TOO_LARGE" });
  });

  it("stays ignored as a retained copy", () => {
    const copy = { ...message("tamper.detected", { name: "Kari" }), retained: true };
    expect(screened(copy)).toEqual({ ok: "ignored", why: "retained-copy" });
  });

  it("never makes it throw, whatever the bytes", () => {
    const topics = fc.oneof(fc.string({ unit: "binary" }), fc.constant(deviceTopic));
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .string({ unit: fc.constantFrom('"', "name", ":", "{", "[", "\\", " ", "1", "}") })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(topics, payloads, (topic, payload) => {
        const decoded = screened({ topic, payload, retained: false });
        expect([true, false, "ignored"]).toContain(decoded.ok);
        expect(maskPayload(payload)).not.toContain("\0");
        expect(maskTopic(topic)).not.toContain("\0");
      }),
      { numRuns: 500 },
    );
  });
});

describe("a masked payload", () => {
  it("is the JSON that was sent, but for what it hides", () => {
    const sent = { name: "Kari", at: "2026-03-02", list: [syntheticNumber, 1, null, true], big: 3 };
    expect(JSON.parse(maskPayload(Buffer.from(JSON.stringify(sent))))).toEqual({
      name: "[masked]",
      at: "2026-03-02",
      list: ["[masked]", 1, null, true],
      big: 3,
    });
  });

  it("hides what a repeated member covers", () => {
    expect(maskPayload(Buffer.from(`{"name":"Kari","name":"","a":"${syntheticNumber}","a":1}`))).toBe(
      '{"name":"","a":1}',
    );
  });

  it("says Infinity where a number was too large", () => {
    expect(maskPayload(Buffer.from('{"a":1e999}'))).toBe('{"a":"Infinity"}');
  });

  it("is bounded, and cut without cutting a character or a number open", () => {
    const long = maskPayload(Buffer.from(JSON.stringify({ a: "å".repeat(20_000) })));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(quarantinePayloadMax);
    expect(long).not.toContain("\ufffd");
    for (let shift = 0; shift < 24; shift++) {
      const name = `${" ".repeat(shift)}"name":"${"x".repeat(60_000)}" `;
      const huge = Buffer.from(name + `${syntheticNumber} `.repeat(100_000));
      const kept = maskPayload(huge);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(quarantinePayloadMax);
      expect(kept).not.toMatch(/\d{6}/);
    }
  });

  it("holds nothing that a database refuses", () => {
    expect(maskPayload(Buffer.from("a\0b"))).toBe("a\ufffdb");
    expect(maskPayload(Buffer.from([0xff, 0x41]))).toBe("\ufffdA");
    expect(maskTopic("a\0\ud800")).toBe("a\ufffd\ufffd");
  });
});

describe("masking text", () => {
  it.each([
    ['{"name":"Kari", "x":1', '{"name":"[masked]", "x":1'],
    ['{"name":"Ka\\"ri', '{"name":"[masked]"'],
    ['{"name" : ["Kari","Ola"], x', '{"name" : "[masked]", x'],
    ['{"name":{"family":"Nordmann"}, x', '{"name":"[masked]", x'],
    ['{"fnr":12345, x', '{"fnr":"[masked]", x'],
    ['{"data":{"navn":"Kari"', '{"data":{"navn":"[masked]"'],
    ['{"name":"" , "hostname":"gw"', '{"name":"" , "hostname":"gw"'],
    [`born ${syntheticNumber}!`, "born [masked]!"],
  ])("%s becomes %s", (text, expected) => {
    expect(mask(text)).toBe(expected);
    expect(mask(expected)).toBe(expected);
  });
});
