export interface SseEvent {
  event: string;
  data: string;
}

/**
 * Reads server-sent events from text that arrives in any pieces. Our own because the browser's EventSource can send no
 * access key and hides the keep-alive comments, which are how the page knows that the figures it shows are still true.
 */
export function createSseParser(emit: (event: SseEvent) => void): (text: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];

  const line = (text: string): void => {
    if (text === "") {
      if (data.length > 0) emit({ event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  };

  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const one of lines) line(one.endsWith("\r") ? one.slice(0, -1) : one);
  };
}
