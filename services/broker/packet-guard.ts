/**
 * Follows the packets in a stream of MQTT bytes by their lengths alone and says when one announces
 * more than it may: the parser would collect up to 256 MiB of it before looking at anything.
 */
export interface PacketGuard {
  /** False as soon as a packet is larger than allowed, or its length is no length. */
  accept(chunk: Uint8Array): boolean;
}

export function createPacketGuard(firstBytesMax: number, packetBytesMax: number): PacketGuard {
  let limit = firstBytesMax;
  /** Bytes of the present packet still to come; -1 while its header is being read. */
  let rest = -1;
  let headerBytes = 0;
  let length = 0;
  let broken = false;

  /** One byte of a fixed header: type and flags, then the length in up to four groups of seven bits. */
  function header(byte: number): void {
    if (headerBytes > 0) length += (byte & 0x7f) * 128 ** (headerBytes - 1);
    headerBytes++;
    const last = headerBytes > 1 && (byte & 0x80) === 0;
    if (length > limit || (headerBytes === 5 && !last)) broken = true;
    if (!last) return;
    rest = length;
    limit = packetBytesMax;
    headerBytes = 0;
    length = 0;
  }

  return {
    accept(chunk) {
      for (let at = 0; at < chunk.length && !broken; ) {
        if (rest < 0) header(chunk[at++] ?? 0);
        const skipped = Math.min(Math.max(rest, 0), chunk.length - at);
        at += skipped;
        if (rest >= 0) rest -= skipped;
        if (rest === 0) rest = -1;
      }
      return !broken;
    },
  };
}
