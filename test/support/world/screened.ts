import type { Received } from "../../oracle/facts.js";

/**
 * What ingest hands on of what was received: the same source and id again is dropped when it says
 * the same, and quarantined when it does not. Heartbeats and probes are let through: they mean the
 * same however often they come.
 */
export function screened(lines: Received[]): Received[] {
  const seen = new Map<string, string>();
  return lines.flatMap((line): Received[] => {
    const { event } = line;
    if (event.kind !== "telemetry" && event.kind !== "unknown-type") return [line];
    if (event.event.type === "link.heartbeat" || event.event.type === "probe.result") return [line];
    const key = `${event.event.source}\n${event.event.id}`;
    const content = JSON.stringify(event);
    const before = seen.get(key);
    seen.set(key, before ?? content);
    if (before === undefined) return [line];
    if (before === content) return [];
    const { type, timeMs } = event.event;
    const reason = "INGEST_DUPLICATE_CONFLICT";
    return [{ ...line, event: { kind: "rejected", reason, sender: event.sender, type, timeMs } }];
  });
}
