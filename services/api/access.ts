import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { ApiError } from "./problems.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answered to everybody: says nothing but whether the service lives. */
    public?: boolean;
    /** Part of the web app, which holds no data: a browser must be able to open it before it has a token. */
    page?: boolean;
  }
}

function sameSecret(given: string, expected: string): boolean {
  // Digests have one length, so the comparison tells neither content nor length.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function requireToken(request: FastifyRequest, token: string): void {
  const given = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given !== undefined && sameSecret(given, token)) return;
  throw new ApiError(
    "API_UNAUTHORIZED",
    given === undefined ? "No bearer token was sent." : "The token is not valid.",
    {
      headers: { "www-authenticate": 'Bearer realm="velvakt"' },
    },
  );
}

/** Host name without port, lower case; null when the header is missing or makes no sense. */
function hostName(host: string | undefined): string | null {
  if (host === undefined || /[/?#@\\\s]/.test(host)) return null;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/**
 * A page on the Internet can point its own name at 127.0.0.1 and read what a browser fetches from there; the Host
 * header gives it away.
 */
function requireOwnHost(request: FastifyRequest, allowedHosts: ReadonlySet<string>): void {
  const name = hostName(request.headers.host);
  if (name !== null && (isLoopback(name) || allowedHosts.has(name))) return;
  throw new ApiError("API_HOST_FORBIDDEN", `This service does not answer to the host ${name ?? "given"}.`);
}

/**
 * Browsers send the Origin with everything that can change something; other clients send none. A proxy in front may
 * rename the host: then the name that people use is among the allowed ones.
 */
function requireOwnOrigin(request: FastifyRequest, allowedHosts: ReadonlySet<string>): void {
  const { origin, host } = request.headers;
  if (request.method === "GET" || request.method === "HEAD" || origin === undefined) return;
  const from = URL.canParse(origin) ? new URL(origin) : null;
  if (from !== null && (from.host === host?.toLowerCase() || allowedHosts.has(from.hostname))) return;
  throw new ApiError(
    "API_ORIGIN_FORBIDDEN",
    "The request comes from a page of another site. If a proxy renames the host, name it in VELVAKT_HTTP_ALLOWED_HOSTS.",
  );
}

/**
 * Never pages of other sites. Without a token only this machine; with one, whoever has it, under any name unless the
 * names are given: no browser sends a token by itself, so there a borrowed name opens nothing.
 */
export function accessHook(token: string | null, allowedHosts: readonly string[]): onRequestAsyncHookHandler {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  return async (request) => {
    if (request.routeOptions.config.public === true) return;
    if (token === null || allowed.size > 0) requireOwnHost(request, allowed);
    requireOwnOrigin(request, allowed);
    if (token !== null && request.routeOptions.config.page !== true) requireToken(request, token);
  };
}
