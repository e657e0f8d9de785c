import { beforeAll, describe, expect, test } from "vitest";
import { defaultEcosystemPath, readEcosystemFile } from "../../services/ecosystem/load.js";
import { replay } from "../../services/replay/replay.js";
import { replayLine } from "../../simulators/cli/write.js";
import { type Lived, live } from "./support.js";

interface Dose {
  record: "dose";
  doseId: string;
  verdict: string;
  cause: string | null;
}

interface Incident {
  record: "incident";
  rootCause: string;
  closedAt: string | null;
  residents: string[];
}

/** What Velvakt makes of what a city said. */
async function judged({ messages }: Lived) {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example has mistakes");
  async function* lines() {
    for (const message of messages) yield replayLine(message);
  }
  const records: { record: string }[] = [];
  for await (const record of replay(lines(), loaded.ecosystem)) records.push(record);
  const of = <T>(kind: string) => records.filter(({ record }) => record === kind) as unknown as T[];
  return { doses: of<Dose>("dose"), incidents: of<Incident>("incident"), rejected: of("rejected") };
}

const dispensed = ["early", "on-time", "late"];

describe.each([
  { name: "quiet-day", seed: 1, causes: [] },
  { name: "cloud-outage-at-morning-doses", seed: 1, causes: ["vendor-cloud"] },
  { name: "cloud-outage-at-morning-doses", seed: 2, causes: ["vendor-cloud"] },
  { name: "district-network-loss", seed: 1, causes: ["mobile-network@grorud"] },
  { name: "demo-morning", seed: 1, causes: ["mobile-network@grorud", "vendor-cloud"] },
])("Velvakt over $name, seed $seed", ({ name, seed, causes }) => {
  let lived: Lived;
  let verdicts: Awaited<ReturnType<typeof judged>>;
  beforeAll(async () => {
    lived = live(name, 20, 60, seed);
    verdicts = await judged(lived);
  });

  test("no dose whose dispense arrived ends as missed, and every verdict is the truth", () => {
    const { doses, rejected } = verdicts;
    expect(rejected).toEqual([]);
    expect(doses.length).toBeGreaterThan(120);
    for (const { doseId, verdict } of doses) {
      const truth = lived.truth.doses.get(doseId);
      expect(truth, `${doseId} is planned`).toBeDefined();
      if (truth?.heardAtMs) expect(dispensed, doseId).toContain(verdict);
      else expect(dispensed, doseId).not.toContain(verdict);
    }
  });

  test("each outage is one incident with its cause, over when it is over", () => {
    const { incidents } = verdicts;
    expect(incidents.map(({ rootCause }) => rootCause).toSorted()).toEqual(causes);
    for (const { rootCause, closedAt, residents } of incidents) {
      expect(closedAt).not.toBeNull();
      expect(residents.length).toBe(rootCause === "vendor-cloud" ? 60 : 20);
    }
  });
});

/** After so long a dispense is a note beside a verdict that stays: the ledger's default. */
const closeAfterMs = 240 * 60_000;

describe.each([
  { name: "quiet-week", days: 2 },
  { name: "privacy-leak", days: 2 },
  { name: "bad-firmware", days: 2 },
  { name: "power-cut", days: 2 },
  { name: "the-night", days: 2 },
])("Velvakt over $name", ({ name, days }) => {
  test("no dose is called missed that came out in time, none dispensed that did not, and what is excused is excused", async () => {
    const lived = live(name, days * 24, 60, 3);
    const { doses } = await judged(lived);
    let compared = 0;
    for (const { doseId, verdict, cause } of doses) {
      const truth = lived.truth.doses.get(doseId);
      if (truth === undefined || truth.why === "pending" || verdict === "pending") continue;
      compared++;
      const { scheduledAtMs, dispensedAtMs, heardAtMs, excused, why } = truth;
      const inTime = heardAtMs !== null && (dispensedAtMs as number) <= scheduledAtMs + closeAfterMs;
      const told = `${doseId}: ${verdict} (${cause}), in truth ${why}`;
      if (inTime) expect(dispensed, told).toContain(verdict);
      else if (excused) expect(["excused", "unconfirmed"], told).toContain(verdict);
      else expect(["missed", "unconfirmed"], told).toContain(verdict);
      if (verdict === "missed" && why === "jam") expect(cause, told).toBe("fault");
    }
    expect(compared).toBeGreaterThan(250);
  });
});
