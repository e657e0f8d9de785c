import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Scenario, scenarioSchema } from "../../simulators/scenarios.js";
import { didYouMean } from "../ecosystem/did-you-mean.js";
import type { Mistake } from "../ecosystem/mistake.js";
import { readFileText, readYaml, refused } from "../ecosystem/yaml-file.js";

/** The shipped scenarios lie beside the simulators, in the sources as in the build. */
const folder = fileURLToPath(new URL("../../simulators/scenarios/", import.meta.url));
const ending = ".yaml";

export const scenarioNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => basename(file, ending))
  .sort();

export type ReadScenario = { ok: true; value: Scenario } | { ok: false; mistakes: Mistake[] };

/** A shipped scenario by its name, or anybody's by its file. */
export async function readScenario(nameOrFile: string): Promise<ReadScenario> {
  const shipped = scenarioNames.includes(nameOrFile);
  if (!shipped && /^[\w-]+$/.test(nameOrFile)) {
    const message = `there is no such scenario${didYouMean(nameOrFile, scenarioNames)}`;
    const action = `Name one of ${scenarioNames.join(", ")}, or a YAML file.`;
    return refused([{ code: "ECOSYSTEM_FILE_MISSING", line: 0, column: 0, path: "", message, action }], nameOrFile);
  }
  const file = shipped ? join(folder, `${nameOrFile}${ending}`) : nameOrFile;
  const read = await readFileText(file);
  if (!read.ok) return read;
  return readYaml(read.text, file, scenarioSchema, "Start from a copy of one in simulators/scenarios.");
}

/** A shipped scenario, for those who name it in their code. */
export async function shippedScenario(name: string): Promise<Scenario> {
  const read = await readScenario(name);
  if (!read.ok) throw new Error(`the shipped scenario ${name} has mistakes: ${read.mistakes[0]?.message}`);
  return read.value;
}
