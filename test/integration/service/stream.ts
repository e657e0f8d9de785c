export interface Change {
  kind: string;
  record: Record<string, unknown>;
}

/** Follows the event stream, from its hello on. */
export async function followStream(httpUrl: string): Promise<{ changes: Change[]; close(): void }> {
  const abort = new AbortController();
  const response = await fetch(`${httpUrl}/v1/stream`, {
    headers: { accept: "text/event-stream" },
    signal: abort.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
  const changes: Change[] = [];
  let greeted = (): void => {};
  const hello = new Promise<void>((resolve) => {
    greeted = resolve;
  });
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const frames = text.split("\n\n");
      text = frames.pop() ?? "";
      for (const frame of frames) {
        const fields = new Map(frame.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
        if (fields.get("event") === "hello") greeted();
        if (fields.get("event") === "change") changes.push(JSON.parse(fields.get("data") ?? "") as Change);
      }
    }
  };
  // Ends with an error when the test has seen enough, or when the service goes away.
  read(response.body).catch(() => undefined);
  await hello;
  return { changes, close: () => abort.abort() };
}
