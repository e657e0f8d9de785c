import { describe, expect, it } from "vitest";
import { decode } from "../../../ingest/stages/decode.js";
import { parseReplayLine } from "../../../ingest/wire/replay-line.js";
import { cloudEvent, context, deviceTopic } from "./messages.js";

const receivedAt = "2026-03-02T08:00:01.250+01:00";

function decodeLine(line: string) {
  const parsed = parseReplayLine(line);
  return parsed.ok ? decode(parsed.message, context) : parsed;
}

describe("a line of a recording", () => {
  it("is the message that it recorded", () => {
    const payload = cloudEvent("link.heartbeat", {});
    const parsed = parseReplayLine(JSON.stringify({ receivedAt, topic: deviceTopic, payload }));
    expect(parsed).toEqual({
      ok: true,
      receivedAtMs: Date.UTC(2026, 2, 2, 7, 0, 1, 250),
      message: { topic: deviceTopic, payload: Buffer.from(JSON.stringify(payload)), retained: false },
    });
  });

  it("may have its payload as raw text", () => {
    const payload = JSON.stringify(cloudEvent("link.heartbeat", {}));
    expect(decodeLine(JSON.stringify({ receivedAt, topic: deviceTopic, payload }))).toMatchObject({ ok: true });
    const broken = JSON.stringify({ receivedAt, topic: deviceTopic, payload: "{broken" });
    expect(decodeLine(broken)).toMatchObject({ ok: false, reason: "INGEST_NOT_JSON" });
  });

  it("may be a retained copy", () => {
    const topic = "vft/v1/oslo/grorud/roll-dispenser/D-1/state";
    const line = { receivedAt, topic, payload: { state: "offline" }, retained: true };
    expect(decodeLine(JSON.stringify(line))).toEqual({ ok: "ignored", why: "retained-copy" });
  });

  it("is refused for what its message was refused for when it was live", () => {
    const head = `{"receivedAt":"${receivedAt}","topic":"${deviceTopic}","payload":`;
    const event = (data: string) => `${head}${JSON.stringify(cloudEvent("stock.low", 0)).replace('"data":0', data)}}`;
    expect(decodeLine(event('"data":{"dosesLeft":3}'))).toMatchObject({ ok: true });
    expect(decodeLine(event('"data":{"dosesLeft":1e999}'))).toMatchObject({ reason: "INGEST_DATA_INVALID" });
    expect(decodeLine(event('"data":{"__proto__":{}}'))).toMatchObject({
      reason: "INGEST_NOT_JSON",
      type: "stock.low",
    });
    expect(decodeLine(`${head}[]}`)).toMatchObject({ reason: "INGEST_ENVELOPE_INVALID" });
    expect(decodeLine(`${head}null}`)).toMatchObject({ reason: "INGEST_ENVELOPE_INVALID" });
  });

  it("has room for a message of the greatest depth", () => {
    const levels = (count: number) => `${'{"a":'.repeat(count)}1${"}".repeat(count)}`;
    const line = (payload: string) => `{"receivedAt":"${receivedAt}","topic":"${deviceTopic}","payload":${payload}}`;
    expect(parseReplayLine(line(levels(16))).ok).toBe(true);
    expect(parseReplayLine(line(levels(17)))).toMatchObject({ ok: false, reason: "INGEST_TOO_DEEP" });
    expect(parseReplayLine(line(levels(100_000)))).toMatchObject({ ok: false, reason: "INGEST_TOO_DEEP" });
  });

  it.each([
    ["", "INGEST_NOT_JSON"],
    ["[]", "INGEST_NOT_JSON"],
    ["7", "INGEST_NOT_JSON"],
    [`{"topic":"${deviceTopic}","payload":{}}`, "INGEST_ENVELOPE_INVALID"],
    [`{"receivedAt":"today","topic":"${deviceTopic}","payload":{}}`, "INGEST_ENVELOPE_INVALID"],
    [`{"receivedAt":"${receivedAt}","topic":5,"payload":{}}`, "INGEST_TOPIC_INVALID"],
    [`{"receivedAt":"${receivedAt}","topic":"${deviceTopic}"}`, "INGEST_NOT_JSON"],
  ])("that is none is refused: %s", (line, reason) => {
    expect(parseReplayLine(line)).toMatchObject({ ok: false, reason });
  });
});
