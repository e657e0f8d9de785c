import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire to a real server that can be made long and thin. */
export interface SlowProxy {
  port: number;
  setSlow(on: boolean): void;
  close(): Promise<void>;
}

/** Each way, as over a bad mobile network: a commit of six round trips then takes four seconds. */
export const slowDelayMs = 300;
export const slowBytesPerSec = 64 * 1024;
/** What is on the wire at most; the sender is not read beyond that. */
const onWireBytesMax = 256 * 1024;

export async function startSlowProxy(targetPort: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  let isSlow = false;

  function carry(from: Socket, to: Socket): void {
    let freeAtMs = 0;
    let onWireBytes = 0;
    from.on("data", (chunk: Buffer) => {
      const nowMs = performance.now();
      // The end of each piece leaves the wire after the one before it, however fast the wire is by then.
      freeAtMs = Math.max(freeAtMs, nowMs) + (isSlow ? (chunk.length / slowBytesPerSec) * 1_000 : 0);
      onWireBytes += chunk.length;
      if (onWireBytes > onWireBytesMax) from.pause();
      const arrive = () => {
        onWireBytes -= chunk.length;
        if (onWireBytes <= onWireBytesMax) from.resume();
        if (!to.destroyed) to.write(chunk);
      };
      const waitMs = freeAtMs - nowMs + (isSlow ? slowDelayMs : 0);
      line.push({ dueAtMs: nowMs + waitMs, arrive });
      pump();
    });
    const line: { dueAtMs: number; arrive: () => void }[] = [];
    let timer: NodeJS.Timeout | undefined;
    function pump(): void {
      clearTimeout(timer);
      while (line[0] && line[0].dueAtMs <= performance.now()) line.shift()?.arrive();
      if (line[0]) timer = setTimeout(pump, Math.max(1, line[0].dueAtMs - performance.now()));
    }
    from.on("error", () => undefined);
    from.once("close", () => {
      sockets.delete(from);
      clearTimeout(timer);
      to.destroy();
    });
  }

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    for (const socket of [near, far]) sockets.add(socket);
    carry(near, far);
    carry(far, near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    setSlow: (on) => {
      isSlow = on;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
