import { createSocket } from "node:dgram";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { TestCertificates } from "./certificates.js";

/** Small servers of this process on free ports, for what asks others whether they work. */
export interface TestServer {
  port: number;
  close(): Promise<void>;
}

async function listening(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    // Unread, its end would not be seen.
    socket.resume();
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

export const startHttp = (answer: RequestListener) => listening(createHttpServer(answer));

/** Accepts connections; what then becomes of them is `onSocket`'s, by default nothing. */
export const startTcp = (onSocket: (socket: Socket) => void = () => undefined) => listening(createServer(onSocket));

export function startTls({ cert, key }: TestCertificates): Promise<TestServer> {
  const server = createTlsServer({ cert, key });
  server.on("tlsClientError", () => undefined);
  return listening(server);
}

/** Answers every datagram with this text. */
export async function startUdp(answer: string): Promise<TestServer & { heard: string[] }> {
  const socket = createSocket("udp4");
  const heard: string[] = [];
  socket.on("message", (message, { port, address }) => {
    heard.push(message.toString());
    if (answer !== "") socket.send(answer, port, address);
  });
  await new Promise<void>((done) => socket.bind(0, "127.0.0.1", done));
  return {
    heard,
    port: socket.address().port,
    close: () => new Promise((done) => socket.close(() => done())),
  };
}
