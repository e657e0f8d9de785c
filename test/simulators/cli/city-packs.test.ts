import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { messagesOf, spokenOf } from "../../../simulators/city/messages.js";
import { type CityOrder, cityOfOrder } from "../../../simulators/cli/city-order.js";
import { packsOf } from "../../../simulators/cli/city-packs.js";
import { createPacker, createUnpacker } from "../../../simulators/cli/pack.js";
import { openLineFile, replayLine, writePacks } from "../../../simulators/cli/write.js";
import { createTruth, truthLines } from "../../../simulators/truth.js";
import { tempDir } from "../../support/temp-dir.js";
import { cityOf, cityStartMs, hourMs, scenarioOf, scenarios } from "../support.js";

const never = new AbortController().signal;
const stdout = new PassThrough();

function orderOf(name: string, hours: number, residents: number): CityOrder {
  const endMs = cityStartMs + hours * hourMs;
  return { seed: 1, residents, scenario: scenarioOf(name), startMs: cityStartMs, endMs };
}

/** What one thread alone says, and its truth. */
function aloneOf(order: CityOrder) {
  const truth: string[] = [];
  const kept = createTruth((line) => truth.push(JSON.stringify(line)));
  const lines = [...messagesOf(cityOfOrder(order), order.startMs, order.endMs, kept)].map(replayLine);
  for (const line of truthLines(kept)) truth.push(JSON.stringify(line));
  return { lines, truth };
}

async function inThread(order: CityOrder, signal: AbortSignal, progress: () => void = () => {}) {
  const [path, truthPath] = [join(tempDir(), "city.ndjson"), join(tempDir(), "truth.ndjson")];
  const truth = openLineFile(truthPath, stdout);
  await writePacks(path, packsOf(order, signal), { stdout, truth, progress });
  await truth.close();
  const linesIn = (file: string) => readFileSync(file, "utf8").split("\n").slice(0, -1);
  return { lines: linesIn(path), truth: linesIn(truthPath) };
}

test.each([...scenarios.keys()])("%s: packed and unpacked, every line is the same, byte for byte", (name) => {
  const toMs = cityStartMs + 30 * hourMs;
  const packer = createPacker();
  const linesOf = createUnpacker();
  const lines: string[] = [];
  for (const spoken of spokenOf(cityOf(name, 12), cityStartMs, toMs)) {
    packer.add(spoken);
    if (packer.isFull()) lines.push(...linesOf(packer.take()));
  }
  lines.push(...linesOf(packer.take()));
  expect(lines).toEqual([...messagesOf(cityOf(name, 12), cityStartMs, toMs)].map(replayLine));
});

test("with a thread for the city, messages and truth are the same files, byte for byte", async () => {
  const order = orderOf("everything", 100, 30);
  const alone = aloneOf(order);
  expect(alone.lines.length).toBeGreaterThan(20_000);
  expect(await inThread(order, never)).toEqual(alone);
});

test("a signal ends both threads behind a whole line, and the truth is told up to there", async () => {
  const order = orderOf("quiet-day", 24 * 300, 60);
  const stop = new AbortController();
  const { lines, truth } = await inThread(order, stop.signal, () => stop.abort());
  const until = (JSON.parse(lines.at(-1) ?? "") as { receivedAt: string }).receivedAt;
  const alone = aloneOf({ ...order, endMs: Date.parse(until) });
  expect(lines.slice(0, alone.lines.length)).toEqual(alone.lines);
  // The city lives on for a pack or two; what was so up to the last line is in its truth.
  const namesOf = (told: string[]) =>
    told.map((line) => JSON.parse(line)).map((one) => one.doseId ?? one.alertRef ?? one.at);
  expect(alone.truth.length).toBeGreaterThan(0);
  expect(namesOf(truth)).toEqual(expect.arrayContaining(namesOf(alone.truth)));
});

test("a full disk is said in words, and the city's thread ends with it", async () => {
  const order = orderOf("quiet-day", 24 * 300, 60);
  const writing = writePacks("/dev/full", packsOf(order, never), { stdout, truth: null, progress: () => {} });
  await expect(writing).rejects.toThrow("the disk is full");
});

test("what goes wrong in the city's thread is not taken for its end", async () => {
  const order = { ...orderOf("quiet-day", 1, 5), residents: -1 };
  const writing = writePacks("-", packsOf(order, never), { stdout, truth: null, progress: () => {} });
  await expect(writing).rejects.toThrow("Invalid array length");
});
