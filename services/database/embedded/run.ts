import { spawn } from "node:child_process";

/** An OS user; null means the one that Velvakt itself runs as. */
export type OsUser = { uid: number; gid: number } | null;

/** How long one of PostgreSQL's own programs may take; initdb on a slow disk is the longest. */
const runTimeoutMs = 120_000;
const outputCharactersMax = 8_000;

/** The environment of PostgreSQL's programs: none of the caller's PG… variables or locale. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const path = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
  return { PATH: path, LC_ALL: "C", TZ: "UTC" };
}

export function asUser(user: OsUser): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** Runs a program to its end, in `/` since the user may not be allowed into our own folder. `code` null: never ran, or was killed. */
export function run(
  command: string,
  args: string[],
  user: OsUser = null,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    let output = "";
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString("utf8")).slice(-outputCharactersMax);
    };
    const child = spawn(command, args, {
      ...asUser(user),
      cwd: "/",
      env: serverEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: runTimeoutMs,
    });
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}

/** Can this user go into the folder? Asked of the kernel, which knows about ACLs and mounts. */
export async function canEnter(user: OsUser, folder: string): Promise<boolean> {
  return (await run("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], user)).code === 0;
}
