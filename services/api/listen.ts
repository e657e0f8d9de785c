import type { FastifyInstance } from "fastify";
import { type StartProblemCode, startProblems } from "./problems.js";

/** The API cannot listen where the configuration says; the message names the setting to change. */
export class ApiListenError extends Error {
  readonly code: StartProblemCode;
  constructor(code: StartProblemCode, address: string, cause: unknown) {
    super(`Cannot listen on ${address}. ${startProblems[code]}`, { cause });
    this.name = "ApiListenError";
    this.code = code;
  }
}

const bySystemCode: Record<string, StartProblemCode> = {
  EADDRINUSE: "API_PORT_IN_USE",
  EACCES: "API_PORT_FORBIDDEN",
  EADDRNOTAVAIL: "API_ADDRESS_UNAVAILABLE",
  ENOTFOUND: "API_ADDRESS_UNAVAILABLE",
};

/** Starts to listen and gives the address, e.g. `http://127.0.0.1:8080`. */
export async function listenApi(app: FastifyInstance, where: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host: where.host, port: where.port, listenTextResolver: () => "HTTP API listens" });
  } catch (error) {
    const code = bySystemCode[(error as NodeJS.ErrnoException).code ?? ""];
    if (code === undefined) throw error;
    throw new ApiListenError(code, `${where.host}:${where.port}`, error);
  }
}
