import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { webhookSender } from "../../../../services/delivery/channels/webhook.js";

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=abc`;
}

function send(
  url: string,
  changes: { secret?: string; outboxId?: string; timeoutMs?: number; signal?: AbortSignal } = {},
) {
  const delivery = {
    outboxId: changes.outboxId ?? "n-1/hook",
    teamId: "grorud",
    channelId: "hook",
    attempt: 1,
    lastError: null,
    notification: {
      notificationId: "n-1",
      teamId: "grorud",
      atMs: 0,
      stage: "opened",
      severity: "serious" as const,
      alertIds: ["æøå"],
      incidentId: null,
      title: { no: "Dose ikke utlevert", en: "Dose not dispensed" },
      body: { no: "Blåbær – 07:30", en: "" },
    },
  };
  return webhookSender.send({ id: "hook", kind: "webhook", url, secret: changes.secret ?? null }, delivery, {
    signal: changes.signal ?? new AbortController().signal,
    timeoutMs: changes.timeoutMs ?? 2_000,
    version: "1.2.3",
    now: () => 0,
    writeLine: async () => undefined,
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("the webhook channel", () => {
  it.each([
    [200, "done", undefined],
    [201, "done", undefined],
    [204, "done", undefined],
    [301, "failed", "DELIVERY_REDIRECTED"],
    [302, "failed", "DELIVERY_REDIRECTED"],
    [308, "failed", "DELIVERY_REDIRECTED"],
    [400, "failed", "DELIVERY_REJECTED"],
    [401, "failed", "DELIVERY_REJECTED"],
    [404, "failed", "DELIVERY_REJECTED"],
    [410, "failed", "DELIVERY_REJECTED"],
    [408, "retry", "DELIVERY_UNAVAILABLE"],
    [425, "retry", "DELIVERY_UNAVAILABLE"],
    [429, "retry", "DELIVERY_UNAVAILABLE"],
    [500, "retry", "DELIVERY_UNAVAILABLE"],
    [503, "retry", "DELIVERY_UNAVAILABLE"],
  ])("takes the answer %i as %s (%s)", async (status, outcome, code) => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls += 1;
      request.resume();
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    const result = await send(url);
    expect(result.outcome).toBe(outcome);
    expect("code" in result ? result.code : undefined).toBe(code);
    expect(calls).toBe(1);
  });

  it("signs exactly the bytes that it sends, and signs nothing without a secret", async () => {
    const seen: { signature: string | undefined; body: Buffer }[] = [];
    const url = await serve(async (request, response) => {
      seen.push({ signature: request.headers["x-velvakt-signature"]?.toString(), body: await bodyOf(request) });
      response.end();
    });
    await send(url, { secret: "s3" });
    await send(url);
    const bytes = seen[0]?.body ?? Buffer.alloc(0);
    expect(seen[0]?.signature).toBe(`sha256=${createHmac("sha256", "s3").update(bytes).digest("hex")}`);
    expect(seen[1]?.signature).toBeUndefined();
    expect(bytes.toString("utf8")).toContain("Blåbær – 07:30");
  });

  it("sends an id that no header can hold percent-encoded", async () => {
    let key: unknown;
    const url = await serve((request, response) => {
      key = request.headers["idempotency-key"];
      response.end();
    });
    expect(await send(url, { outboxId: "n-ø\r\nX: y" })).toEqual({ outcome: "done" });
    expect(key).toBe("n-%C3%B8%0D%0AX%3A%20y");
  });

  it("passes on what Retry-After asks for", async () => {
    const url = await serve((_request, response) => response.writeHead(503, { "retry-after": "7" }).end());
    expect(await send(url)).toMatchObject({ outcome: "retry", retryAfterMs: 7_000 });
  });

  it("gives up on an answer that does not come, and says so without the address", async () => {
    const url = await serve(() => undefined);
    expect(await send(url, { timeoutMs: 100 })).toEqual({
      outcome: "retry",
      code: "DELIVERY_TIMEOUT",
      detail: "no answer within 100 ms",
      retryAfterMs: null,
    });
  });

  it("is done with a 2xx whose body is endless or breaks off", async () => {
    let writing = true;
    onTestFinished(() => {
      writing = false;
    });
    const endless = await serve((_request, response) => {
      response.writeHead(200);
      const more = () =>
        void (writing && !response.destroyed && response.write("x".repeat(1_000), () => setImmediate(more)));
      more();
    });
    const startedAtMs = Date.now();
    expect(await send(endless)).toEqual({ outcome: "done" });
    expect(Date.now() - startedAtMs).toBeLessThan(1_500);
    const broken = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("x", () => response.destroy());
    });
    expect(await send(broken)).toEqual({ outcome: "done" });
  });

  it("tells a broken connection by its code", async () => {
    const url = await serve((request) => request.socket.destroy());
    const result = await send(url);
    expect(result).toMatchObject({ outcome: "retry", code: "DELIVERY_UNREACHABLE" });
    expect(JSON.stringify(result)).not.toContain("token");
  });

  it("is interrupted, not timed out, when Velvakt closes", async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await send(url, { signal: controller.signal })).toEqual({ outcome: "interrupted" });
  });

  it.each(["not a url", "ftp://example.test/x", "http://user:pass@example.test/"])("refuses %j", async (url) => {
    const result = await send(url);
    expect(result).toMatchObject({ outcome: "failed", code: "DELIVERY_CHANNEL_INVALID" });
    expect(JSON.stringify(result)).not.toContain("pass@");
  });

  it("shares its fate with what lies behind the same origin", () => {
    const of = (url: string) => webhookSender.destination({ id: "x", kind: "webhook", url, secret: null });
    expect(of("https://a.test/1")).toBe(of("https://a.test/2?b"));
    expect(of("https://a.test/1")).not.toBe(of("https://b.test/1"));
  });
});
