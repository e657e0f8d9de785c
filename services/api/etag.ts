import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Sets a weak ETag made of `content` and says whether the client has that already. Pages ask for the same lists every
 * few seconds; the query still runs, the transfer and the rendering are saved.
 */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply, content: unknown): boolean {
  const tag = `"${createHash("sha1").update(JSON.stringify(content)).digest("base64url")}"`;
  reply.header("etag", `W/${tag}`).header("cache-control", "private, no-cache");
  const asked = request.headers["if-none-match"];
  if (asked === undefined) return false;
  return asked.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}
