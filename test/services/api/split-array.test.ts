import fc from "fast-check";
import { expect, test } from "vitest";
import { splitArray } from "../../../services/api/split-array.js";

test("elements are what was written, whatever stands in their texts", () => {
  const text = fc.string({ unit: fc.constantFrom('"', "\\", "[", "]", "{", "}", ",", " ", "a", "\n") });
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.constant(null), tie("list"), tie("object")),
    list: fc.array(tie("any"), { maxLength: 3 }),
    object: fc.dictionary(text, tie("any"), { maxKeys: 3 }),
  })).any;
  fc.assert(
    fc.property(fc.array(value, { maxLength: 5 }), fc.constantFrom(0, 1), (values, indent) => {
      const parts = splitArray(` ${JSON.stringify(values, null, indent)}\n`);
      expect(parts.map((one) => JSON.parse(one))).toEqual(values.map((one) => JSON.parse(JSON.stringify(one))));
    }),
  );
});

test("numbers stay as they were written, and nothing is nothing", () => {
  expect(splitArray('[1e999, 1.10 ,"a\\\\","]"]')).toEqual(["1e999", "1.10", '"a\\\\"', '"]"']);
  expect(splitArray(" [ ] ")).toEqual([]);
  // What follows the array is not part of it.
  expect(splitArray("[1] , 2]")).toEqual(["1"]);
});
