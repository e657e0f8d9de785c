import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { simulateCommand } from "../../../services/commands/simulate.js";
import type { SimulateCommandOptions } from "../../../services/commands/simulate-options.js";
import { tempDir } from "../../support/temp-dir.js";

const usual: SimulateCommandOptions = {
  seed: "1",
  residents: "5",
  days: "0.25",
  scenario: "quiet-day",
  speed: "1",
  bridges: "1",
  direct: "0",
};

async function simulate(options: Partial<SimulateCommandOptions>) {
  const said: string[] = [];
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await simulateCommand({ ...usual, ...options }, { out, err: { write: (text) => said.push(text) } });
  return { code, said: said.join(""), out: Buffer.concat(chunks).toString("utf8") };
}

test("the same options give the same files, messages and truth", async () => {
  const folder = tempDir();
  const paths = (name: string) => ({ out: join(folder, `${name}.ndjson`), truth: join(folder, `${name}.truth`) });
  for (const name of ["a", "b"]) {
    const { code, said } = await simulate({ ...paths(name), scenario: "cloud-outage-at-morning-doses" });
    expect(code).toBe(0);
    expect(said).toMatch(/^[\d,]+ messages written\.\n$/);
  }
  const [a, b] = [paths("a"), paths("b")];
  expect(readFileSync(a.out, "utf8")).toBe(readFileSync(b.out, "utf8"));
  expect(readFileSync(a.truth, "utf8")).toBe(readFileSync(b.truth, "utf8"));
  const truth = readFileSync(a.truth, "utf8").trimEnd().split("\n");
  expect(JSON.parse(truth[0] ?? "")).toEqual({
    truth: "outage",
    fault: "vendor-cloud-outage",
    componentId: "vendor-cloud",
    how: "down",
    from: "2026-11-18T06:10:00.000Z",
    to: "2026-11-18T07:50:00.000Z",
  });
  expect(truth.length).toBeGreaterThan(5);
});

test("a dash writes to standard output", async () => {
  const { code, out } = await simulate({ out: "-", days: "0.05" });
  expect(code).toBe(0);
  const [first] = out.split("\n");
  expect(JSON.parse(first ?? "")).toMatchObject({ topic: expect.stringMatching(/^vft\/v1\/oslo\//) });
});

test("everything that is wrong with the options is said together, with the scenarios that there are", async () => {
  const { code, said } = await simulate({ scenario: "doomsday", seed: "x", residents: "0", start: "today" });
  expect(code).toBe(2);
  expect(said).toContain("--seed x: must be a whole number");
  expect(said).toContain("--residents 0: must be a whole number");
  expect(said).toContain("--start today: not an RFC 3339 time");
  expect(said).toContain("doomsday  there is no such scenario");
  expect(said).toContain("Name one of bad-firmware, cloud-outage-at-morning-doses");
  expect(said).toContain("either --broker URL or --out FILE");
});

test("messages go to one place, not to two", async () => {
  const { code, said } = await simulate({ out: "-", broker: "mqtt://127.0.0.1:1" });
  expect(code).toBe(2);
  expect(said).toContain("either --broker URL or --out FILE");
});

test("a broker that is not there is said in words, without its password", async () => {
  const { code, said } = await simulate({ broker: "mqtt://user:secret@127.0.0.1:1" });
  expect(code).toBe(1);
  expect(said).toContain("The broker mqtt://127.0.0.1:1 cannot be reached (ECONNREFUSED)");
  expect(said).not.toContain("secret");
});

test("something that listens there and speaks no MQTT is no broker either", async () => {
  const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const { code, said } = await simulate({ broker: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(code).toBe(1);
  expect(said).toContain("cannot be reached");
});

test("a file on a full disk is said in words", async () => {
  const { code, said } = await simulate({ out: "/dev/full", days: "1" });
  expect(code).toBe(1);
  expect(said).toContain("/dev/full cannot be written: the disk is full");
});

test("a password or certificate that cannot be read, and one file for two things, are said with the rest", async () => {
  const { code, said } = await simulate({
    broker: "mqtts://127.0.0.1:1",
    passwordFile: "/nowhere/password",
    ca: "/nowhere/ca",
  });
  expect(code).toBe(2);
  expect(said).toContain("--password-file /nowhere/password: cannot be read (ENOENT)");
  expect(said).toContain("--ca /nowhere/ca: cannot be read (ENOENT)");
  const twice = await simulate({ out: "/tmp/same", truth: "/tmp/same" });
  expect(twice.said).toContain("messages and truth need a file each");
});

test("a scenario that breaks something where nobody lives is refused, not played without it", async () => {
  const file = join(tempDir(), "mine.yaml");
  writeFileSync(
    file,
    'summary: far away\nfaults:\n  - { fault: power-cut, district: frogner, at: "08:00", forMin: 60 }\n',
  );
  const few = await simulate({ out: "-", scenario: file });
  expect(few.code).toBe(2);
  expect(few.said).toContain("breaks something in frogner, but 5 residents live in grorud, alna, sagene");
  expect((await simulate({ out: "-", scenario: file, residents: "301", days: "0.01" })).code).toBe(0);
});

test("a scenario with mistakes is told with its lines", async () => {
  const file = join(tempDir(), "mine.yaml");
  writeFileSync(file, 'summary: wrong\nfaults:\n  - { fault: record-down, at: "08:00" }\n');
  const { code, said } = await simulate({ out: "-", scenario: file });
  expect(code).toBe(2);
  expect(said).toContain(`${file}:3:5  \`forMin\` is missing`);
});
