import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, identityText, isRunning, parseIdentity } from "../database/process-identity.js";

/**
 * Servers outlive a Velvakt that was killed with `kill -9`, and hold its files. Whoever starts next on the folder knows
 * them by what the one before wrote down, and ends them first.
 */

const fileOf = (folder: string) => join(folder, "servers");
const endMaxMs = 15_000;

export function writeDown(folder: string, pids: readonly number[]): void {
  writeFileSync(fileOf(folder), pids.map((pid) => `${identityText(identityOf(pid))}\n`).join(""));
}

export function forget(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

export async function endLeftBehind(folder: string): Promise<number> {
  if (!existsSync(fileOf(folder))) return 0;
  const known = readFileSync(fileOf(folder), "utf8").split("\n").map(parseIdentity);
  const running = known.filter((one) => one !== null).filter(isRunning);
  // SIGINT: PostgreSQL would wait for its clients on SIGTERM, and all others end on either.
  for (const { pid } of running) process.kill(pid, "SIGINT");
  for (const giveUpAtMs = performance.now() + endMaxMs; running.some(isRunning); await sleep(100)) {
    if (performance.now() < giveUpAtMs) continue;
    for (const one of running.filter(isRunning)) process.kill(one.pid, "SIGKILL");
  }
  forget(folder);
  return running.length;
}
