import type { FastifyInstance } from "fastify";
import type { NarrationLine } from "./narration.js";
import type { PhoneMessage } from "./phone.js";

/** What the page shows of the demo beside Velvakt itself. */
export interface DemoState {
  seed: number;
  speed: number;
  simulatedNow: string;
  narration: readonly NarrationLine[];
  phone: readonly (PhoneMessage & { team: string })[];
}

/** `GET /demo/state`, which only a demo has; `/v1/districts` tells the page whether this is one. */
export async function addDemoState(api: FastifyInstance, read: () => DemoState): Promise<void> {
  const route = async () => read();
  await api.register(async (scope) => {
    scope.get("/demo/state", { schema: { hide: true } as object }, async (_request, reply) => {
      return reply.header("cache-control", "no-store").send(await route());
    });
  });
}
