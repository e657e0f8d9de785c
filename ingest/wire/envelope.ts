import { z } from "zod";
import type { Envelope } from "../../rules/model/event.js";
import { id, instant, integer, label, withoutNulls, wording } from "./fields.js";
import { sourceCharsMax } from "./limits.js";

/** Printable ASCII without spaces: every URI reference, and nothing that could blur the key made of it. */
const sourcePattern = new RegExp(`^[!-~]{1,${sourceCharsMax}}$`);

/** The CloudEvents 1.0 attributes that Velvakt reads. What it does not know is kept beside them. */
export const attributesSchema = z.object({
  specversion: z.literal("1.0"),
  id,
  source: z.string().regex(sourcePattern, `must be 1 to ${sourceCharsMax} printable characters without spaces`),
  type: label,
  time: instant,
  sequence: z.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
  replayed: z.exactOptional(z.boolean()),
  test: z.exactOptional(z.boolean()),
  correlationid: z.exactOptional(id),
  // Binary data could hide what must be screened, and no type of the contract has it.
  data_base64: z.exactOptional(z.never("is not supported, send data as JSON")),
});

const knownNames = new Set([...Object.keys(attributesSchema.shape), "data"]);

export interface CloudEvent {
  envelope: Envelope;
  /** As on the wire, with its prefix. */
  type: string;
  /** Undefined where the message has none. */
  data: unknown;
}

export type EnvelopeResult = { ok: true; cloudEvent: CloudEvent } | { ok: false; error: z.ZodError };

/** No name here is `__proto__` or the like: the parser has refused those. */
function extensionsOf(attributes: Record<string, unknown>): Record<string, unknown> | undefined {
  let extensions: Record<string, unknown> | undefined;
  for (const name of Object.keys(attributes)) {
    if (knownNames.has(name)) continue;
    extensions ??= {};
    extensions[name] = attributes[name];
  }
  return extensions;
}

/** Reads the envelope of one CloudEvent; `root` is the parsed payload. */
export function parseEnvelope(root: Record<string, unknown>): EnvelopeResult {
  const attributes = withoutNulls(root);
  const parsed = attributesSchema.safeParse(attributes, wording);
  if (!parsed.success) return { ok: false, error: parsed.error };
  const { type, time, sequence, replayed, test, correlationid } = parsed.data;
  const envelope: Envelope = { id: parsed.data.id, source: parsed.data.source, timeMs: time };
  if (sequence !== undefined) envelope.sequence = sequence;
  if (replayed === true) envelope.replayed = true;
  if (test === true) envelope.test = true;
  if (correlationid !== undefined) envelope.correlationid = correlationid;
  const extensions = extensionsOf(attributes);
  if (extensions !== undefined) envelope.extensions = extensions;
  return { ok: true, cloudEvent: { envelope, type, data: attributes.data } };
}

/** Type and time of a message that cannot be used otherwise, as far as they can be read by themselves. */
export function peekEnvelope(root: unknown): { type: string | null; timeMs: number | null } {
  const { type, time } = (root ?? {}) as { type?: unknown; time?: unknown };
  return { type: label.safeParse(type).data ?? null, timeMs: instant.safeParse(time).data ?? null };
}
