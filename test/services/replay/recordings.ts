import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import type { ReplayRecord } from "../../../services/replay/records.js";
import { parseLines, recordingLine } from "../../rules/doses/notation.js";

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the shipped ecosystem does not load");
export const oslo = loaded.ecosystem;

/** The lines of a recording, in the notation of the dose tables, on Wednesday 4 March 2026. */
export function recorded(...story: string[]): string[] {
  return parseLines(story, "2026-03-04").map(recordingLine);
}

export async function* streamed(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines;
}

export async function all(records: AsyncIterable<ReplayRecord>): Promise<ReplayRecord[]> {
  const found: ReplayRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

const dayMs = 86_400_000;

function line(receivedAtMs: number, type: string, data: object, id: string): string {
  const time = new Date(receivedAtMs).toISOString();
  const payload = { specversion: "1.0", id, source: "D-1", type: `no.vft.${type}`, time, data };
  return JSON.stringify({ receivedAt: time, topic: "vft/v1/oslo/grorud/roll-dispenser/D-1/event", payload });
}

/**
 * One resident for many days: two doses a day, of which the second is often missed, a sign of life
 * every half hour, a network that is away every third day, an unusable message a day.
 */
export function* longLife(days: number): Generator<string> {
  const startMs = Date.UTC(2026, 0, 1);
  const plan = { residentRef: "R-1", planId: "P-1", version: 1, times: ["08:00", "20:00"], from: "2026-01-01" };
  yield line(startMs, "plan.published", plan, "plan");
  for (let day = 0; day < days; day++) {
    const midnightMs = startMs + day * dayMs;
    for (let minute = 0; minute < 24 * 60; minute += 30) {
      const atMs = midnightMs + minute * 60_000 + 1000;
      yield line(atMs, "link.heartbeat", { bufferedEvents: 0 }, `beat-${day}-${minute}`);
      if (minute === 7 * 60) yield line(atMs + 1, "dose.dispensed", { mode: "unassisted" }, `dose-${day}`);
      if (minute === 9 * 60 && day % 3 === 0) yield outage(atMs + 1, "opened", day);
      if (minute === 10 * 60 && day % 3 === 0) yield outage(atMs + 1, "closed", day);
    }
    yield "{ not JSON";
  }
}

function outage(atMs: number, what: "opened" | "closed", day: number): string {
  const time = new Date(atMs).toISOString();
  const data = { detectedBy: "supplier" };
  const id = `outage-${what}-${day}`;
  const payload = { specversion: "1.0", id, source: "cloud", type: `no.vft.outage.${what}`, time, data };
  return JSON.stringify({ receivedAt: time, topic: "vft/v1/oslo/_/component/vendor-cloud/event", payload });
}
