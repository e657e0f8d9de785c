import type { Logger } from "../../ingest/batch.js";
import type { RawMessage, Settled } from "../../ingest/message.js";

export interface BrokerPorts {
  /** Settles after the commit; until then the sender gets no acknowledgement. */
  submit: (message: RawMessage) => Promise<Settled>;
  /** Last known states, published as retained before anybody can connect. */
  states: Iterable<RetainedState>;
  log: Logger;
}

export interface RetainedState {
  topic: string;
  state: "online" | "offline";
}

export interface Credentials {
  username: string;
  password: string;
}

export interface BrokerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Needed wherever others than this machine can connect. */
  credentials: Credentials | null;
  clientsMax: number;
  connectionsPerSecMax: number;
  /** Above it the connection ends; below it a message that is too large is quarantined and acknowledged. */
  packetBytesMax: number;
  /** Of the very first packet, before anybody has said who they are. */
  connectBytesMax: number;
  clientIdMax: number;
  /** Topics with a retained state; further ones are stored but not retained. */
  retainedMax: number;
  /** How long an acknowledgement waits for the store before the sender is cut off, to send again later. */
  holdMs: number;
  /** How long closing waits for acknowledgements that are due. */
  drainMs: number;
  /** A subscriber that reads nothing is cut off, as it would hold up those who publish. */
  subscriberStuckMs: number;
  connectTimeoutMs: number;
  /** Connection errors are counted and reported this often. */
  reportEveryMs: number;
}

export const defaultBrokerOptions: BrokerOptions = {
  host: "127.0.0.1",
  port: 1883,
  credentials: null,
  clientsMax: 30_000,
  connectionsPerSecMax: 2_000,
  packetBytesMax: 2 * 1024 * 1024,
  connectBytesMax: 128 * 1024,
  clientIdMax: 256,
  retainedMax: 200_000,
  holdMs: 30_000,
  drainMs: 5_000,
  subscriberStuckMs: 5_000,
  connectTimeoutMs: 10_000,
  reportEveryMs: 10_000,
};
