import { describe, expect, it } from "vitest";
import type { Entry } from "../../ingest/batch.js";
import { createPending } from "../../ingest/pending.js";
import { rawMessage } from "../support/ingest.js";

const entry = (bytes: number): Entry => ({
  message: rawMessage("t", new Uint8Array(bytes)),
  settle: () => {},
  fail: () => {},
  decoded: { ok: "ignored" },
  duplicate: false,
  logged: null,
});

describe("the queue before the pipeline", () => {
  it("counts bytes as well as messages, and still takes one that is larger than all its room", () => {
    const pending = createPending(10, 100);
    const entries = [60, 60, 10, 500, 1].map(entry);
    for (const one of entries) pending.add(one);
    expect([pending.size(), pending.waiting()]).toEqual([1, 4]);
    expect(pending.take(10)).toEqual(entries.slice(0, 1));
    expect([pending.size(), pending.waiting()]).toEqual([2, 2]);
    expect(pending.take(10)).toEqual(entries.slice(1, 3));
    expect(pending.take(10)).toEqual(entries.slice(3, 4));
    expect(pending.take(10)).toEqual(entries.slice(4));
    expect(pending.take(10)).toEqual([]);
  });

  it("lets nobody overtake those who wait at the door", () => {
    const pending = createPending(1, 100);
    const entries = [entry(1), entry(99), entry(1)];
    for (const one of entries) pending.add(one);
    expect([pending.take(1), pending.take(1), pending.take(1)].flat()).toEqual(entries);
  });

  it("gives everything back when it is emptied for good", () => {
    const pending = createPending(1, 100);
    const entries = [entry(1), entry(2)];
    for (const one of entries) pending.add(one);
    expect(pending.takeAll()).toEqual(entries);
    expect([pending.size(), pending.waiting()]).toEqual([0, 0]);
  });
});
