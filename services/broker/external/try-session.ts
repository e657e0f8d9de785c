import { randomBytes } from "node:crypto";
import { TLSSocket } from "node:tls";
import { connect } from "mqtt";
import { BrokerError } from "../errors.js";
import { clientOptions, reasonOf } from "./connection.js";
import { defaultExternalOptions, type ExternalBrokerOptions } from "./ports.js";

type Given = Omit<ExternalBrokerOptions, keyof typeof defaultExternalOptions>;

/**
 * Does once what the service needs of a broker: logs in, sends a marker that comes back, subscribes. Under a name of its
 * own and with a session that ends with it, so that a service which listens meanwhile notices nothing.
 */
export async function trySession(settings: Given, limitMs: number): Promise<{ certificateEndsAtMs: number | null }> {
  const clientId = `${settings.clientId}-try-${randomBytes(4).toString("hex")}`;
  const options = { ...defaultExternalOptions, ...settings, clientId, connectMaxMs: limitMs };
  const { properties: _, ...plain } = clientOptions(options);
  const client = connect(options.url, { ...plain, clean: true });
  const marker = `velvakt/marker/${clientId}`;
  let timer: NodeJS.Timeout | undefined;
  let step = "does not answer";
  const failed = new Promise<never>((_resolve, reject) => {
    const fail = (why: string) => reject(new BrokerError("BROKER_UNREACHABLE", why));
    timer = setTimeout(() => fail(step), limitMs);
    client.on("error", (error) => fail(reasonOf(error)));
    client.once("close", () => fail("the broker ended the connection"));
  });
  async function work(): Promise<{ certificateEndsAtMs: number | null }> {
    await new Promise<void>((resolve) => client.once("connect", () => resolve()));
    const stream: unknown = client.stream;
    const endsAtMs = stream instanceof TLSSocket ? Date.parse(stream.getPeerCertificate().valid_to) : null;
    const back = new Promise<void>((resolve) => client.on("message", (topic) => topic === marker && resolve()));
    step = `a message to ${marker} does not come back: Velvakt must be allowed to read and write velvakt/#`;
    const granted = await client.subscribeAsync([marker], { qos: 1 });
    await client.publishAsync(marker, "?", { qos: 1 }).catch((error: Error) => {
      throw new BrokerError("BROKER_UNREACHABLE", `${step} (${error.message})`);
    });
    await back;
    granted.push(...(await client.subscribeAsync(options.filters, { qos: 1 })));
    const refused = granted.find(({ qos }) => qos !== 1);
    if (refused === undefined) return { certificateEndsAtMs: endsAtMs };
    throw new BrokerError("BROKER_UNREACHABLE", `the broker refuses the subscription to ${refused.topic}`);
  }
  try {
    return await Promise.race([work(), failed]);
  } finally {
    clearTimeout(timer);
    failed.catch(() => undefined);
    client.end(true);
  }
}
