import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../services/config.js";
import { commandOf, environment, finalStage, type Instruction, last, readStages, root } from "../support/dockerfile.js";
import { tempDir } from "../support/temp-dir.js";

const { pageFolders, programFolders }: Record<string, string[]> = await import(
  new URL("../../bin/sources.js", import.meta.url).href
);
const stages = readStages();
const copies = (stage: Instruction[]) =>
  stage
    .filter(({ name }) => name === "COPY")
    .map(({ rest }) => {
      const words = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
      return { fromStage: rest.includes("--from="), sources: words.slice(0, -1) };
    });
const fromContext = stages.flatMap(copies).flatMap(({ fromStage, sources }) => (fromStage ? [] : sources));

describe("the image's recipe", () => {
  it("builds in one stage and runs in another, on the Node that package.json asks for", () => {
    expect(stages).toHaveLength(2);
    for (const stage of stages) expect(stage[0]?.rest).toMatch(/^node:20-slim\b/);
  });

  it("copies only what is in the repository", () => {
    const known = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
    expect(fromContext.length).toBeGreaterThan(5);
    for (const source of fromContext) {
      expect(existsSync(join(root, source)), source).toBe(true);
      expect(
        known.some((file) => file === source || file.startsWith(`${source}/`)),
        source,
      ).toBe(true);
    }
  });

  it("copies every folder that the program and the page are built from", () => {
    expect(fromContext).toEqual(expect.arrayContaining([...(programFolders ?? []), ...(pageFolders ?? []), "bin"]));
  });

  it("sends nothing else to the builder: no data, no secrets, no history", () => {
    const lines = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
    const rules = lines.filter((line) => line !== "" && !line.startsWith("#"));
    expect(rules[0]).toBe("*");
    expect(
      rules
        .slice(1)
        .map((rule) => rule.replace(/^!/, ""))
        .sort(),
    ).toEqual([...new Set(fromContext)].sort());
  });

  it("takes from the first stage only what that one has made", () => {
    const taken = copies(finalStage()).flatMap(({ sources }) => sources);
    expect(taken).toEqual(["/app/package.json", "/app/bin", "/app/node_modules", "/app/dist"]);
  });

  it("leaves development dependencies behind and runs no package's install script", () => {
    const runs = (stages[0] ?? []).filter(({ name }) => name === "RUN").map(({ rest }) => rest);
    const npm = runs.filter((run) => run.startsWith("npm "));
    expect(npm).toHaveLength(2);
    for (const run of npm) expect(run).toContain("--ignore-scripts");
    expect(runs.indexOf("npm prune --omit=dev --ignore-scripts")).toBeGreaterThan(runs.indexOf("node bin/build.js"));
  });

  it("runs as a user with a name who is not root, from the making of its data folder on", () => {
    const stage = finalStage();
    expect(last(stage, "USER")).toBe("node");
    const names = stage.map(({ name }) => name);
    expect(names.lastIndexOf("RUN")).toBeLessThan(names.indexOf("USER"));
    expect(last(stage, "RUN")).toBe("mkdir /data && chown node:node /data");
    expect([last(stage, "VOLUME"), environment(stage).VELVAKT_DATA_DIR]).toEqual(["/data", "/data"]);
  });

  it("starts and asks programs that it holds", () => {
    for (const name of ["CMD", "HEALTHCHECK"]) {
      const [program, file = ""] = commandOf(last(finalStage(), name));
      expect(program).toBe("node");
      expect(existsSync(join(root, file)), file).toBe(true);
    }
    expect(last(finalStage(), "HEALTHCHECK")).not.toMatch(/curl|wget/);
  });
});

describe("the image's settings", () => {
  const { NODE_ENV, ...settings } = environment(finalStage());

  it("are refused without the files of token and password: it listens to everybody", () => {
    const missing = tempDir();
    const env = {
      ...settings,
      VELVAKT_API_TOKEN_FILE: join(missing, "api-token"),
      VELVAKT_MQTT_PASSWORD_FILE: join(missing, "mqtt-password"),
    };
    expect(NODE_ENV).toBe("production");
    expect([settings.VELVAKT_HTTP_HOST, settings.VELVAKT_MQTT_HOST]).toEqual(["0.0.0.0", "0.0.0.0"]);
    expect(() => readConfig(env)).toThrow(/VELVAKT_API_TOKEN_FILE: the file cannot be read \(ENOENT\)/);
    const unset = { ...settings, VELVAKT_API_TOKEN_FILE: undefined, VELVAKT_MQTT_PASSWORD_FILE: undefined };
    expect(() => readConfig(unset)).toThrow(/VELVAKT_HTTP_HOST: .* needs VELVAKT_API_TOKEN_FILE/);
    expect(() => readConfig(unset)).toThrow(/VELVAKT_MQTT_HOST: .* needs VELVAKT_MQTT_PASSWORD_FILE/);
  });

  it("name the ports that it exposes", () => {
    const config = readConfig({});
    expect(last(finalStage(), "EXPOSE")).toBe(`${config.HTTP_PORT} ${config.MQTT_PORT}`);
  });
});

it("the README's commands name the files that the image looks for, and mount where it looks", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const { VELVAKT_API_TOKEN_FILE = "", VELVAKT_MQTT_PASSWORD_FILE = "" } = environment(finalStage());
  for (const path of [VELVAKT_API_TOKEN_FILE, VELVAKT_MQTT_PASSWORD_FILE]) {
    expect(readme).toContain(`secrets/${path.split("/").at(-1)}`);
    expect(path.startsWith("/run/secrets/")).toBe(true);
  }
  expect(readme).toContain('-v "$PWD/secrets:/run/secrets:ro"');
  expect(readme).toContain("-v velvakt-data:/data");
});
