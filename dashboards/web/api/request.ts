import { currentToken, noteUnauthorized } from "./token.js";

/** The API's answer to something that did not work, by its stable code; `UNREACHABLE` when there was no answer. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
    this.name = "RequestError";
  }
}

/** Longer than the API gives itself for an answer; a fetch alone would wait for ever on a dead network. */
const requestMaxMs = 35_000;

export function authorized(headers: Record<string, string>): Record<string, string> {
  const token = currentToken();
  return token === null ? headers : { ...headers, authorization: `Bearer ${token}` };
}

async function problemOf(response: Response): Promise<RequestError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return new RequestError(problem.code ?? "UNREADABLE", response.status, problem.detail ?? response.statusText);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    // No cache of the browser's own: an unchanged answer from there would carry the time of an older one.
    response = await fetch(path, { ...init, cache: "no-store", signal: AbortSignal.timeout(requestMaxMs) });
  } catch (error) {
    throw new RequestError("UNREACHABLE", 0, error instanceof Error ? error.message : String(error));
  }
  if (response.status === 401) noteUnauthorized();
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function getJson<T>(path: string): Promise<T> {
  const response = await send(path, { headers: authorized({ accept: "application/json" }) });
  return (await response.json()) as T;
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = authorized({ accept: "application/json", "content-type": "application/json" });
  const response = await send(path, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

/** Has the browser save a list as a table. A plain link could not send the key. */
export async function saveTable(path: string, name: string): Promise<void> {
  const response = await send(path, { headers: authorized({ accept: "text/csv" }) });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\w.-]/g, "_")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
