import type { Entry, Stage } from "../batch.js";
import type { Settled } from "../message.js";

/** Only now, with everything durable, is anyone told; in order of arrival, so that sources can answer in order. */
export const acknowledge: Stage = (batch) => {
  for (const entry of batch.entries) entry.settle(settledOf(entry));
};

function settledOf({ decoded, duplicate, logged }: Entry): Settled {
  if (decoded.ok === false) return { outcome: "rejected", reason: decoded.reason, detail: decoded.detail };
  if (duplicate) return { outcome: "duplicate" };
  if (logged === null) return { outcome: "ignored" };
  return { outcome: "stored", seq: logged.seq };
}
