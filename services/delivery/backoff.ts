/** Share by which a wait is varied to either side, so that notifications that failed together do not return together. */
const jitterShare = 0.2;

/**
 * How long to wait after the `attempt`-th failed attempt (from 1): doubling from `backoffBaseMs` to `backoffMaxMs`,
 * varied by ± 20 %. The jitter is smaller than the doubling, so each wait is longer than the one before until the
 * bound is reached. A receiver's own wish is honoured when it is longer, up to `retryAfterMaxMs`.
 */
export function retryDelayMs(
  attempt: number,
  retryAfterMs: number | null,
  limits: { backoffBaseMs: number; backoffMaxMs: number; retryAfterMaxMs: number },
  random: () => number,
): number {
  const nominalMs = Math.min(limits.backoffMaxMs, limits.backoffBaseMs * 2 ** (attempt - 1));
  const variedMs = Math.round(nominalMs * (1 - jitterShare + 2 * jitterShare * random()));
  return Math.max(variedMs, Math.min(retryAfterMs ?? 0, limits.retryAfterMaxMs));
}

/**
 * Milliseconds that a `Retry-After` header asks for: whole seconds, or an HTTP date. Null when absent or unreadable.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // An HTTP date starts with a weekday; everything else that Date.parse would guess at is not one.
  const atMs = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
