import type { EventKey } from "../../ingest/store/log-store.js";

export type Seen = "new" | "duplicate" | "conflict";

/** Keys are remembered as long as the service does: longer than the oldest message a device may still send. */
const rememberMs = 8 * 24 * 3_600_000;

/** Deduplication in memory, bounded by time: the first of a source and id wins. */
export function createDuplicates(): { see(key: EventKey, receivedAtMs: number): Seen; forget(key: EventKey): void } {
  const keys = new Map<string, { contentHash: string; receivedAtMs: number }>();
  return {
    see({ key, contentHash }, receivedAtMs) {
      for (const [old, seen] of keys) {
        if (seen.receivedAtMs >= receivedAtMs - rememberMs) break;
        keys.delete(old);
      }
      const known = keys.get(key);
      if (known) return known.contentHash === contentHash ? "duplicate" : "conflict";
      keys.set(key, { contentHash, receivedAtMs });
      return "new";
    },
    forget({ key }) {
      keys.delete(key);
    },
  };
}
