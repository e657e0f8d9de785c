/** Ingest cannot take or finish something. The sender keeps it and sends it again; nothing was acknowledged. */
export type IngestErrorCode = "INGEST_CLOSED" | "INGEST_ABANDONED" | "INGEST_ENGINE_FAILED";

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
