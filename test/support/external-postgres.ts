import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "./mosquitto.js";
import { until } from "./service.js";

/** Debian's PostgreSQL on a port of its own, with passwords, as an administrator would set it up for Velvakt. */
export interface ExternalPostgres {
  /** As the owner of its own database; the password beside it. */
  url: string;
  password: string;
  /** As administrator. */
  sql(text: string): Promise<void>;
  start(): Promise<void>;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGINT"): Promise<void>;
  remove(): Promise<void>;
}

const versions = "/usr/lib/postgresql";
const password = "s3cr:t/@ü";
/** Documented in the README, word for word but for the password. */
export const ownerSql = (secret: string) => [
  `CREATE ROLE velvakt LOGIN PASSWORD '${secret}'`,
  "CREATE DATABASE velvakt OWNER velvakt ENCODING 'UTF8' TEMPLATE template0",
];

function debianBinaries(): string {
  const [version] = existsSync(versions) ? readdirSync(versions).sort() : [];
  if (version === undefined) throw new Error("no PostgreSQL of Debian's is installed");
  return join(versions, version, "bin");
}

export async function startExternalPostgres(
  tls: { cert: string; key: string } | null = null,
  parent = "/tmp",
): Promise<ExternalPostgres> {
  const bin = debianBinaries();
  const folder = mkdtempSync(join(parent, "velvakt-pg-"));
  const data = join(folder, "data");
  const port = await freePort();
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  const user = process.getuid?.() === 0 ? { uid: id("-u"), gid: id("-g") } : {};
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const run = { ...user, cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  const secret = join(folder, "secret");
  writeFileSync(secret, password);
  chownIfNeeded(secret);
  const init = ["-D", data, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${secret}`, "-E", "UTF8", "--no-sync"];
  await promisify(execFile)(join(bin, "initdb"), init, run);
  if (tls) {
    for (const [name, from] of Object.entries(tls)) {
      const to = join(data, `server-${name}.pem`);
      copyFileSync(from, to);
      execFileSync("chmod", ["600", to]);
      chownIfNeeded(to);
    }
    const settings = ["ssl = on", "ssl_cert_file = 'server-cert.pem'", "ssl_key_file = 'server-key.pem'", ""];
    appendFileSync(join(data, "postgresql.conf"), settings.join("\n"));
    writeFileSync(join(data, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
  }
  let child: ChildProcess | null = null;
  const killAtExit = () => child?.kill("SIGKILL");
  process.on("exit", killAtExit);

  function chownIfNeeded(path: string): void {
    if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
  }
  const url = (role: string, database: string) => {
    const made = new URL(`postgresql://${role}@127.0.0.1:${port}/${database}`);
    made.password = encodeURIComponent(password);
    if (tls) made.searchParams.set("sslmode", "no-verify");
    return made.toString();
  };
  const sql = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url("postgres", "postgres") });
    client.on("error", () => undefined);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const start = async (): Promise<void> => {
    const settings = [
      "listen_addresses=127.0.0.1",
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      "timezone=Asia/Tokyo",
      "datestyle=German",
    ];
    child = spawn(join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
      ...run,
      stdio: "ignore",
    });
    await until("PostgreSQL answers", () => sql("SELECT 1").then(() => true));
  };

  const signal: ExternalPostgres["signal"] = async (name) => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    const { pid = 0 } = child;
    // What stands still is the whole server, not its first process only.
    const others = name === "SIGINT" ? [] : childrenOf(pid);
    for (const one of [pid, ...others]) signalIfThere(one, name);
    if (name === "SIGKILL" || name === "SIGINT") await ended;
  };
  await start();
  for (const text of ownerSql(password)) await sql(text);
  return {
    url: `postgresql://velvakt@127.0.0.1:${port}/velvakt`,
    password,
    sql,
    start,
    signal,
    async remove() {
      await signal("SIGKILL");
      process.off("exit", killAtExit);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A server process that serves one connection may have ended with it meanwhile. */
function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
      .trim()
      .split(/\s+/)
      .map(Number);
  } catch {
    return [];
  }
}
