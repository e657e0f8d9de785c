import { readFileSync } from "node:fs";

/** package.json lies two folders up in the sources and three in the compiled program. */
function readVersion(): string {
  for (const path of ["../../package.json", "../../../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (name === "velvakt") return version;
    } catch {
      // not this one
    }
  }
  return "unknown";
}

export const velvaktVersion = readVersion();
