import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildTopic, parseTopic } from "../../../ingest/wire/topic.js";

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/);

describe("a topic", () => {
  it("names the sender and the channel", () => {
    expect(parseTopic("vft/v1/oslo/grorud/roll-dispenser/D-1/event")).toEqual({
      ok: true,
      topic: {
        sender: { tenant: "oslo", district: "grorud", deviceClass: "roll-dispenser", deviceId: "D-1" },
        channel: "event",
      },
    });
  });

  it("has district _ where a system serves all", () => {
    expect(parseTopic("vft/v1/oslo/_/component/vkp/state")).toMatchObject({
      ok: true,
      topic: { sender: { district: "_" }, channel: "state" },
    });
  });

  it.each([
    "",
    "/",
    "vft/v1/oslo/grorud/roll-dispenser/D-1",
    "vft/v1/oslo/grorud/roll-dispenser/D-1/event/",
    "/vft/v1/oslo/grorud/roll-dispenser/D-1/event",
    "vft/v2/oslo/grorud/roll-dispenser/D-1/event",
    "VFT/v1/oslo/grorud/roll-dispenser/D-1/event",
    "vft/v1/oslo/grorud/roll-dispenser/D-1/Event",
    "vft/v1/oslo/grorud/roll-dispenser/D-1/telemetry",
    "vft/v1//grorud/roll-dispenser/D-1/event",
    "vft/v1/oslo/grorud/roll-dispenser/D 1/event",
    "vft/v1/oslo/grorud/roll-dispenser/D-1\n/event",
    "vft/v1/oslo/grünerløkka/roll-dispenser/D-1/event",
    `vft/v1/oslo/grorud/roll-dispenser/${"d".repeat(129)}/event`,
    "vft/v1/+/grorud/roll-dispenser/D-1/event",
    "vft/v1/#",
    "/".repeat(65_535),
    "$SYS/broker/uptime",
  ])("is refused in any other form: %#", (text) => {
    expect(parseTopic(text)).toMatchObject({ ok: false, reason: "INGEST_TOPIC_INVALID" });
  });

  it("takes ids of 128 characters", () => {
    expect(parseTopic(`vft/v1/oslo/grorud/roll-dispenser/${"d".repeat(128)}/event`).ok).toBe(true);
  });

  it("is read back as it was built", () => {
    const senders = fc.record({
      tenant: id,
      district: id,
      deviceClass: id,
      deviceId: id,
    });
    const channels = fc.constantFrom("event" as const, "state" as const);
    fc.assert(
      fc.property(senders, channels, (sender, channel) => {
        expect(parseTopic(buildTopic(sender, channel))).toEqual({ ok: true, topic: { sender, channel } });
      }),
    );
  });

  it("cannot be built from parts that would mean another topic", () => {
    const sender = { tenant: "oslo", district: "grorud", deviceClass: "gps", deviceId: "D/1" };
    expect(() => buildTopic(sender, "event")).toThrow(RangeError);
  });
});
