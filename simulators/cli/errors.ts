export type SimulateErrorCode =
  | "SIMULATE_BROKER_UNREACHABLE"
  | "SIMULATE_BROKER_REFUSED"
  | "SIMULATE_BROKER_UNTRUSTED"
  | "SIMULATE_BROKER_LOST"
  | "SIMULATE_FILE_UNWRITABLE";

/** Something outside the city that the user has to see to; the message says what. */
export class SimulateError extends Error {
  override readonly name = "SimulateError";
  constructor(
    readonly code: SimulateErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
