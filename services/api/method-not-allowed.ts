import type { FastifyInstance, HTTPMethods, RouteOptions } from "fastify";
import { ApiError } from "./problems.js";

const known: HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Watches the routes that are registered from now on; the returned function then gives each path an answer for the
 * methods it does not have. The router itself would call the path unknown.
 */
export function answerOtherMethods(app: FastifyInstance): () => void {
  const methodsByUrl = new Map<string, Set<string>>();
  app.addHook("onRoute", (route: RouteOptions) => {
    const methods = methodsByUrl.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method.toUpperCase());
    methodsByUrl.set(route.url, methods);
  });
  return () => {
    for (const [url, methods] of [...methodsByUrl]) {
      const refuse = async (): Promise<never> => {
        throw new ApiError("API_METHOD_NOT_ALLOWED", `Allowed here: ${[...allow].join(", ")}.`, {
          headers: { allow: [...allow].join(", ") },
        });
      };
      const allow = new Set(methods);
      const missing = known.filter((method) => !methods.has(method));
      // In the hook, before a body is read: it does not matter what was sent.
      app.route({ method: missing, url, schema: { hide: true }, onRequest: refuse, handler: refuse });
    }
  };
}
