import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { IngestError } from "../../ingest/errors.js";
import { DatabaseError } from "../database/errors.js";
import { ApiError, type ProblemCode, problemDocument, problems, type RequestProblem } from "./problems.js";

/** Fastify's own errors that mean something more exact than their status. */
const byFastifyCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "API_BODY_TOO_LARGE",
  FST_ERR_CTP_EMPTY_JSON_BODY: "API_BODY_NOT_JSON",
  FST_ERR_CTP_INVALID_JSON_BODY: "API_BODY_NOT_JSON",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "API_MEDIA_TYPE_UNSUPPORTED",
  FST_ERR_HANDLER_TIMEOUT: "API_TIMEOUT",
};

function send(reply: FastifyReply, code: ProblemCode, detail: string, extra?: Record<string, unknown>): FastifyReply {
  // Sent as text: the document has one shape whatever a route's own response schemas are.
  return reply
    .code(problems[code].status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send(JSON.stringify(problemDocument(code, detail, extra)));
}

function requestProblems(error: FastifyError): RequestProblem[] {
  return (error.validation ?? []).map((problem) => ({
    in: error.validationContext ?? "request",
    pointer: problem.instancePath === "/" ? "" : problem.instancePath,
    detail: problem.message ?? "not valid",
  }));
}

/** What passes by itself or with a restart, and is nobody's mistake here. */
function unavailablePart(error: Error): ProblemCode | null {
  if (error instanceof DatabaseError && error.retryable) return "API_STORE_UNAVAILABLE";
  return error instanceof IngestError ? "API_INGEST_UNAVAILABLE" : null;
}

/** The only place where an error becomes an answer: what a client did is told, what failed here is logged. */
export function answerError(
  error: FastifyError | ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof ApiError) {
    return send(reply.headers(error.headers), error.code, error.message, error.extra);
  }
  const unavailable = unavailablePart(error);
  if (unavailable !== null) {
    request.log.warn({ err: error }, "a request could not be served for now");
    return send(reply.header("retry-after", "5"), unavailable, problems[unavailable].meaning);
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const found = requestProblems(error);
    const detail = found.map((one) => `${one.in}${one.pointer}: ${one.detail}`).join("; ");
    return send(reply, "API_REQUEST_INVALID", detail, { problems: found });
  }
  const code = byFastifyCode[error.code];
  if (code !== undefined) return send(reply, code, problems[code].meaning);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return send(reply, "API_REQUEST_INVALID", error.message, { problems: [] });
  }
  request.log.error({ err: error }, "a request failed");
  return send(reply, "API_INTERNAL", problems.API_INTERNAL.meaning);
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  return send(reply, "API_NOT_FOUND", `Nothing is served at ${path.slice(0, 200)}.`);
}
