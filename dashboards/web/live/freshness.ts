/** How current the page is, judged from what has reached it; all times on the browser's own steady clock, ms. */
export interface Contact {
  /** When the page was opened. */
  openedMs: number;
  /** The last bytes of the stream; null before the first. */
  streamMs: number | null;
  /** The last overview that arrived; null before the first. */
  figuresMs: number | null;
}

export type Freshness = "connecting" | "live" | "stale";

/** A lost stream is told to people after this long. */
const streamSilenceMaxMs = 10_000;
/** A stream may live while the figures behind it cannot be read: three missed rounds of fetching them. */
const figuresAgeMaxMs = 35_000;

/**
 * Old figures that look like new ones are the most dangerous thing this page could show: without fresh proof that they
 * are current, they are stale.
 */
export function freshnessOf(contact: Contact, nowMs: number): Freshness {
  const { streamMs, figuresMs, openedMs } = contact;
  const isOld = (atMs: number | null, maxMs: number) => nowMs - (atMs ?? openedMs) > maxMs;
  if (isOld(streamMs, streamSilenceMaxMs) || isOld(figuresMs, figuresAgeMaxMs)) return "stale";
  return streamMs === null || figuresMs === null ? "connecting" : "live";
}
