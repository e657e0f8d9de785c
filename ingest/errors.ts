/** Ingest cannot take or finish something. The sender keeps it and sends it again; nothing was acknowledged. */
export type IngestErrorCode = "INGEST_CLOSED" | "INGEST_ABANDONED" | "INGEST_ENGINE_FAILED";

/** The engine threw while it took the event at this place of its batch; `cause` says what. */
export class EventFailed extends Error {
  override readonly name = "EventFailed";
  constructor(
    readonly index: number,
    cause: unknown,
  ) {
    super(`the engine failed on event ${index} of its batch`, { cause });
  }
}

export class IngestError extends Error {
  override readonly name = "IngestError";
  constructor(
    readonly code: IngestErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
