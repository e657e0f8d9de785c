import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Team } from "../../../../rules/model/ecosystem.js";
import { secretProblems } from "../../../../services/delivery/channels/of-team.js";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.js";

const folder = makeTempDir();
afterAll(() => removeTempDir(folder));

const hook = (id: string, secretEnv: string | null) =>
  ({ id, kind: "webhook", url: "https://example.no/", secretEnv }) as const;
const team = (id: string, ...channels: Team["channels"]): Team => ({
  id,
  name: id,
  districts: [],
  channels,
  schedule: null,
});

it("names every secret that cannot be had, each once, and no other", () => {
  const file = join(folder, "secret");
  writeFileSync(file, "there\n");
  const teams = [
    team("a", hook("one", "SET"), hook("two", "UNSET"), hook("three", null), { id: "c", kind: "console" }),
    team("b", hook("four", "UNSET"), hook("five", "IN_FILE"), hook("six", "NO_FILE")),
  ];
  const env = { SET: "x", IN_FILE_FILE: file, NO_FILE_FILE: join(folder, "missing") };
  expect(secretProblems({ teams }, env)).toEqual([
    "UNSET: the ecosystem file names it as a channel's secret, and it is not set, nor is UNSET_FILE",
    "NO_FILE: the ecosystem file names it as a channel's secret, and it cannot be had (ENOENT) from NO_FILE_FILE",
  ]);
});
