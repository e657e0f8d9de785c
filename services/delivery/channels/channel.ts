import type { LeasedDelivery } from "../../database/outbox.js";

/** Where a team can be reached, with its secrets already read. */
export type DeliveryChannel =
  | {
      id: string;
      kind: "console";
      /** Language of the line; Norwegian (bokmål) unless told. */
      language?: "no" | "en";
    }
  | { id: string; kind: "webhook"; url: string; secret: string | null };

export type WebhookChannel = Extract<DeliveryChannel, { kind: "webhook" }>;
export type ConsoleChannel = Extract<DeliveryChannel, { kind: "console" }>;

export type DeliveryErrorCode =
  /** The receiver did not answer in time. */
  | "DELIVERY_TIMEOUT"
  /** The receiver could not be reached, or the connection broke. */
  | "DELIVERY_UNREACHABLE"
  /** The receiver is busy or broken: 408, 425, 429 or 5xx. */
  | "DELIVERY_UNAVAILABLE"
  /** The receiver does not want it (any other 4xx): trying again would not help. */
  | "DELIVERY_REJECTED"
  /** The receiver points elsewhere; not followed, because the notification must not leave for an unchecked address. */
  | "DELIVERY_REDIRECTED"
  /** The channel is not usable as it is configured. */
  | "DELIVERY_CHANNEL_INVALID"
  /** The team or the channel is not in the configuration any more. */
  | "DELIVERY_CHANNEL_UNKNOWN"
  /** The line could not be written. */
  | "DELIVERY_CONSOLE_FAILED"
  /** Velvakt stopped, or died, in the middle of the attempt. */
  | "DELIVERY_INTERRUPTED";

/** What became of one attempt. `detail` is for people and never holds a secret, a URL's path or what a receiver said. */
export type SendResult =
  | { outcome: "done" }
  | { outcome: "retry"; code: DeliveryErrorCode; detail: string; retryAfterMs: number | null }
  | { outcome: "failed"; code: DeliveryErrorCode; detail: string }
  | { outcome: "interrupted" };

/** What a channel needs from its surroundings. */
export interface SendContext {
  /** Aborted when Velvakt closes. */
  signal: AbortSignal;
  timeoutMs: number;
  version: string;
  now: () => number;
  writeLine: (line: string) => Promise<void>;
}

export interface ChannelSender<C extends DeliveryChannel> {
  send(channel: C, delivery: LeasedDelivery, context: SendContext): Promise<SendResult>;
  /** What sends share a fate with: a destination that hangs holds up no other. */
  destination(channel: C): string;
}
