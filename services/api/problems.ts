/**
 * Every error the API can answer with. The code is stable: clients decide by it, never by the words.
 * The same table is served at `/problems`, where the `type` of a problem document points.
 */
export const problems = {
  API_ACCEPTANCE_ROLE: {
    status: 422,
    title: "This role may not accept a risk of this colour",
    meaning: "`acceptableBy` of the scenario says who may; it is set in the ecosystem file.",
  },
  API_ACCEPTANCE_UNTIL: {
    status: 422,
    title: "The risk cannot be accepted until then",
    meaning: "Until a time to come, and no longer than the thresholds allow.",
  },
  API_ALERT_CLOSED: {
    status: 409,
    title: "The alert is already closed",
    meaning: "Somebody was faster. Read it again.",
  },
  API_ALERT_UNKNOWN: { status: 404, title: "No such alert", meaning: "The id must be percent-encoded in the path." },
  API_ASSESSMENT_SUPERSEDED: {
    status: 409,
    title: "It has been assessed again",
    meaning: "Read the scenario again and accept its latest assessment, or not.",
  },
  API_BATCH_TOO_LARGE: {
    status: 413,
    title: "Too many events in one batch",
    meaning: "Send them in several requests.",
  },
  API_BODY_NOT_JSON: { status: 400, title: "The body is not JSON", meaning: "The body must be JSON text in UTF-8." },
  API_BODY_TOO_LARGE: { status: 413, title: "The body is too large", meaning: "The limit is 1 MiB a request." },
  API_CLOSE_NEEDS_REASON: {
    status: 422,
    title: "Cause and action are required",
    meaning: "A serious or critical alert is closed only with what caused it and what was done.",
  },
  API_COMPONENT_UNKNOWN: {
    status: 404,
    title: "No such component",
    meaning: "Nothing is known of a component under this id; one of a district is `mobile-network@grorud`.",
  },
  API_CURSOR_INVALID: {
    status: 400,
    title: "The cursor is not valid",
    meaning: "Use nextCursor of the same list unchanged, or start without a cursor.",
  },
  API_DEVICE_UNKNOWN: { status: 404, title: "No such device", meaning: "Nothing has been heard of this device." },
  API_DISTRICT_UNKNOWN: { status: 404, title: "No such district", meaning: "GET /v1/districts lists them." },
  API_DOSE_UNKNOWN: { status: 404, title: "No such dose", meaning: "The ledger has no dose under this id." },
  API_HOST_FORBIDDEN: {
    status: 403,
    title: "Not reachable under this host name",
    meaning: "Without a token only this machine's own names are answered: a page elsewhere could borrow another name.",
  },
  API_INCIDENT_CHANGED: {
    status: 409,
    title: "The incident has changed",
    meaning: "It concerns another number of doses than were reviewed. Read its report again.",
  },
  API_INCIDENT_UNKNOWN: { status: 404, title: "No such incident", meaning: "There is no incident under this id." },
  API_INGEST_UNAVAILABLE: {
    status: 503,
    title: "Nothing can be stored now",
    meaning: "Velvakt is closing or has failed. Keep what you have and send it again; repeating an event is safe.",
  },
  API_INTERNAL: {
    status: 500,
    title: "Something went wrong here",
    meaning: "A mistake in Velvakt; its log says more.",
  },
  API_MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    title: "The media type is not supported",
    meaning: "Send application/json; for events also application/cloudevents+json or -batch+json.",
  },
  API_METHOD_NOT_ALLOWED: {
    status: 405,
    title: "The method is not allowed here",
    meaning: "The Allow header says which ones are.",
  },
  API_NOT_ACCEPTABLE: {
    status: 406,
    title: "Only an event stream can be sent",
    meaning: "Ask with Accept: text/event-stream.",
  },
  API_NOT_FOUND: { status: 404, title: "Nothing here", meaning: "GET /api lists the addresses." },
  API_NOT_READY: { status: 503, title: "Not ready", meaning: "`parts` names each part that is not ready and why." },
  API_ORIGIN_FORBIDDEN: {
    status: 403,
    title: "Requests of other sites are refused",
    meaning: "Without a token a browser may change things only from Velvakt's own pages.",
  },
  API_REQUEST_INVALID: {
    status: 400,
    title: "The request is not valid",
    meaning: "`problems` lists what is wrong and where.",
  },
  API_REQUEST_UNKNOWN: { status: 404, title: "No such request", meaning: "GET /v1/scaling lists them." },
  API_RESIDENT_UNKNOWN: {
    status: 404,
    title: "No such resident",
    meaning: "No device, dose or alert is known under this token.",
  },
  API_SCENARIO_NOT_ASSESSED: {
    status: 409,
    title: "Nobody has assessed the scenario",
    meaning: "A risk is accepted as people have assessed it; what the tool proposes is not enough.",
  },
  API_SCENARIO_UNKNOWN: { status: 404, title: "No such scenario", meaning: "GET /v1/scenarios lists them." },
  API_STORE_UNAVAILABLE: {
    status: 503,
    title: "The database does not answer",
    meaning: "Nothing is known to be lost. Try again; repeating an event is safe.",
  },
  API_STREAM_FULL: {
    status: 503,
    title: "Too many open streams",
    meaning: "Try again when others have closed theirs.",
  },
  API_TIMEOUT: {
    status: 503,
    title: "It took too long",
    meaning: "What was sent may still be stored. Repeating an event is safe.",
  },
  API_UNAUTHORIZED: {
    status: 401,
    title: "A token is required",
    meaning: "Send Authorization: Bearer with the token.",
  },
} as const satisfies Record<string, { status: number; title: string; meaning: string }>;

export type ProblemCode = keyof typeof problems;

/** Why the API could not start to listen. */
export const startProblems = {
  API_ADDRESS_UNAVAILABLE: "VELVAKT_HTTP_HOST is not an address of this machine.",
  API_PORT_FORBIDDEN: "This user may not listen on the port in VELVAKT_HTTP_PORT.",
  API_PORT_IN_USE: "Another process listens on the port in VELVAKT_HTTP_PORT.",
} as const;

export type StartProblemCode = keyof typeof startProblems;

/** One thing wrong with a request: where (JSON Pointer into body, query or path) and what. */
export interface RequestProblem {
  in: string;
  pointer: string;
  detail: string;
}

/** Thrown by handlers and hooks; the error handler turns it into a problem document. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly headers: Record<string, string>;
  readonly extra: Record<string, unknown>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { headers?: Record<string, string>; extra?: Record<string, unknown> } = {},
  ) {
    super(detail);
    this.name = "ApiError";
    this.code = code;
    this.headers = more.headers ?? {};
    this.extra = more.extra ?? {};
  }
}

/** RFC 9457; members that are not in the RFC are ours. */
export function problemDocument(code: ProblemCode, detail: string, extra: Record<string, unknown> = {}) {
  const { status, title } = problems[code];
  return { type: `/problems#${code}`, title, status, detail, code, ...extra };
}
