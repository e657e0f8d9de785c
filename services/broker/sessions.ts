import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthenticateError, Client, ConnectPacket } from "aedes";
import { BrokerError } from "./errors.js";
import type { BrokerOptions, Credentials } from "./ports.js";

/** Who is connected under which id: lets in, and knows when one connection takes over from another. */
export interface Sessions {
  preConnect(client: Client, packet: ConnectPacket, done: (error: Error | null, successful: boolean) => void): void;
  authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, successful: boolean | null) => void,
  ): void;
  takenOver(client: Client): boolean;
  ended(client: Client): void;
}

export function createSessions(options: BrokerOptions): Sessions {
  const newest = new Map<string, Client>();
  return {
    preConnect(_client, packet, done) {
      if (packet.clientId.length > options.clientIdMax) {
        done(new BrokerError("BROKER_CLIENT_ID_TOO_LONG", `longer than ${options.clientIdMax} characters`), false);
        return;
      }
      // No sessions are kept (the CONNACK says so): a queue for absent subscribers would have no bound.
      packet.clean = true;
      done(null, true);
    },
    authenticate(client, username, password, done) {
      if (options.credentials !== null && !matches(options.credentials, username, password)) {
        const error = new BrokerError("BROKER_UNAUTHORIZED", "wrong user name or password");
        done(Object.assign(error, { returnCode: 4 }), false);
        return;
      }
      newest.set(client.id, client);
      done(null, true);
    },
    takenOver(client) {
      const other = newest.get(client.id);
      return other !== undefined && other !== client && !other.closed;
    },
    ended(client) {
      if (newest.get(client.id) === client) newest.delete(client.id);
    },
  };
}

function matches(expected: Credentials, username: string | undefined, password: Buffer | undefined): boolean {
  const sameName = sameText(Buffer.from(expected.username), Buffer.from(username ?? ""));
  const samePassword = sameText(Buffer.from(expected.password), password ?? Buffer.alloc(0));
  return sameName && samePassword;
}

/** In constant time, whatever the lengths. */
function sameText(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
