import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type SpawnedService, spawnVelvakt, until } from "../../support/service.js";
import { tempDir } from "../../support/temp-dir.js";

interface Overview {
  dosesToday: { date: string; counts: Record<string, number> };
  openIncidents: { rootCause: string; residentCount: number }[];
  generatedAt: string;
}

interface DemoState {
  seed: number;
  speed: number;
  simulatedNow: string;
  narration: { at: string; text: { no: string; en: string } }[];
  phone: { at: string; teamId: string; severity: string; title: { no: string; en: string } }[];
}

const upMaxMs = 120_000;

function startDemo(folder: string, ...args: string[]): SpawnedService {
  const demo = spawnVelvakt(["demo", "--no-open", ...args], { TMPDIR: folder });
  onTestFinished(async () => {
    if (demo.child.exitCode === null && demo.child.signalCode === null) demo.child.kill("SIGKILL");
    await demo.ended;
  });
  return demo;
}

async function addressOf({ output, ended }: SpawnedService): Promise<string> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  await until("the demo is up", () => isOver || output().stdout.includes("is up after"), upMaxMs, 100);
  const address = /(http:\S+) +is up after/.exec(output().stdout)?.[1];
  if (address === undefined) throw new Error(`the demo did not come up: ${output().stdout}\n${output().stderr}`);
  return address;
}

async function get<T>(address: string, path: string): Promise<T> {
  const response = await fetch(`${address}${path}`);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** Commands of all processes that name the folder: the database server does. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(folder));
}

/** What the launcher says where sources have been edited since the page was built. */
const builtLately = /^The web page is older than its sources.*\n/m;

/** Folders of the demo's; where the sources are run as they are, the compiler keeps one of its own. */
function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("velvakt"));
}

/** Ctrl-C: it ends well and leaves nothing. */
async function expectCleanEnd({ child, ended, output }: SpawnedService, folder: string): Promise<void> {
  child.kill("SIGINT");
  expect(await ended, output().stderr).toEqual({ code: 0, signal: null });
  expect(output().stdout).toContain("Nothing is left behind");
  expect(output().stderr.replace(builtLately, "")).toBe("");
  expect(leftIn(folder)).toEqual([]);
  expect(processesIn(folder)).toEqual([]);
}

test("within a simulated hour there are missed and unknown doses, an incident with its cause, and phones that ring", async () => {
  const folder = tempDir();
  const demo = startDemo(folder, "--speed", "200", "--seed", "3");
  const address = await addressOf(demo);
  const atStart = await get<Overview>(address, "/v1/overview");
  expect(atStart.dosesToday.date).toBe("2026-11-18");
  expect(atStart.dosesToday.counts["on-time"]).toBeGreaterThan(50);

  let incident: Overview["openIncidents"][number] | undefined;
  await until("there is an incident", async () => {
    [incident] = (await get<Overview>(address, "/v1/overview")).openIncidents;
    return incident !== undefined;
  });
  expect(incident).toMatchObject({ rootCause: "vendor-cloud", residentCount: 200 });
  let unknownAt = "";
  await until("doses are unknown", async () => {
    const { dosesToday, generatedAt } = await get<Overview>(address, "/v1/overview");
    unknownAt = generatedAt;
    return (dosesToday.counts.unconfirmed ?? 0) > 0 && (dosesToday.counts.missed ?? 0) > 0;
  });
  expect(Date.parse(unknownAt)).toBeLessThan(Date.parse("2026-11-18T10:10:00+01:00"));

  let state = await get<DemoState>(address, "/demo/state");
  await until("phones ring", async () => {
    state = await get<DemoState>(address, "/demo/state");
    return state.phone.length > 0;
  });
  expect(state).toMatchObject({ seed: 3, speed: 200 });
  // Nothing that happened before anybody looked rings a phone.
  for (const { at } of state.phone) expect(Date.parse(at)).toBeGreaterThan(Date.parse("2026-11-18T09:10:00+01:00"));
  const [cloudDown] = state.phone.filter(({ title }) => title.en.includes("Supplier's cloud"));
  expect(cloudDown).toMatchObject({ severity: "critical", title: { no: expect.stringContaining("nede") } });

  await until("the cloud is back and late data has told the truth", async () => {
    state = await get<DemoState>(address, "/demo/state");
    return state.narration.some(({ text }) => text.en.includes("No dose is unknown any more"));
  });
  expect(state.narration.map(({ text }) => text.en).join("\n")).toContain(
    "Velvakt has found the cause: the supplier's cloud",
  );
  await until("the network loss is an incident of its own", async () => {
    const { openIncidents } = await get<Overview>(address, "/v1/overview");
    return openIncidents.some(({ rootCause }) => rootCause === "mobile-network@grorud");
  });
  expect(demo.output().stdout).not.toContain("\u001b");
  await expectCleanEnd(demo, folder);
}, 240_000);

test("two at once each have their own page, and say so; Ctrl-C in the middle of starting leaves nothing either", async () => {
  const folders = [tempDir(), tempDir()] as const;
  const first = startDemo(folders[0]);
  const address = await addressOf(first);
  const second = startDemo(folders[1]);
  await until("the second one is starting", () => second.output().stdout.includes("The day before passes"), upMaxMs);
  expect(second.output().stdout).toContain("Port 8080 is taken");
  await expectCleanEnd(second, folders[1]);
  expect((await get<DemoState>(address, "/demo/state")).speed).toBe(60);
  await expectCleanEnd(first, folders[0]);
}, 240_000);

test("what a demo that was killed leaves behind, its database included, is gone with the next one", async () => {
  const folder = tempDir();
  const killed = startDemo(folder);
  await until("the first one is starting", () => killed.output().stdout.includes("The day before passes"), upMaxMs);
  killed.child.kill("SIGKILL");
  await killed.ended;
  expect(leftIn(folder)).toHaveLength(1);
  expect(processesIn(folder)).not.toEqual([]);
  const next = startDemo(folder);
  await until("the next one is starting", () => next.output().stdout.includes("The day before passes"), upMaxMs);
  expect(next.output().stdout).toContain("Removed what a demo that was killed had left behind.");
  await expectCleanEnd(next, folder);
}, 240_000);

test("a port that was asked for and is taken is refused in words", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const folder = tempDir();
  const demo = startDemo(folder, "--port", String(port));
  expect((await demo.ended).code).toBe(1);
  expect(demo.output().stderr).toContain(`Port ${port} is taken by another program`);
  expect(leftIn(folder)).toEqual([]);
});
