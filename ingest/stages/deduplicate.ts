import type { LogEvent } from "../../rules/model/event.js";
import type { Stage } from "../batch.js";
import type { Rejected } from "./decode.js";
import { whatIsKnown } from "./screen.js";

/**
 * The first with a key wins, in the log and within the batch. The same again is a duplicate and
 * leaves no trace; the same key with other content is refused, as nobody can tell which was meant.
 */
export const deduplicate: Stage = async (batch, context) => {
  const wanted = new Set<string>();
  for (const { decoded } of batch.entries) if (decoded.ok === true && decoded.key) wanted.add(decoded.key.key);
  if (wanted.size === 0) return;
  const stored = await context.untilDone("look up keys", () => context.store.findKeys([...wanted]));
  const known = new Map(stored);
  for (const entry of batch.entries) {
    const { decoded } = entry;
    if (decoded.ok !== true || !decoded.key) continue;
    const { key, contentHash } = decoded.key;
    const first = known.get(key);
    if (first === undefined) known.set(key, contentHash);
    else if (first === contentHash) entry.duplicate = true;
    else entry.decoded = conflict(decoded.event);
  }
};

function conflict(event: LogEvent): Rejected {
  const detail = "id: this source has used it before, for something else";
  return { ok: false, reason: "INGEST_DUPLICATE_CONFLICT", detail, ...whatIsKnown(event) };
}
