import { readFileSync } from "node:fs";
import { parseInstant } from "../../ingest/wire/time.js";
import type { Credentials } from "../../simulators/cli/link.js";
import type { Scenario } from "../../simulators/scenarios.js";
import type { Mistake } from "../ecosystem/mistake.js";
import { readScenario } from "./scenario-file.js";

export interface SimulateCommandOptions {
  seed: string;
  residents?: string;
  days?: string;
  start?: string;
  scenario: string;
  broker?: string;
  speed: string;
  username?: string;
  passwordFile?: string;
  ca?: string;
  cert?: string;
  key?: string;
  bridges: string;
  direct: string;
  out?: string;
  truth?: string;
}

/** What is to be done, checked. */
export interface Order {
  seed: number;
  residents: number;
  scenario: Scenario;
  startMs: number;
  endMs: number;
  speed: number;
  credentials: Credentials;
  bridges: number;
  direct: number;
}

export interface ReadOptions {
  order: Order | null;
  problems: string[];
  /** Of the scenario file, with their lines. */
  mistakes: Mistake[];
}

export const dayMs = 86_400_000;
/** Without `--start` a file begins here, so that the same seed gives the same file on any day. */
export const fileStart = "2026-11-18T06:00:00+01:00";
export const residentsMax = 20_000;
export const daysMax = 366;
const speedMax = 100_000;
const bridgesMax = 100;

export function createReader(problems: string[]) {
  function numberIn(name: string, text: string, min: number, max: number, whole = true): number {
    const value = Number(text);
    if (text.trim() !== "" && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    problems.push(`--${name} ${text}: must be a ${whole ? "whole " : ""}number from ${min} to ${max}`);
    return min;
  }

  function fileOf(name: string, path: string | undefined): string | undefined {
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      problems.push(`--${name} ${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
      return undefined;
    }
  }

  return { numberIn, fileOf };
}

type Reader = ReturnType<typeof createReader>;

function readCredentials(options: SimulateCommandOptions, { fileOf }: Reader): Credentials {
  const password = fileOf("password-file", options.passwordFile)?.replace(/\r?\n$/, "");
  const all = {
    username: options.username,
    password,
    ca: fileOf("ca", options.ca),
    cert: fileOf("cert", options.cert),
    key: fileOf("key", options.key),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Credentials;
}

function checkTarget({ broker, out, truth }: SimulateCommandOptions, problems: string[]): void {
  if ((broker === undefined) === (out === undefined)) {
    problems.push("say where the messages go: either --broker URL or --out FILE (- is standard output)");
  }
  if (broker !== undefined && !/^(mqtts?|wss?|tcp|ssl):\/\/[^/]/.test(broker)) {
    problems.push(`--broker ${broker}: must be a URL such as mqtt://127.0.0.1:1883`);
  }
  if (truth !== undefined && truth === out) problems.push(`--truth ${truth}: messages and truth need a file each`);
}

/** Everything that is wrong with the options is said together. */
export async function readOptions(options: SimulateCommandOptions, nowMs: number): Promise<ReadOptions> {
  const problems: string[] = [];
  const reader = createReader(problems);
  const { numberIn } = reader;
  const read = await readScenario(options.scenario);
  const startText = options.start ?? (options.broker === undefined ? fileStart : new Date(nowMs).toISOString());
  const startMs = parseInstant(startText);
  if (startMs === null) {
    problems.push(`--start ${startText}: not an RFC 3339 time with zone, such as ${fileStart}`);
  }
  checkTarget(options, problems);
  const suggested = read.ok ? read.value : { residents: 200, days: 1 };
  const days = numberIn("days", options.days ?? String(suggested.days), 0.01, daysMax, false);
  const order = {
    seed: numberIn("seed", options.seed, 0, 0xffff_ffff),
    residents: numberIn("residents", options.residents ?? String(suggested.residents), 1, residentsMax),
    startMs: startMs ?? 0,
    endMs: (startMs ?? 0) + days * dayMs,
    speed: numberIn("speed", options.speed, 0.1, speedMax, false),
    credentials: readCredentials(options, reader),
    bridges: numberIn("bridges", options.bridges, 1, bridgesMax),
    direct: numberIn("direct", options.direct, 0, residentsMax),
  };
  if (!read.ok) return { order: null, problems, mistakes: read.mistakes };
  return { order: problems.length > 0 ? null : { ...order, scenario: read.value }, problems, mistakes: [] };
}
