export type BrokerErrorCode =
  | "BROKER_PORT_IN_USE"
  | "BROKER_LISTEN_FAILED"
  | "BROKER_CREDENTIALS_MISSING"
  | "BROKER_CLOSING"
  | "BROKER_TAKEN_OVER"
  | "BROKER_HELD_TOO_LONG"
  | "BROKER_PACKET_TOO_LARGE"
  | "BROKER_CLIENT_ID_TOO_LONG"
  | "BROKER_UNAUTHORIZED"
  | "BROKER_UNREACHABLE";

export class BrokerError extends Error {
  override readonly name = "BrokerError";
  constructor(
    readonly code: BrokerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
