import type { Times } from "../format/time.js";
import type { Words } from "../language/no.js";

/**
 * Until when to decide on manual rounds. A time that had passed when the incident was found was never one to keep: the
 * first doses came too soon for it, and the answer is now.
 */
export function decisionText(
  words: Words,
  times: Times,
  { decisionAt, openedAt }: { decisionAt: string | null; openedAt: string },
  now: string,
): string {
  if (decisionAt === null) return words.broken.noDecision;
  if (decisionAt <= openedAt) return words.broken.decideNow;
  const clock = times.when(decisionAt, now);
  return decisionAt <= now ? words.broken.decisionPassed(clock) : clock;
}
