/** What a source (broker, HTTP, replay) hands to the pipeline: bytes and where they were addressed. */
export interface RawMessage {
  topic: string;
  payload: Uint8Array;
  /** A retained copy delivered on subscribing: never contact, starts no timer. */
  retained: boolean;
}

/** What became of a message, told to its source only after the commit that made it durable. */
export type Settled =
  | { outcome: "stored"; seq: number }
  /** The same source, id and content again. */
  | { outcome: "duplicate" }
  /** A retained copy, or something else that is valid and changes nothing. */
  | { outcome: "ignored" }
  | { outcome: "rejected"; reason: string; detail: string };
