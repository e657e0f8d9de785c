import { createServer } from "node:net";

/** A port that was asked for by its number is taken. */
export class DemoPortError extends Error {
  override readonly name = "DemoPortError";
  readonly code = "DEMO_PORT_IN_USE";
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const usual = { http: 8080, mqtt: 1883 };

/**
 * Ports for page and broker; 0 lets the operating system choose, where the usual one is taken. Said
 * by `say`, as whoever looks for the page at the usual port would meet somebody else's.
 */
export async function choosePorts(asked: number | null, say: (line: string) => void) {
  const wanted = asked ?? usual.http;
  const http = (await isFree(wanted)) ? wanted : 0;
  const mqtt = (await isFree(usual.mqtt)) ? usual.mqtt : 0;
  if (http === 0 && asked !== null) {
    throw new DemoPortError(`Port ${asked} is taken by another program. Name another one, or leave --port out.`);
  }
  if (http === 0) say(`Port ${wanted} is taken, perhaps by another demo: the page gets a free one.`);
  if (mqtt === 0) say(`Port ${usual.mqtt} is taken: the dispensers speak to a free one.`);
  return { http, mqtt };
}
