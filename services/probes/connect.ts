import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Address } from "./address.js";

type At = Pick<Address, "host" | "port">;

/** Trusts what Node.js trusts: the public authorities, and those of a file named in `NODE_EXTRA_CA_CERTS`. */
const tlsOptions = ({ host, port }: At, ca: string | null) => ({
  host,
  port,
  // An address has no name that could be asked for.
  ...(isIP(host) === 0 && { servername: host }),
  ...(ca !== null && { ca }),
});

/** When the certificate shown on this connection ends; null if it shows none. */
export function certificateEndsAtMs(socket: Pick<TLSSocket, "getPeerCertificate">): number | null {
  const endsAtMs = Date.parse(socket.getPeerCertificate().valid_to ?? "");
  return Number.isFinite(endsAtMs) ? endsAtMs : null;
}

/** Connects, does `work` on the connection and closes it whatever comes of it. */
async function using<S extends Socket, T>(
  socket: S,
  ready: "connect" | "secureConnect",
  signal: AbortSignal,
  work: (socket: S) => T | Promise<T>,
): Promise<T> {
  let cut = (): void => undefined;
  const broken = new Promise<never>((_, reject) => {
    cut = () => reject(signal.reason);
    signal.addEventListener("abort", cut, { once: true });
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("closed the connection")));
  });
  try {
    const connected = new Promise<void>((resolve) => socket.once(ready, () => resolve()));
    await Promise.race([connected, broken]);
    return await Promise.race([work(socket), broken]);
  } finally {
    signal.removeEventListener("abort", cut);
    socket.destroy();
    broken.catch(() => undefined);
  }
}

export function overTcp<T>(at: At, signal: AbortSignal, work: (socket: Socket) => T | Promise<T>): Promise<T> {
  return using(connectTcp({ host: at.host, port: at.port }), "connect", signal, work);
}

/** The certificate is verified: a name that does not fit or an end that is past is a failure to connect. */
export function overTls<T>(
  at: At,
  signal: AbortSignal,
  work: (socket: TLSSocket) => T | Promise<T>,
  ca: string | null = null,
): Promise<T> {
  return using(connectTls(tlsOptions(at, ca)), "secureConnect", signal, work);
}

/** The next bytes that come, at least `bytesMin` of them. */
export function read(socket: Socket, bytesMin: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      if (got.length >= bytesMin) resolve(got);
    });
  });
}
