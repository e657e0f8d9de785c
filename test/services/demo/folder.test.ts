import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identityText, ownIdentity } from "../../../services/database/process-identity.js";
import { removeAbandonedFolders } from "../../../services/demo/folder.js";
import { tempDir } from "../../support/temp-dir.js";

function leave(parent: string, name: string, owner: string | null): string {
  const folder = join(parent, name);
  mkdirSync(join(folder, "postgres"), { recursive: true });
  if (owner !== null) writeFileSync(join(folder, "demo.owner"), owner);
  return folder;
}

test("removes the folders of demos that are gone, and nothing else", async () => {
  const parent = tempDir();
  const own = identityText(ownIdentity());
  const killed = leave(parent, "velvakt-demo-killed", `${process.pid}-1`);
  const kept = [
    leave(parent, "velvakt-demo-running", own),
    leave(parent, "velvakt-demo-being-made", null),
    leave(parent, "velvakt-demo-unreadable", "?"),
    leave(parent, "of-somebody-else", `${process.pid}-1`),
  ];
  const elsewhere = leave(parent, "elsewhere", null);
  writeFileSync(join(killed, "postgres.location"), `${elsewhere}\n`);
  expect(await removeAbandonedFolders(parent)).toBe(1);
  expect(existsSync(killed)).toBe(false);
  expect(existsSync(elsewhere)).toBe(false);
  for (const folder of kept) expect(existsSync(folder), folder).toBe(true);
  expect(await removeAbandonedFolders(parent)).toBe(0);
});
