import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

export interface Instruction {
  name: string;
  rest: string;
}

/** The instructions of each stage, continued lines joined; comments and what stands before the first FROM left out. */
export function readStages(): Instruction[][] {
  const text = readFileSync(resolve(root, "Dockerfile"), "utf8").replace(/^\s*#.*\n/gm, "");
  const stages: Instruction[][] = [];
  for (const line of text.replaceAll(/\\\n\s*/g, "").split("\n")) {
    const [, name, rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (name === "FROM") stages.push([]);
    stages.at(-1)?.push({ name, rest });
  }
  return stages;
}

/** What the image is made of: its last stage. */
export function finalStage(): Instruction[] {
  return readStages().at(-1) ?? [];
}

export function last(stage: Instruction[], name: string): string | undefined {
  return stage.findLast((instruction) => instruction.name === name)?.rest;
}

export function environment(stage: Instruction[]): Record<string, string> {
  const pairs = stage.filter(({ name }) => name === "ENV").flatMap(({ rest }) => rest.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** The command of a HEALTHCHECK or CMD in its list form. */
export function commandOf(rest: string | undefined): string[] {
  return JSON.parse(/\[.*\]$/.exec(rest ?? "")?.[0] ?? "[]") as string[];
}
