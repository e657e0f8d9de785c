import fc from "fast-check";
import { expect, test } from "vitest";
import { pageRequest, readCursor, writeCursor } from "../../../services/api/cursor.js";
import { ApiError } from "../../../services/api/problems.js";

test("a cursor gives back the key it was made of and is safe in a query", () => {
  const id = fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(fc.maxSafeNat(), id, (atMs, text) => {
      const cursor = writeCursor("alerts", [atMs, text]);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(readCursor("alerts", cursor)).toEqual([atMs, text]);
    }),
  );
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test.each([
  ["garbage", "!!!"],
  ["text that is not JSON", Buffer.from("alerts").toString("base64url")],
  ["another list's", writeCursor("doses", [1, "a"])],
  ["a key of the wrong type", encoded(["alerts", "1", "a"])],
  ["a key too short", encoded(["alerts", 1])],
  ["a zero byte", encoded(["alerts", 1, "a\0"])],
  ["an object", encoded({ list: "alerts" })],
])("%s is refused as a cursor", (_name, cursor) => {
  const refused = () => readCursor("alerts", cursor);
  expect(refused).toThrow(ApiError);
  expect(refused).toThrow(expect.objectContaining({ code: "API_CURSOR_INVALID" }));
});

test("no cursor means the beginning", () => {
  expect(pageRequest("devices", { limit: 10 })).toEqual({ limit: 10, after: null });
  const cursor = writeCursor("devices", ["D-1"]);
  expect(pageRequest("devices", { limit: 10, cursor })).toEqual({ limit: 10, after: ["D-1"] });
});
