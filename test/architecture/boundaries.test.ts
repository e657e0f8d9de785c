import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempDir, removeTempDir } from "../support/temp-dir.js";

const root = resolve(import.meta.dirname, "../..");
const config = join(root, ".dependency-cruiser.cjs");
const folders = ["simulators", "ingest", "rules", "services", "dashboards", "test"];

const { forbidden } = createRequire(import.meta.url)(config) as { forbidden: { name: string }[] };

interface Report {
  modules: { source: string; dependencies: { resolved: string }[] }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Runs the checker as `npm run boundaries` does, on the tree in `cwd`. */
function check(cwd: string): Report {
  const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const present = folders.filter((folder) => existsSync(join(cwd, folder)));
  const args = [cruiser, "--config", config, "--output-type", "json", ...present];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no report: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

function violations(report: Report): string[] {
  const found = report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  return [...new Set(found)].sort();
}

const planting: string[] = [];
afterAll(() => planting.forEach(removeTempDir));

/** A small tree of the project's shape: packages that exist and resolve, so that only the planted line is wrong. */
function plantTree(files: Record<string, string>): string {
  const folder = makeTempDir();
  planting.push(folder);
  const packages: Record<string, string> = {
    "package.json": JSON.stringify({
      type: "module",
      dependencies: { pg: "1", "temporal-polyfill": "1", zod: "1" },
      devDependencies: { "fast-check": "1" },
    }),
  };
  for (const name of ["pg", "temporal-polyfill", "zod", "fast-check"]) {
    packages[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: "1.0.0", main: "index.js" });
    packages[`node_modules/${name}/index.js`] = "module.exports = {};\n";
  }
  for (const [path, text] of Object.entries({ ...packages, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  copyFileSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
  return folder;
}

/** What every planted tree has: allowed imports of every kind. */
const lawful: Record<string, string> = {
  "rules/model/event.ts": "export type Event = { id: string };\n",
  "rules/engine.ts":
    'import type { Event } from "./model/event.js";\nimport { Temporal } from "temporal-polyfill";\nexport const step = (e: Event) => [e, Temporal];\n',
  "rules/cells.ts": "export type Cell = { n: number };\n",
  "rules/state.ts": 'import type { Cell } from "./cells.js";\nexport type State = { cell: Cell };\n',
  "rules/cell.ts":
    'import type { Cell } from "./cells.js";\nimport type { State } from "./state.js";\nexport const cellOf = (state: State): Cell => state.cell;\n',
  "ingest/wire/topic.ts":
    'import { join } from "node:path";\nimport { z } from "zod";\nimport type { Event } from "../../rules/model/event.js";\nexport const topic = (e: Event) => [e, z, join];\n',
  "simulators/city.ts": 'import { topic } from "../ingest/wire/topic.js";\nexport const city = topic;\n',
  "services/config.ts": "export const config = {};\n",
  "services/runtime/log.ts": "export const log = console.log;\n",
  "services/database/pool.ts": 'import pg from "pg";\nexport const pool = pg;\n',
  "services/api/contract.ts": "export const contract = {};\n",
  "services/api/server.ts":
    'import { log } from "../runtime/log.js";\nimport { pool } from "../database/pool.js";\nimport { step } from "../../rules/engine.js";\nimport { contract } from "./contract.js";\nexport const server = { log, pool, step, contract };\n',
  "services/delivery/sweep.ts": "export const sweep = 1;\n",
  "services/commands/serve.ts":
    'import { server } from "../api/server.js";\nimport { sweep } from "../delivery/sweep.js";\nimport { city } from "../../simulators/city.js";\nexport const serve = [server, sweep, city];\n',
  "services/main.ts":
    'import { config } from "./config.js";\nimport { serve } from "./commands/serve.js";\nserve.push(config as never);\n',
  "dashboards/web/page.ts":
    'import { contract } from "../../services/api/contract.js";\nimport type { Event } from "../../rules/model/event.js";\nexport const page = (e: Event) => [contract, e];\n',
  "test/api.test.ts":
    'import fc from "fast-check";\nimport { serve } from "../services/commands/serve.js";\nfc(serve);\n',
};

/** Per rule: files that break it, and the violations to be reported, no more and no less. */
const planted: { rule: string; files: Record<string, string>; expected: string[] }[] = [
  {
    rule: "no-circular",
    files: {
      "rules/a.ts": 'import { b } from "./b.js";\nexport const a = () => b;\n',
      "rules/b.ts": 'import { c } from "./c.js";\nexport const b = () => c;\n',
      "rules/c.ts": 'import { a } from "./a.js";\nexport const c = () => a;\n',
      "rules/doses/plan.ts":
        'import type { Part } from "./part.js";\nexport type Plan = { part: Part };\nexport const plan = (part: Part): Plan => ({ part });\n',
      "rules/doses/part.ts":
        'import type { Plan } from "./plan.js";\nexport type Part = { n: number };\nexport const part = (plan: Plan) => plan.part;\n',
    },
    // A circle is named once, by one of its links; one that only types close is a circle too.
    expected: ["no-circular: rules/a.ts -> rules/b.ts", "no-circular: rules/doses/part.ts -> rules/doses/plan.ts"],
  },
  {
    rule: "no-catch-all-folder",
    files: {
      "services/api/utils/pad.ts": "export const pad = 1;\n",
      "services/api/use-pad.ts": 'import { pad } from "./utils/pad.js";\nexport const used = pad;\n',
    },
    expected: ["no-catch-all-folder: services/api/use-pad.ts -> services/api/utils/pad.ts"],
  },
  {
    rule: "no-unresolvable",
    files: { "ingest/wire/lost.ts": 'import { gone } from "./gone.js";\nexport const lost = gone;\n' },
    expected: ["no-unresolvable: ingest/wire/lost.ts -> ./gone.js"],
  },
  {
    rule: "rules-are-pure",
    files: {
      "rules/doses/file.ts": 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;\n',
      "rules/doses/parse.ts": 'import { z } from "zod";\nexport const parse = z;\n',
      "rules/doses/wire.ts":
        'import type { topic } from "../../ingest/wire/topic.js";\nexport type T = typeof topic;\n',
    },
    expected: [
      "rules-are-pure: rules/doses/file.ts -> fs",
      "rules-are-pure: rules/doses/parse.ts -> node_modules/zod/index.js",
      "rules-are-pure: rules/doses/wire.ts -> ingest/wire/topic.ts",
    ],
  },
  {
    rule: "ingest-knows-only-the-model",
    files: {
      "ingest/pipeline.ts": 'import { step } from "../rules/engine.js";\nexport const run = step;\n',
      "ingest/store/write.ts": 'import { pool } from "../../services/database/pool.js";\nexport const write = pool;\n',
    },
    expected: [
      "ingest-knows-only-the-model: ingest/pipeline.ts -> rules/engine.ts",
      "ingest-knows-only-the-model: ingest/store/write.ts -> services/database/pool.ts",
    ],
  },
  {
    rule: "simulators-speak-only-the-wire",
    files: { "simulators/peek.ts": 'import { step } from "../rules/engine.js";\nexport const peek = step;\n' },
    expected: ["simulators-speak-only-the-wire: simulators/peek.ts -> rules/engine.ts"],
  },
  {
    rule: "services-stand-alone",
    files: {
      "services/api/push.ts": 'import { sweep } from "../delivery/sweep.js";\nexport const push = sweep;\n',
      "services/runtime/up.ts": 'import { config } from "../config.js";\nexport const up = config;\n',
    },
    expected: [
      "services-stand-alone: services/api/push.ts -> services/delivery/sweep.ts",
      "services-stand-alone: services/runtime/up.ts -> services/config.ts",
    ],
  },
  {
    rule: "services-know-no-people-or-devices",
    files: { "services/api/page.ts": 'import { city } from "../../simulators/city.js";\nexport const shown = city;\n' },
    expected: ["services-know-no-people-or-devices: services/api/page.ts -> simulators/city.ts"],
  },
  {
    rule: "settings-compose-nothing",
    files: { "services/config.ts": 'import { sweep } from "./delivery/sweep.js";\nexport const config = sweep;\n' },
    expected: ["settings-compose-nothing: services/config.ts -> services/delivery/sweep.ts"],
  },
  {
    rule: "dashboards-see-contracts-only",
    files: {
      "dashboards/web/live.ts": 'import { pool } from "../../services/database/pool.js";\nexport const live = pool;\n',
    },
    expected: ["dashboards-see-contracts-only: dashboards/web/live.ts -> services/database/pool.ts"],
  },
  {
    rule: "sql-lives-in-database",
    files: { "services/api/query.ts": 'import pg from "pg";\nexport const query = pg;\n' },
    expected: ["sql-lives-in-database: services/api/query.ts -> node_modules/pg/index.js"],
  },
  {
    rule: "nobody-imports-tests",
    files: {
      "test/support/fake.ts": "export const fake = 1;\n",
      "services/commands/fake.ts": 'import { fake } from "../../test/support/fake.js";\nexport const used = fake;\n',
    },
    expected: ["nobody-imports-tests: services/commands/fake.ts -> test/support/fake.ts"],
  },
  {
    rule: "no-development-tools-at-run-time",
    files: { "services/delivery/random.ts": 'import fc from "fast-check";\nexport const random = fc;\n' },
    expected: ["no-development-tools-at-run-time: services/delivery/random.ts -> node_modules/fast-check/index.js"],
  },
];

describe("import rules", () => {
  it("hold in the project as it is, and the checker really read it", () => {
    const report = check(root);
    expect(violations(report)).toEqual([]);
    const own = report.modules.filter(({ source }) => /^(ingest|rules|services)\/.*\.ts$/.test(source));
    const files = ["ingest", "rules", "services"].flatMap((folder) =>
      (readdirSync(join(root, folder), { recursive: true }) as string[]).filter((name) => name.endsWith(".ts")),
    );
    expect(own.length).toBe(files.length);
    const inner = own.flatMap((module) => module.dependencies).filter(({ resolved }) => resolved.endsWith(".ts"));
    expect(inner.length).toBeGreaterThan(10);
  });

  it("allow what they should: a lawful tree has no violation", () => {
    expect(violations(check(plantTree(lawful)))).toEqual([]);
  });

  it("are all tested below", () => {
    expect(planted.map(({ rule }) => rule).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  describe("with one violation of each planted", () => {
    let found: string[] = [];
    beforeAll(() => {
      const folder = plantTree(Object.assign({}, lawful, ...planted.map(({ files }) => files)));
      found = violations(check(folder));
    });

    it.each(planted)("catch that of $rule", ({ rule, expected }) => {
      expect(found.filter((line) => line.startsWith(`${rule}:`))).toEqual(expected);
    });
  });
});

describe("folders", () => {
  const catchAll = /(^|\/)(utils?|helpers?|common)(\/|$)/;

  it("are named by what is in them, nowhere utils, helpers or common", () => {
    const all = folders
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => `${folder}/${name}`),
      );
    expect(all.filter((name) => catchAll.test(name) && !name.includes("node_modules/"))).toEqual([]);
  });

  it("of such names would be seen", () => {
    expect(
      ["services/utils", "rules/common/a.ts", "test/helper/x.ts"].filter((name) => catchAll.test(name)),
    ).toHaveLength(3);
    expect(catchAll.test("services/runtime/common-mark.ts")).toBe(false);
  });
});
