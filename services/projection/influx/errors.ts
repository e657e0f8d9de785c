/** The server refused a request, or (status null) did not answer it. */
export class InfluxError extends Error {
  readonly code = "PROJECTION_INFLUX";
  override readonly name = "InfluxError";
  constructor(
    readonly status: number | null,
    readonly reason: string,
    /** The server asks to wait so long. */
    readonly retryAfterMs: number | null,
    options?: ErrorOptions,
  ) {
    super(status === null ? reason : `HTTP ${status}: ${reason}`, options);
  }

  /** Waiting may help; otherwise somebody has to mend the settings or the server. */
  get mayPass(): boolean {
    return this.status === null || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}
