import { authorized } from "../api/request.js";
import { noteUnauthorized } from "../api/token.js";
import { createSseParser } from "./sse-parser.js";

export interface StreamHandlers {
  /** A connection stands: everything shown has to be fetched anew, as nothing is replayed. */
  hello(): void;
  /** Something of this kind has changed. */
  change(kind: string): void;
  /** Bytes have come, be they a change or a sign of life. */
  alive(): void;
  /** The connection is gone; it is tried again. */
  lost(): void;
}

/** Two signs of life missed: the connection is dead even if the network has not said so. */
const silenceMaxMs = 10_000;
const retryMs = { first: 1_000, max: 10_000 };

const delay = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

async function listen(handlers: StreamHandlers, stop: AbortSignal): Promise<void> {
  const dead = new AbortController();
  const end = () => dead.abort();
  stop.addEventListener("abort", end);
  let watchdog = setTimeout(end, silenceMaxMs);
  try {
    const response = await fetch("/v1/stream", {
      headers: authorized({ accept: "text/event-stream" }),
      cache: "no-store",
      signal: dead.signal,
    });
    if (response.status === 401) noteUnauthorized();
    if (!response.ok || response.body === null) return;
    const parse = createSseParser(({ event, data }) => {
      if (event === "hello") handlers.hello();
      if (event === "change") handlers.change((JSON.parse(data) as { kind: string }).kind);
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(end, silenceMaxMs);
      handlers.alive();
      parse(decoder.decode(part.value, { stream: true }));
    }
  } finally {
    clearTimeout(watchdog);
    stop.removeEventListener("abort", end);
  }
}

/** Keeps a stream of changes open until the returned function is called. */
export function openStream(handlers: StreamHandlers): () => void {
  const stop = new AbortController();
  void (async () => {
    let waitMs = retryMs.first;
    while (!stop.signal.aborted) {
      let heard = false;
      const noted = {
        ...handlers,
        hello: () => {
          heard = true;
          handlers.hello();
        },
      };
      // Whatever ended it, a refusal, a dead network or a restart: the answer is to try again, a little later each time.
      await listen(noted, stop.signal).catch(() => undefined);
      if (stop.signal.aborted) return;
      handlers.lost();
      waitMs = heard ? retryMs.first : Math.min(waitMs * 2, retryMs.max);
      await delay(waitMs, stop.signal);
    }
  })();
  return () => stop.abort();
}
