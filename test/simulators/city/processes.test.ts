import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { tempDir } from "../../support/temp-dir.js";

const run = promisify(execFile);
const velvakt = resolve(import.meta.dirname, "../../../bin/velvakt.js");
const places = [
  { TZ: "Europe/Oslo", LANG: "nb_NO.UTF-8" },
  { TZ: "Pacific/Kiritimati", LANG: "C" },
  { TZ: "America/St_Johns", LANG: "tr_TR.UTF-8" },
];

test("one seed is the same city byte for byte in every process, time zone and language", {
  timeout: 120_000,
}, async () => {
  const folder = tempDir();
  const hashes = await Promise.all(
    places.map(async (env, number) => {
      const files = [join(folder, `${number}.ndjson`), join(folder, `${number}.truth`)] as const;
      // Over the end of summer time, with things that break.
      const what = ["--scenario", "everything", "--start", "2026-10-24T20:00:00Z", "--days", "1.2"];
      const size = ["--residents", "24", "--seed", "4242"];
      await run(process.execPath, [velvakt, "simulate", ...what, ...size, "--out", files[0], "--truth", files[1]], {
        env: { ...process.env, ...env },
      });
      return files.map((file) => createHash("sha256").update(readFileSync(file)).digest("hex"));
    }),
  );
  expect(new Set(hashes.map(([lines]) => lines)).size).toBe(1);
  expect(new Set(hashes.map(([, truth]) => truth)).size).toBe(1);
});
