import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Severity, Text } from "../../rules/model/record.js";

/** A notification as it arrived over the webhook. */
export interface PhoneMessage {
  at: string;
  teamId: string;
  severity: Severity;
  title: Text;
  body: Text;
}

/** Stands for all duty phones: a webhook receiver of this machine's own that keeps what it gets. */
export interface Phone {
  url: string;
  /** Newest last. */
  messages(): readonly PhoneMessage[];
  close(): Promise<void>;
}

/** The oldest messages go first. */
const messagesMax = 200;
const bodyBytesMax = 256 * 1024;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw new RangeError("too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export async function openPhone(received: (message: PhoneMessage) => void): Promise<Phone> {
  const messages: PhoneMessage[] = [];
  const seen = new Set<string>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { at, teamId, severity, title, body } = JSON.parse(await textOf(request)) as PhoneMessage;
    const key = String(request.headers["idempotency-key"]);
    // At least once is the promise of delivery; showing it once is the receiver's part.
    if (!seen.has(key)) {
      seen.add(key);
      const message = { at, teamId, severity, title, body };
      messages.push(message);
      messages.splice(0, Math.max(0, messages.length - messagesMax));
      received(message);
    }
    response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    messages: () => messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
