import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storableJson, storableKey, storableText } from "../../../services/database/storable.js";

const cannotBeStored = /\0|\p{Surrogate}/u;
/** Text with far more NULs and halves of surrogate pairs than chance would give. */
const nastyText = fc
  .array(fc.constantFrom("a", "æ", "😀", "\0", "\uD800", "\uDC00", "\\", "\\u0000", "\\ud800", '"'))
  .map((parts) => parts.join(""));
const nastyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    nastyText,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(nastyText, tie("value")),
  ),
})).value;

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(texts)];
}

describe("text for PostgreSQL", () => {
  it("has neither NUL nor half a surrogate pair, and is the same length", () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(storableText(text)).not.toMatch(cannotBeStored);
        expect(storableText(text)).toHaveLength(text.length);
      }),
    );
  });

  it("is unchanged where it can be stored", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
        (text) => {
          expect(storableText(text)).toBe(text);
        },
      ),
    );
  });
});

describe("JSON for PostgreSQL", () => {
  it("has neither NUL nor half a surrogate pair anywhere, keys included", () => {
    fc.assert(
      fc.property(nastyJson, (value) => {
        expect(texts(JSON.parse(storableJson(value))).join()).not.toMatch(cannotBeStored);
      }),
    );
  });

  it("says the same where all of it can be stored", () => {
    fc.assert(
      fc.property(nastyJson, (value) => {
        fc.pre(!cannotBeStored.test(texts(value).join()));
        expect(storableJson(value)).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe("keys for PostgreSQL", () => {
  it("stay different when they are different, and fit into an index", () => {
    const key = fc.oneof(
      nastyText,
      nastyText.map((text) => `${text}${"x".repeat(900)}`),
    );
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(storableKey(one) === storableKey(other)).toBe(one === other);
        expect(Buffer.byteLength(storableKey(one))).toBeLessThan(2_700);
      }),
    );
  });
});
