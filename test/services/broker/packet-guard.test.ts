import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacketGuard } from "../../../services/broker/packet-guard.js";
import { connectPacket, publishPacket } from "../../support/mqtt-bytes.js";

const connect = connectPacket("c");
const publish = (bytes: number) => publishPacket("t", Buffer.alloc(bytes));

/** Feeds `bytes` in pieces of the given sizes, over and over; whether all were accepted. */
function acceptsAll(bytes: Buffer, sizes: number[], firstMax: number, packetMax: number): boolean {
  const guard = createPacketGuard(firstMax, packetMax);
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    if (!guard.accept(bytes.subarray(at, at + size))) return false;
    at += size;
  }
  return true;
}

describe("the packet guard", () => {
  it("lets pass what is within its limit and nothing above, however the bytes are cut", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(fc.nat(20_000), { minLength: 1, maxLength: 8 }),
        sizes,
        fc.nat(20_000),
        (payloads, cuts, max) => {
          const bytes = Buffer.concat([connect, ...payloads.map(publish)]);
          // A packet's length counts the topic's name (3 bytes) and the payload.
          expect(acceptsAll(bytes, cuts, 100, max)).toBe(payloads.every((payload) => payload + 3 <= max));
        },
      ),
    );
  });

  it("allows less for the first packet", () => {
    expect(acceptsAll(publish(200), [64], 100, 1_000)).toBe(false);
    expect(acceptsAll(Buffer.concat([connect, publish(200)]), [64], 100, 1_000)).toBe(true);
  });

  it("refuses an announced 256 MiB before any of it has come", () => {
    expect(createPacketGuard(1 << 20, 1 << 21).accept(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))).toBe(false);
  });

  it("refuses a length that does not end", () => {
    expect(createPacketGuard(1 << 30, 1 << 30).accept(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });
});
