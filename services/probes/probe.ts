import type { Probe } from "../../rules/model/ecosystem.js";
import { type Answer, type Ask, type ProbeKind, unwell } from "./ask.js";
import { askHttp } from "./http.js";
import { askMqtt } from "./mqtt.js";
import { askSip } from "./sip.js";
import { askTcp } from "./tcp.js";
import { askTls } from "./tls.js";

const asks: Record<ProbeKind, Ask> = { http: askHttp, tcp: askTcp, tls: askTls, mqtt: askMqtt, sip: askSip };

export interface Probed extends Answer {
  latencyMs: number;
}

/** Nothing was learnt of the component, because we ourselves could not ask. */
export interface Unasked {
  ok: null;
  reason: string;
}

/** What is wrong at our end: no network, no name server, no file left to open. Says nothing of who would be asked. */
const ownFaults = new Set(["ENETUNREACH", "ENETDOWN", "EAI_AGAIN", "EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS"]);
/** A limit noticed so much later than it was reached: this process had other things to do, and the answer may be here. */
const busyMs = 1_000;

const codeOf = (error: unknown): string | null => {
  // A host with several addresses fails with one error for each.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = (first as { code?: unknown }).code;
  return typeof code === "string" ? code : null;
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === null || message.includes(code)
    ? message || (code ?? "no answer")
    : `${code}: ${message || "no answer"}`;
}

/**
 * Asks once. Always settles, at the latest a moment after `timeoutMs`, and leaves nothing open. `stop` ends it early; what
 * comes of it is then of no use.
 */
export async function probeOnce(probe: Probe, stop?: AbortSignal): Promise<Probed | Unasked> {
  const began = performance.now();
  const limit = new AbortController();
  const timedOut = new Error(`no answer within ${probe.timeoutMs} ms`);
  const timer = setTimeout(() => limit.abort(timedOut), probe.timeoutMs);
  const cut = () => limit.abort();
  stop?.addEventListener("abort", cut);
  try {
    const answer = await asks[probe.kind](probe.target, limit.signal);
    return { ...answer, latencyMs: performance.now() - began };
  } catch (error) {
    const latencyMs = performance.now() - began;
    if (stop?.aborted) return { ok: null, reason: "Velvakt is closing" };
    if (ownFaults.has(codeOf(error) ?? "")) return { ok: null, reason: reasonOf(error) };
    if (!limit.signal.aborted) return { ...unwell(reasonOf(error)), latencyMs };
    if (latencyMs > probe.timeoutMs + busyMs) return { ok: null, reason: "Velvakt itself was too busy to listen" };
    return { ...unwell(timedOut.message), latencyMs };
  } finally {
    stop?.removeEventListener("abort", cut);
    clearTimeout(timer);
  }
}
