import { createHmac } from "node:crypto";
import type { Notification } from "../../../rules/model/record.js";
import { parseRetryAfter } from "../backoff.js";
import type { ChannelSender, SendResult, WebhookChannel } from "./channel.js";

/** What is read of an answer before its connection is dropped: enough to use the connection again, and no more. */
const answerBytesMax = 4096;

/** Statuses below 500 that say "later", not "never". */
const laterStatuses = new Set([408, 425, 429]);

/**
 * POSTs the notification as JSON. The signature is made over the exact bytes of the body; the idempotency key is the
 * same for every attempt, so a receiver can drop a repeat.
 */
export const webhookSender: ChannelSender<WebhookChannel> = {
  async send(channel, delivery, context) {
    const url = usableUrl(channel.url);
    if (url === null) {
      const detail = "the URL must be http or https and hold no user name or password";
      return { outcome: "failed", code: "DELIVERY_CHANNEL_INVALID", detail };
    }
    const body = Buffer.from(JSON.stringify(webhookBody(delivery.notification)), "utf8");
    const timeout = AbortSignal.timeout(context.timeoutMs);
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.any([context.signal, timeout]),
        headers: {
          "Content-Type": "application/json",
          "User-Agent": `velvakt/${context.version}`,
          "Idempotency-Key": headerValue(delivery.outboxId),
          "X-Velvakt-Notification": headerValue(delivery.notification.notificationId),
          ...(channel.secret === null ? {} : { "X-Velvakt-Signature": webhookSignature(body, channel.secret) }),
        },
        body,
      });
      const result = resultOf(response, context.now());
      await drain(response);
      return result;
    } catch (error) {
      if (context.signal.aborted) return { outcome: "interrupted" };
      if (timeout.aborted) {
        const detail = `no answer within ${context.timeoutMs} ms`;
        return { outcome: "retry", code: "DELIVERY_TIMEOUT", detail, retryAfterMs: null };
      }
      return { outcome: "retry", code: "DELIVERY_UNREACHABLE", detail: causeOf(error), retryAfterMs: null };
    }
  },
  destination: (channel) => usableUrl(channel.url)?.origin ?? "invalid",
};

/** The signature header's value, which a receiver compares in constant time. */
export function webhookSignature(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** The body's shape is a contract with receivers: fields are added, never renamed. */
export function webhookBody(notification: Notification): Record<string, unknown> {
  return {
    notificationId: notification.notificationId,
    teamId: notification.teamId,
    stage: notification.stage,
    severity: notification.severity,
    at: new Date(notification.atMs).toISOString(),
    title: { no: notification.title.no, en: notification.title.en },
    body: { no: notification.body.no, en: notification.body.en },
    alerts: notification.alertIds,
    incidentId: notification.incidentId,
  };
}

function resultOf(response: Response, nowMs: number): SendResult {
  const { status } = response;
  if (status >= 200 && status < 300) return { outcome: "done" };
  const detail = `the receiver answered ${status}`;
  if (status >= 500 || laterStatuses.has(status)) {
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), nowMs);
    return { outcome: "retry", code: "DELIVERY_UNAVAILABLE", detail, retryAfterMs };
  }
  if (status < 400) return { outcome: "failed", code: "DELIVERY_REDIRECTED", detail };
  return { outcome: "failed", code: "DELIVERY_REJECTED", detail };
}

/** The status has decided; an answer that breaks off or never ends afterwards changes nothing. */
async function drain(response: Response): Promise<void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (let bytes = 0; bytes <= answerBytesMax; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
    }
  } catch {
    return;
  }
  await reader.cancel().catch(() => undefined);
}

function usableUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
  return url.username === "" && url.password === "" ? url : null;
}

/** Ids go into headers as they are; one that a header cannot hold is percent-encoded rather than refused. */
function headerValue(id: string): string {
  return /^[\x21-\x7e]*$/.test(id) ? id : encodeURIComponent(id);
}

/** fetch hides why it failed in `cause`; its code names the reason without naming the address. */
function causeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown } }).cause;
  return typeof cause?.code === "string" ? cause.code : "the connection failed";
}
