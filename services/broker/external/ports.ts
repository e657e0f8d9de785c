import type { Logger } from "../../../ingest/batch.js";
import type { RawMessage, Settled } from "../../../ingest/message.js";

export interface ExternalBrokerPorts {
  /** Settles after the commit; until then the broker gets no acknowledgement. */
  submit: (message: RawMessage) => Promise<Settled>;
  /** Nothing has been heard of the broker for so long, and what it took meanwhile may be lost with it. */
  lost: (silentMs: number) => void;
  log: Logger;
}

/** Somebody else's broker, and who we are to it. */
export interface ExternalBrokerOptions {
  /** `mqtt://` or `mqtts://` */
  url: string;
  version: "5" | "3.1.1";
  /** Names the session that the broker keeps for us: the same one for ever. */
  clientId: string;
  /** Which topics: one instance for each part of a city that is too large for one. */
  filters: string[];
  credentials: { username: string; password: string } | null;
  /** PEM texts. */
  ca: string | null;
  certificate: { cert: string; key: string } | null;
  /** Messages that may wait for their commit; further ones stay with the broker. */
  receiveMax: number;
  /** How long the broker keeps our session while we are away (MQTT 5; earlier ones have their own setting). */
  sessionExpirySec: number;
  /** A broker that has not answered for one and a half of these is lost. */
  keepaliveSec: number;
  connectMaxMs: number;
  reconnectFirstMs: number;
  reconnectMaxMs: number;
  /** What a broker may forget of what it has acknowledged when it is killed: Mosquitto saves every two seconds at most. */
  unsavedMs: number;
  /** How long closing waits for acknowledgements that are due. */
  drainMs: number;
  reportEveryMs: number;
  random: () => number;
}

export const defaultExternalOptions = {
  receiveMax: 4_000,
  sessionExpirySec: 7 * 86_400,
  keepaliveSec: 10,
  connectMaxMs: 10_000,
  reconnectFirstMs: 250,
  reconnectMaxMs: 15_000,
  unsavedMs: 3_000,
  drainMs: 5_000,
  reportEveryMs: 10_000,
  random: Math.random,
} satisfies Partial<ExternalBrokerOptions>;
