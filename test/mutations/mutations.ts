/** A rule broken on purpose, and a sentence of the tables that must not survive it. */
export interface Mutation {
  breaks: string;
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
  /** Test file below test/rules, and the title of the test. */
  caughtBy: [file: string, title: string];
}

const judge = "rules/doses/judge.ts";
const hearing = "rules/doses/hearing.ts";
const match = "rules/doses/match.ts";

export const mutations: Mutation[] = [
  {
    breaks: "the deadline is one millisecond later than the plan says",
    file: judge,
    find: 'if (nowMs < dose.deadlineAtMs) return judgement("pending");',
    replace: 'if (nowMs <= dose.deadlineAtMs) return judgement("pending");',
    caughtBy: ["doses/table-precedence.test.ts", "at the deadline it is decided"],
  },
  {
    breaks: "evidence decides at once, without the line having been whole for a while",
    file: hearing,
    find: "return calmMs + settleMs;",
    replace: "return calmMs;",
    caughtBy: ["doses/table-heard.test.ts", "not a thousandth of a second before"],
  },
  {
    breaks: "of a repeated hour the second occurrence is taken",
    file: "rules/doses/zone.ts",
    find: "for (let i = first; i <= last; i++) {",
    replace: "for (let i = last; i >= first; i--) {",
    caughtBy: ["dst.test.ts", "a repeated time is its first occurrence"],
  },
  {
    breaks: "any contact since the window opened counts as contact at the deadline",
    file: judge,
    find: "anyWithin(facts.contacts, dose.deadlineAtMs - facts.contactWindowMs, dose.deadlineAtMs)",
    replace: "anyWithin(facts.contacts, dose.opensAtMs, dose.deadlineAtMs)",
    caughtBy: ["doses/table-heard.test.ts", "a thousandth of a second earlier is none"],
  },
  {
    breaks: "the device's report goes before an excuse",
    file: judge,
    find: "if (words.excused) return",
    replace: "if (words.excused && !words.report) return",
    caughtBy: ["doses/table-precedence.test.ts", "a device's report never makes an excused dose missed"],
  },
  {
    breaks: "a connection that comes back at once is a break all the same",
    file: hearing,
    find: "if (toMs - fromMs > graceMs) spans.push",
    replace: "if (toMs > fromMs) spans.push",
    caughtBy: ["doses/table-heard.test.ts", "an answer within 120 seconds was a reconnection"],
  },
  {
    breaks: "a dispense at the very beginning of the window is early",
    file: judge,
    find: 'if (atMs < dose.opensAtMs) return judgement("early");',
    replace: 'if (atMs <= dose.opensAtMs) return judgement("early");',
    caughtBy: ["doses/table-dispensed.test.ts", "a dispense an hour before the planned time is on time"],
  },
  {
    breaks: "an unnamed dispense takes a dose that the device reported missed",
    file: match,
    find: "const free = undispensed.filter((dose) => !dose.reportedMissed);",
    replace: "const free = undispensed;",
    caughtBy: [
      "doses/table-dispensed.test.ts",
      "an unnamed dispense that may have been the reported dose makes it ambiguous",
    ],
  },
  {
    breaks: "while Velvakt was away silence counts as if it had listened",
    file: judge,
    find: "    anyOverlap(facts.gaps, opensAtMs, deadlineAtMs) ||\n",
    replace: "",
    caughtBy: ["doses/table-heard.test.ts", "Velvakt itself was away"],
  },
  {
    breaks: "a dose closes one millisecond too early for an unnamed dispense",
    file: match,
    find: "      dispense.t <= dose.closesAtMs &&\n",
    replace: "      dispense.t < dose.closesAtMs &&\n",
    caughtBy: ["doses/table-dispensed.test.ts", "an unnamed dispense may come four hours after the planned time"],
  },
];
