import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allQueries, createThrottle, type QueryName, queriesOf } from "../../dashboards/web/live/invalidation.js";
import { createSseParser, type SseEvent } from "../../dashboards/web/live/sse-parser.js";

function parse(pieces: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const feed = createSseParser((event) => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

describe("server-sent events", () => {
  const text =
    'retry: 2000\nevent: hello\ndata: {"a":1}\n\n: keep-alive\n\nevent: change\r\ndata: x\r\ndata: y\r\n\r\n';
  const events = [
    { event: "hello", data: '{"a":1}' },
    { event: "change", data: "x\ny" },
  ];

  it("are read with comments left out", () => {
    expect(parse([text])).toEqual(events);
  });

  it("are the same however the network cuts them", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        expect(parse(at.slice(1).map((end, i) => text.slice(at[i], end)))).toEqual(events);
      }),
    );
  });

  it("are not told before they are whole", () => {
    expect(parse(["event: hello\ndata: 1\n"])).toEqual([]);
  });
});

describe("changes", () => {
  it("of a kind this page does not know concern everything", () => {
    expect(queriesOf("something-new")).toEqual(allQueries);
  });

  it("of a dose concern the first page's figures and the lists that show doses", () => {
    expect(queriesOf("dose")).toEqual(expect.arrayContaining(["overview", "doses", "worklist", "at-risk"]));
    expect(queriesOf("dose")).not.toContain("components");
  });

  function rig() {
    const flushed: [number, QueryName[]][] = [];
    let nowMs = 0;
    let due: { atMs: number; run: () => void }[] = [];
    const add = createThrottle((names) => flushed.push([nowMs, [...names].sort()]), 1_000, {
      now: () => nowMs,
      after: (ms, run) => due.push({ atMs: nowMs + ms, run }),
    });
    const goTo = (ms: number) => {
      nowMs = ms;
      const ripe = due.filter((one) => one.atMs <= ms);
      due = due.filter((one) => one.atMs > ms);
      for (const one of ripe) one.run();
    };
    return { flushed, add, goTo };
  }

  it("are fetched at once when it has been quiet", () => {
    const { flushed, add, goTo } = rig();
    add(["overview"]);
    goTo(0);
    expect(flushed).toEqual([[0, ["overview"]]]);
  });

  it("that come in a flood are fetched together, once a second, and none is forgotten", () => {
    const { flushed, add, goTo } = rig();
    add(["overview"]);
    goTo(0);
    for (let ms = 10; ms < 1_000; ms += 10) {
      goTo(ms);
      add(ms < 500 ? ["doses"] : ["overview", "worklist"]);
    }
    goTo(1_000);
    goTo(5_000);
    expect(flushed).toEqual([
      [0, ["overview"]],
      [1_000, ["doses", "overview", "worklist"]],
    ]);
  });
});
