import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { asUser, canEnter, type OsUser, run, serverEnvironment } from "./embedded/run.js";
import { serverUser } from "./embedded/server-user.js";
import { DatabaseError } from "./errors.js";

/** How to start the PostgreSQL that is installed on this machine, on a folder and a port of its own. */
export interface InstalledServer {
  command: string;
  args: string[];
  user: OsUser;
  env: NodeJS.ProcessEnv;
  /** As the owner of Velvakt's database; without its password. */
  url: string;
  answers(): Promise<boolean>;
  /** Makes role and database, as the README says it; those that are there stay. */
  makeDatabase(): Promise<void>;
}

const versionsFolder = "/usr/lib/postgresql";
const administrator = "postgres";
const host = "127.0.0.1";

/** Debian keeps each version by itself and not on the PATH: the newest. */
export function installedBinaries(): string[] {
  const versions = existsSync(versionsFolder) ? readdirSync(versionsFolder) : [];
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(versionsFolder, version, "bin"));
}

async function initialise(
  initdb: string,
  folder: string,
  cluster: string,
  password: string,
  user: OsUser,
): Promise<void> {
  const secret = join(folder, "administrator");
  writeFileSync(secret, password, { mode: 0o600 });
  if (user) chownSync(secret, user.uid, user.gid);
  const { code, output } = await run(
    initdb,
    ["-D", cluster, "-U", administrator, "-A", "scram-sha-256", `--pwfile=${secret}`, "-E", "UTF8"],
    user,
  );
  rmSync(secret);
  if (code === 0) return;
  rmSync(cluster, { recursive: true, force: true });
  throw new DatabaseError("DATABASE_START_FAILED", `initdb failed: ${output}`);
}

/** `password` is the administrator's and the owner's, both of this machine alone. */
export async function prepareInstalledServer(
  { initdb, postgres }: { initdb: string; postgres: string },
  { folder, port, password }: { folder: string; port: number; password: string },
): Promise<InstalledServer> {
  const user = await serverUser();
  mkdirSync(folder, { recursive: true });
  if (user) chownSync(folder, user.uid, user.gid);
  if (!(await canEnter(user, folder))) {
    const what = `PostgreSQL's user cannot reach ${folder}. Choose another folder with --data.`;
    throw new DatabaseError("DATABASE_START_FAILED", what);
  }
  const cluster = join(folder, "cluster");
  if (!existsSync(join(cluster, "PG_VERSION"))) await initialise(initdb, folder, cluster, password, user);

  async function asAdministrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ host, port, user: administrator, password, database: "postgres" });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  return {
    command: postgres,
    args: [
      "-D",
      cluster,
      "-c",
      `listen_addresses=${host}`,
      "-c",
      `port=${port}`,
      "-c",
      `unix_socket_directories=${folder}`,
    ],
    user: user && asUser(user) ? user : null,
    env: serverEnvironment(),
    url: `postgresql://velvakt@${host}:${port}/velvakt?sslmode=disable`,
    answers: () => asAdministrator(async (client) => (await client.query("SELECT 1")).rowCount === 1),
    makeDatabase: () =>
      asAdministrator(async (client) => {
        const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'velvakt'");
        if (rowCount === 1) return;
        await client.query("DROP ROLE IF EXISTS velvakt");
        await client.query(`CREATE ROLE velvakt LOGIN PASSWORD ${client.escapeLiteral(password)}`);
        await client.query("CREATE DATABASE velvakt OWNER velvakt ENCODING 'UTF8' TEMPLATE template0");
      }),
  };
}
