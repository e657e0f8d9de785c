import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPubackLine } from "../../../../services/broker/external/puback-line.js";

function deferred() {
  let resolve = (): void => {};
  let reject = (): void => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = () => no(new Error("closing"));
  });
  return { promise, resolve, reject };
}

function lineOf(count: number) {
  const sent: number[] = [];
  let failures = 0;
  const line = createPubackLine(
    (id) => sent.push(id),
    () => failures++,
  );
  const stored = Array.from({ length: count }, () => deferred());
  for (const [id, { promise }] of stored.entries()) line.hold(id, promise);
  return { sent, line, stored, failures: () => failures };
}

describe("the line of held acknowledgements", () => {
  it("sends them in order of reception and none before its commit, in whatever order commits come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), async (order) => {
        const { sent, line, stored } = lineOf(12);
        const committed = new Set<number>();
        for (const id of order) {
          stored[id]?.resolve();
          committed.add(id);
          await Promise.resolve();
          let upTo = 0;
          while (committed.has(upTo)) upTo++;
          expect(sent).toEqual([...Array(upTo).keys()]);
          expect(line.held()).toBe(12 - upTo);
        }
      }),
    );
  });

  it("sends nothing behind one that will never be stored, and says that the connection is of no use", async () => {
    const { sent, stored, failures } = lineOf(3);
    stored[0]?.resolve();
    stored[2]?.resolve();
    stored[1]?.reject();
    await new Promise(setImmediate);
    expect(sent).toEqual([0]);
    expect(failures()).toBe(1);
  });

  it("sends nothing any more once it was dropped", async () => {
    const { sent, line, stored, failures } = lineOf(3);
    line.drop();
    stored[0]?.resolve();
    stored[1]?.reject();
    await new Promise(setImmediate);
    expect(sent).toEqual([]);
    expect(failures()).toBe(0);
    expect(line.held()).toBe(0);
  });
});
