import type { ServerResponse } from "node:http";
import type { Output } from "../../rules/model/engine.js";
import type { StreamLimits } from "./options.js";

export interface StreamHubOptions extends StreamLimits {
  subscribe: (listener: (outputs: readonly Output[]) => void) => () => void;
  /** What an output is to the outside; null to keep quiet about it. */
  view: (output: Output) => object | null;
  now: () => number;
}

export interface StreamHub {
  /** False when there are too many clients already; otherwise the response is the hub's from here on. */
  open(response: ServerResponse): boolean;
  clients(): number;
  /** Ends every stream and takes no more. */
  close(): void;
}

function frame(event: string, data: object): string {
  // JSON has no raw line breaks, so one data line is enough.
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Sends every committed change to every open stream. Nothing is kept for those who were away: the first event says
 * from when on the stream speaks, and a page fetches the rest again. A client that does not read is dropped, because
 * what waits for it is memory of the process that must keep up with the devices; it reconnects and starts over.
 */
export function createStreamHub(options: StreamHubOptions): StreamHub {
  const open = new Set<ServerResponse>();
  let closed = false;

  const send = (response: ServerResponse, text: string): void => {
    response.write(text);
    if (response.writableLength <= options.bufferMaxBytes) return;
    open.delete(response);
    response.destroy();
  };

  const unsubscribe = options.subscribe((outputs) => {
    if (open.size === 0) return;
    const changes = outputs.map(options.view).filter((change) => change !== null);
    if (changes.length === 0) return;
    const text = changes.map((change) => frame("change", change)).join("");
    for (const response of open) send(response, text);
  });
  const keepAlive = setInterval(() => {
    for (const response of open) send(response, ": keep-alive\n\n");
  }, options.keepAliveMs);
  keepAlive.unref();

  return {
    open: (response) => {
      if (closed || open.size >= options.clientsMax) return false;
      response.on("close", () => open.delete(response));
      // Broken connections end with "close"; without a listener the error would end the process.
      response.on("error", () => open.delete(response));
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      open.add(response);
      send(response, `retry: 2000\n${frame("hello", { generatedAt: new Date(options.now()).toISOString() })}`);
      return true;
    },
    clients: () => open.size,
    close: () => {
      closed = true;
      unsubscribe();
      clearInterval(keepAlive);
      for (const response of open) {
        response.end();
        // A client that does not read would never let the end through.
        if (response.writableLength > 0) response.destroy();
      }
      open.clear();
    },
  };
}
