import { describe, expect, it } from "vitest";
import { createRepeatLog } from "../../../services/delivery/delivery-log.js";

function openLog() {
  const lines: { message: string; fields: object }[] = [];
  const write = (fields: object, message: string) => void lines.push({ message, fields });
  let nowMs = 0;
  const problems = createRepeatLog({ info: write, warn: write, error: write }, () => nowMs);
  return {
    lines,
    problems,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

describe("the log of repeated problems", () => {
  it("says a problem once, and once a minute how often it came", () => {
    const { lines, problems, pass } = openLog();
    for (let n = 0; n < 10_000; n += 1) problems.problem("queue", refused);
    expect(lines).toEqual([
      {
        message: "delivery: a problem",
        fields: { where: "queue", code: "ECONNREFUSED", error: "connect ECONNREFUSED" },
      },
    ]);
    pass(60_000);
    problems.problem("queue", refused);
    expect(lines[1]).toEqual({
      message: "delivery: the problem lasts",
      fields: { where: "queue", code: "ECONNREFUSED", times: 10_000 },
    });
    expect(lines).toHaveLength(2);
  });

  it("tells different problems and places apart", () => {
    const { lines, problems } = openLog();
    problems.problem("queue", refused);
    problems.problem("outbox", refused);
    problems.problem("queue", new TypeError("other"));
    expect(lines).toHaveLength(3);
  });

  it("says that a place works again, with the count, and only if it had not", () => {
    const { lines, problems } = openLog();
    problems.recovered("queue");
    problems.problem("queue", refused);
    problems.problem("queue", refused);
    problems.recovered("outbox");
    problems.recovered("queue");
    problems.recovered("queue");
    expect(lines.slice(1)).toEqual([{ message: "delivery: works again", fields: { where: "queue", times: 2 } }]);
    problems.problem("queue", refused);
    expect(lines).toHaveLength(3);
  });

  it("stays bounded when every problem is a new one", () => {
    const { lines, problems } = openLog();
    for (let n = 0; n < 300; n += 1) problems.problem(`place ${n}`, refused);
    lines.length = 0;
    for (let n = 0; n < 300; n += 1) problems.recovered(`place ${n}`);
    expect(lines).toHaveLength(100);
  });

  it("cuts long messages and writes no stack", () => {
    const { lines, problems } = openLog();
    problems.problem("queue", new Error("x".repeat(10_000)));
    expect(JSON.stringify(lines[0]).length).toBeLessThan(500);
  });
});
