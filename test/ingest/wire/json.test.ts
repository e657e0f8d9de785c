import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../ingest/wire/json.js";

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

describe("JSON from strangers", () => {
  it("may have 16 levels and no more", () => {
    expect(parseJson(nested(16)).ok).toBe(true);
    expect(parseJson(nested(17))).toMatchObject({ ok: false, reason: "INGEST_TOO_DEEP" });
    expect(parseJson(`${'{"a":'.repeat(17)}1${"}".repeat(17)}`)).toMatchObject({ reason: "INGEST_TOO_DEEP" });
  });

  it("counts levels, not brackets: neither those beside each other nor those in text", () => {
    expect(parseJson(`[${Array(1000).fill("[]").join(",")}]`).ok).toBe(true);
    expect(parseJson(JSON.stringify({ text: `"\\${"[{".repeat(100)}` })).ok).toBe(true);
  });

  it("is refused at a hundred thousand levels, closed or not", () => {
    expect(parseJson(nested(100_000))).toMatchObject({ reason: "INGEST_TOO_DEEP" });
    expect(parseJson("[".repeat(100_000))).toMatchObject({ reason: "INGEST_TOO_DEEP" });
  });

  it.each(["", " ", "nonsense", "{", '{"a":1', "{'a':1}", "NaN", '{"a":NaN}', '{"a":1,}', '{"a":"\n"}', "]]]]"])(
    "is refused when it is none: %j",
    (text) => {
      expect(parseJson(text)).toMatchObject({ ok: false, reason: "INGEST_NOT_JSON" });
    },
  );

  it.each([
    '{"__proto__":{"polluted":true}}',
    '{"a":[{"\\u005f_proto__":{"polluted":true}}]}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"a":{"prototype":1}}',
  ])("is refused when it could pollute: %s", (text) => {
    expect(parseJson(text)).toMatchObject({ ok: false, reason: "INGEST_NOT_JSON" });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("tells of numbers that no double can hold", () => {
    expect(parseJson('{"a":[1e999]}')).toMatchObject({ ok: true, allFinite: false });
    expect(parseJson(`{"a":${"9".repeat(400)}}`)).toMatchObject({ ok: true, allFinite: false });
    expect(parseJson('{"a":1e308,"b":-0}')).toMatchObject({ ok: true, allFinite: true });
  });

  it("takes the last of members with the same name", () => {
    expect(parseJson('{"a":1,"a":2}')).toMatchObject({ value: { a: 2 } });
  });

  it("gives back whatever it was made of", () => {
    const harmless = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes("proto"));
    fc.assert(
      fc.property(harmless, (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(text)).toMatchObject({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});
