import { DatabaseError } from "../errors.js";
import { type OsUser, run } from "./run.js";

const userName = "velvakt";

/** How a system user without home, shell or password is made: Debian and most others; Alpine. */
const waysToCreate: [command: string, args: string[]][] = [
  [
    "useradd",
    [
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
      userName,
    ],
  ],
  ["adduser", ["-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin", userName]],
];

/** Users that exist for such purposes, tried where no user can be made (a read-only /etc). */
const fallbackNames = ["postgres", "nobody"];

/**
 * The OS user for a new cluster. PostgreSQL refuses to run as root, so root starts it as a user of
 * its own, made on first use. (The user must have a name: initdb looks it up.)
 */
export async function serverUser(): Promise<OsUser> {
  if (process.getuid?.() !== 0) return null;
  const existing = await lookUp(userName);
  if (existing) return existing;
  for (const [command, args] of waysToCreate) {
    await run(command, args);
    // Looked up even after a failure: another instance may have made it at the same moment.
    const made = await lookUp(userName);
    if (made) return made;
  }
  for (const name of fallbackNames) {
    const user = await lookUp(name);
    if (user) return user;
  }
  throw new DatabaseError(
    "DATABASE_NO_SERVER_USER",
    `PostgreSQL refuses to run as root, and no user "${userName}" could be made for it. ` +
      `Make one (useradd --system ${userName}) or start Velvakt as an ordinary user.`,
  );
}

async function lookUp(name: string): Promise<OsUser> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  if (uid.code !== 0 || gid.code !== 0 || Number(uid.output) === 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}
