import { expect, test } from "vitest";
import { freshnessOf } from "../../dashboards/web/live/freshness.js";

const second = 1_000;

test("a page that has just been opened connects, and does not cry at once", () => {
  expect(freshnessOf({ openedMs: 0, streamMs: null, figuresMs: null }, 3 * second)).toBe("connecting");
});

test("figures without a stream are not live yet", () => {
  expect(freshnessOf({ openedMs: 0, streamMs: null, figuresMs: second }, 3 * second)).toBe("connecting");
});

test("a page that never connects is stale after 10 s", () => {
  expect(freshnessOf({ openedMs: 0, streamMs: null, figuresMs: null }, 10 * second)).toBe("connecting");
  expect(freshnessOf({ openedMs: 0, streamMs: null, figuresMs: null }, 10 * second + 1)).toBe("stale");
});

test("a stream that has been silent for more than 10 s makes the page stale, and the next byte makes it live", () => {
  const contact = { openedMs: 0, streamMs: 100 * second, figuresMs: 100 * second };
  expect(freshnessOf(contact, 110 * second)).toBe("live");
  expect(freshnessOf(contact, 110 * second + 1)).toBe("stale");
  expect(freshnessOf({ ...contact, streamMs: 111 * second }, 111 * second)).toBe("live");
});

test("a stream that lives does not vouch for figures that cannot be fetched", () => {
  expect(freshnessOf({ openedMs: 0, streamMs: 100 * second, figuresMs: 60 * second }, 100 * second)).toBe("stale");
});
