import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { pagePaths } from "../contract/pages.js";
import { answerNotFound } from "../errors.js";
import type { ApiOptions } from "../options.js";
import type { WebFile, WebFiles } from "../web-files.js";
import { apiIndex } from "./documents.js";

/**
 * The page loads its own script and style and speaks to this service, and nothing else: what an alert or a device says
 * can never become code, and no other site can show the page inside its own.
 */
const pageHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
} as const;

const fileHeaders = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

const notBuilt = `<!doctype html><html lang="no"><meta charset="utf-8"><title>Velvakt</title>
<h1>Velvakt kjører, men nettsiden er ikke bygget</h1><p>Kjør <code>npm run build</code> og start på nytt.</p>
<h2 lang="en">Velvakt runs, but the page has not been built</h2><p lang="en">Run <code>npm run build</code> and start again.
The API is there: <a href="/api">/api</a>.</p></html>`;

function asksForPage(request: FastifyRequest): boolean {
  return (request.headers.accept ?? "").includes("text/html");
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebFile): FastifyReply {
  reply.headers({
    ...fileHeaders,
    etag: file.etag,
    vary: "accept, accept-encoding",
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
  });
  const known = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(file.etag)) return reply.code(304).send();
  reply.type(file.type);
  const zipped = file.gzip !== null && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  if (!zipped) return reply.send(file.content);
  return reply.header("content-encoding", "gzip").send(file.gzip);
}

function sendPage(request: FastifyRequest, reply: FastifyReply, web: WebFiles | null): FastifyReply {
  reply.headers(pageHeaders);
  if (web !== null) return sendFile(request, reply, web.page);
  return reply.code(503).headers(fileHeaders).header("cache-control", "no-store").type("text/html").send(notBuilt);
}

/** A person with a wrong address gets the page, which says so in their language; a program gets a problem document. */
export function notFoundHandler(web: WebFiles | null) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const isPerson = request.method === "GET" && asksForPage(request) && !request.url.startsWith("/v1/");
    return isPerson && web !== null ? sendPage(request, reply.code(404), web) : answerNotFound(request, reply);
  };
}

/**
 * The web app: its files by name, and its one page at every address it has. It holds no data, so it needs no token;
 * what it shows it fetches, and that does.
 */
export function webRoutes({ web }: ApiOptions): FastifyPluginAsync {
  return async (app) => {
    const open = { config: { page: true }, schema: { hide: true } };
    app.get(pagePaths.overview, open, async (request, reply) =>
      asksForPage(request) ? sendPage(request, reply, web) : reply.header("vary", "accept").send(apiIndex),
    );
    for (const path of Object.values(pagePaths)) {
      if (path === pagePaths.overview) continue;
      app.get(path, open, async (request, reply) => sendPage(request, reply, web));
    }
    for (const [path, file] of web?.byPath ?? []) {
      if (file === web?.page) continue;
      app.get(path, open, async (request, reply) => sendFile(request, reply, file));
    }
  };
}
