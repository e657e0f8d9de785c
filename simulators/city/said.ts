import type { EventType } from "../../rules/model/event.js";
import { isoOf } from "./instant.js";

/** One message as it reaches whoever listens. `payload` is what the JSON on the wire says. */
export interface CityMessage {
  receivedAtMs: number;
  topic: string;
  payload: object;
  retained: boolean;
}

/** What a broker is told of a connection. */
export interface State {
  state: "online" | "offline";
}

/** The part of an envelope that a sender decides. */
export interface Said {
  /** Devices leave it out: theirs is made of source and sequence. */
  id?: string;
  source: string;
  type: EventType;
  timeMs: number;
  data: object;
  sequence?: number;
  replayed?: boolean;
}

const wireTypes = new Map<EventType, string>();

export function wireTypeOf(type: EventType): string {
  let wireType = wireTypes.get(type);
  if (wireType === undefined) {
    wireType = `no.vft.${type}`;
    wireTypes.set(type, wireType);
  }
  return wireType;
}

/** A CloudEvent of the wire contract. The keys are always in this order, so that the same says the same bytes. */
export function payloadOf(said: Said | State): object {
  if ("state" in said) return said;
  const { source, timeMs, data, sequence, replayed, id = `${source}-${sequence}` } = said;
  const type = wireTypeOf(said.type);
  const time = isoOf(timeMs);
  // Written out three times: copying one object into another would cost more than all the rest.
  if (sequence === undefined) return { specversion: "1.0", id, source, type, time, data };
  if (replayed !== true) return { specversion: "1.0", id, source, type, time, sequence, data };
  return { specversion: "1.0", id, source, type, time, sequence, replayed, data };
}
