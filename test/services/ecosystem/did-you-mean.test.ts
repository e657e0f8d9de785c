import { expect, test } from "vitest";
import { nearest } from "../../../services/ecosystem/did-you-mean.js";

const known = ["alertAfterMin", "alertAfterCriticalMin", "closeAfterMin", "vendor-cloud", "vkp", "R1"];

test.each([
  ["alertafterMin", "alertAfterMin"],
  ["alert_after_min", "alertAfterMin"],
  ["alretAfterMin", "alertAfterMin"],
  ["vendor_cloud", "vendor-cloud"],
  ["vendorclod", "vendor-cloud"],
  ["VKP", "vkp"],
  ["vpk", "vkp"],
  ["r1", "R1"],
])("%s was meant as %s", (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test.each(["", "R9", "epj", "mobile-network", "zzzzzzzzzzzzz", "-_-"])("nothing known is near %j", (word) => {
  expect(nearest(word, known)).toBeNull();
});

test("a very long word is compared in bounded time", () => {
  expect(nearest("x".repeat(1_000_000), known)).toBeNull();
});
