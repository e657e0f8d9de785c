import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { silentLog } from "../../../services/database/log.js";
import { type OpenOptions, openEmbedded } from "../../../services/database/open.js";
import type { Database } from "../../../services/database/store.js";

export const isRoot = process.getuid?.() === 0;
/** `nobody` of Debian: an ordinary user that exists everywhere. */
export const ordinaryUser = { uid: 65534, gid: 65534 };

export interface Holder {
  pid: number;
  serverPid: number;
  child: ChildProcess;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Temporary folders, databases and processes of one test, all gone after `clean` whatever happened. */
export function createSandbox() {
  let template: string | null = null;
  const folders: string[] = [];
  const databases: Database[] = [];
  const children: ChildProcess[] = [];
  const homes = new Set<string>();

  return {
    /** A folder that anybody may pass through, or (`private`) only its owner. */
    async folder(options: { private?: boolean; owner?: { uid: number; gid: number } } = {}): Promise<string> {
      const folder = await mkdtemp(join(tmpdir(), "velvakt-test-"));
      folders.push(folder);
      await chmod(folder, options.private ? 0o700 : 0o755);
      if (options.owner) {
        const inner = join(folder, "own");
        await mkdir(inner);
        await chown(inner, options.owner.uid, options.owner.gid);
        return inner;
      }
      return folder;
    },

    /** A data folder with a stopped database in it, made by copying: many times cheaper than a first start. */
    async ready(): Promise<string> {
      const dataDir = join(await this.folder(), "data");
      if (template === null) {
        template = join(await mkdtemp(join(tmpdir(), "velvakt-test-")), "data");
        await chmod(dirname(template), 0o755);
        const database = await this.open(template);
        await database.close();
      }
      await promisify(execFile)("cp", ["-a", template, dataDir]);
      return dataDir;
    },

    async open(dataDir: string, options: Partial<OpenOptions> = {}): Promise<Database> {
      homes.add(dataDir);
      const database = await openEmbedded({
        dataDir,
        log: silentLog,
        channelsOf: () => [],
        onLost: () => undefined,
        ...options,
      });
      databases.push(database);
      return database;
    },

    /** Opens the database in a process of its own, that holds it until it is killed. */
    async hold(dataDir: string, user?: { uid: number; gid: number }): Promise<Holder> {
      homes.add(dataDir);
      const script = join(dirname(fileURLToPath(import.meta.url)), "holder.ts");
      const child = spawn(process.execPath, ["--import", "tsx", script, dataDir], {
        ...(user ?? {}),
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.push(child);
      let errors = "";
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
      const ready = new Promise<{ serverPid: number }>((resolve, reject) => {
        createInterface({ input: child.stdout }).once("line", (line) =>
          resolve(JSON.parse(line) as { serverPid: number }),
        );
        void ended.then(() => reject(new Error(`the holder ended: ${errors}`)));
      });
      const { serverPid } = await ready;
      return {
        pid: child.pid ?? 0,
        serverPid,
        child,
        kill: async (signal) => {
          child.kill(signal);
          await ended;
        },
      };
    },

    /** kill -9 of every holder, ready or not; resolves when they are gone. */
    async killHolders(): Promise<void> {
      await Promise.all(children.splice(0).map(killed));
    },

    async clean(): Promise<void> {
      await Promise.all(children.splice(0).map(killed));
      await Promise.allSettled(databases.splice(0).map((database) => database.close()));
      for (const dataDir of homes) await stopLeftover(dataDir);
      homes.clear();
      for (const folder of folders.splice(0))
        await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },

    /** After the last test, beside `clean`. */
    async removeTemplate(): Promise<void> {
      if (template !== null) await rm(dirname(template), { recursive: true, force: true });
      template = null;
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Where the server of a data folder has its things. */
export async function homeOf(dataDir: string): Promise<string> {
  const pointer = await readFile(join(dataDir, "postgres.location"), "utf8").catch(() => null);
  return pointer?.trim() ?? join(dataDir, "postgres");
}

export async function serverPidOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(await homeOf(dataDir), "cluster", "postmaster.pid"), "utf8")).split("\n")[0]);
}

async function stopLeftover(dataDir: string): Promise<void> {
  const home = await homeOf(dataDir);
  const pid = await serverPidOf(dataDir).catch(() => null);
  if (pid !== null && pid < 4_194_305) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.includes(join(home, "cluster"))) process.kill(pid, "SIGQUIT");
  }
  if (!home.startsWith(dataDir)) await rm(home, { recursive: true, force: true });
}
