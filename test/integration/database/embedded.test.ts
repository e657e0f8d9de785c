import { cp, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { findPackage, prepareBinaries } from "../../../services/database/embedded/binaries.js";
import { findFolders } from "../../../services/database/embedded/folders.js";
import { run } from "../../../services/database/embedded/run.js";
import { DatabaseError } from "../../../services/database/errors.js";
import { silentLog } from "../../../services/database/log.js";
import { isRunning } from "../../../services/database/process-identity.js";
import { createSandbox, homeOf, isRoot, ordinaryUser, serverPidOf } from "./sandbox.js";

const sandbox = createSandbox();
afterEach(() => sandbox.clean());
afterAll(() => sandbox.removeTemplate());

async function failure(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatabaseError);
  return error as DatabaseError;
}

async function waitUntil(condition: () => Promise<boolean>, limitMs = 10_000): Promise<void> {
  const untilMs = performance.now() + limitMs;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > untilMs) throw new Error("waited in vain");
    await sleep(20);
  }
}

async function sessionOf(pid: string): Promise<string | undefined> {
  return (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[3];
}

const runs = (pid: number): boolean => isRunning({ pid, startTicks: null });

describe("the embedded server", () => {
  it("starts on an empty folder, takes no network connection, and is durable", async () => {
    const dataDir = join(await sandbox.folder(), "data");
    const database = await sandbox.open(dataDir);
    const { rows } = await database.pool.query(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS commit, current_setting('data_checksums') AS checksums,
              current_setting('server_encoding') AS encoding, current_setting('full_page_writes') AS pages`,
    );
    expect(rows[0]).toEqual({
      addresses: "",
      fsync: "on",
      commit: "on",
      checksums: "on",
      encoding: "UTF8",
      pages: "on",
    });
    const folder = await stat(join(dataDir, "postgres", "cluster"));
    expect(folder.mode & 0o777).toBe(0o700);
    const socketFolder = new URL(database.connectionString).searchParams.get("host") ?? "";
    expect(socketFolder.startsWith(dataDir)).toBe(true);
    expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
    // A Ctrl-C in the terminal must pass the server by: it has a session of its own.
    expect(await sessionOf(String(await serverPidOf(dataDir)))).not.toBe(await sessionOf("self"));
  });

  it("stops within seconds, also with a query running, and keeps the data for the next start", async () => {
    const dataDir = await sandbox.ready();
    const first = await sandbox.open(dataDir);
    await first.pool.query("CREATE TABLE kept (x int); INSERT INTO kept VALUES (42)");
    const pid = await serverPidOf(dataDir);
    const slow = first.pool.query("SELECT pg_sleep(60)").catch((error: unknown) => error);
    await sleep(100);
    const startMs = performance.now();
    await first.close();
    expect(performance.now() - startMs).toBeLessThan(8_000);
    expect(await slow).toBeInstanceOf(Error);
    expect(runs(pid)).toBe(false);
    const second = await sandbox.open(dataDir);
    expect((await second.pool.query("SELECT x FROM kept")).rows).toEqual([{ x: 42 }]);
  });

  it("works under a path with spaces, letters outside ASCII and more characters than a socket may have", async () => {
    const dataDir = join(await sandbox.folder(), "vår mappe, nr 1", "x".repeat(120));
    const database = await sandbox.open(dataDir);
    expect((await database.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    const socketFolder = new URL(database.connectionString).searchParams.get("host") ?? "";
    expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
    await database.close();
    await expect(stat(socketFolder)).rejects.toThrow();
  });

  it("is started again when it is killed under us, and the pool works again", async () => {
    const dataDir = await sandbox.ready();
    const lost: DatabaseError[] = [];
    const database = await sandbox.open(dataDir, { onLost: (error) => lost.push(error) });
    const pid = await serverPidOf(dataDir);
    process.kill(pid, "SIGKILL");
    await waitUntil(async () => (await serverPidOf(dataDir)) !== pid && (await database.log.position()) === null);
    await waitUntil(async () => {
      const { rows } = await database.pool.query(
        "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2",
      );
      return rows[0]?.n === 1;
    });
    expect(lost).toEqual([]);
  });
});

describe("one instance per data folder", () => {
  it("refuses a second one and names the process that holds it", async () => {
    const dataDir = await sandbox.ready();
    const holder = await sandbox.hold(dataDir);
    const error = await failure(sandbox.open(dataDir));
    expect(error.code).toBe("DATABASE_IN_USE");
    expect(error.holderPid).toBe(holder.pid);
    expect(error.message).toContain(String(holder.pid));
    expect(runs(holder.serverPid)).toBe(true);
    await holder.kill("SIGTERM");
    await sandbox.open(dataDir);
  });

  it("refuses the same process a second time", async () => {
    const dataDir = await sandbox.ready();
    await sandbox.open(dataDir);
    expect((await failure(sandbox.open(dataDir))).holderPid).toBe(process.pid);
  });

  it("refuses by the advisory lock alone, when nothing else tells of the holder", async () => {
    const dataDir = await sandbox.ready();
    const { takeInstanceLock } = await import("../../../services/database/instance-lock.js");
    const database = await sandbox.open(dataDir);
    const error = await failure(takeInstanceLock(database.connectionString, silentLog, () => undefined));
    expect([error.code, error.holderPid]).toEqual(["DATABASE_IN_USE", process.pid]);
  });

  it("lets exactly one of several that start at once through", async () => {
    const dataDir = await sandbox.ready();
    const results = await Promise.allSettled([sandbox.hold(dataDir), sandbox.hold(dataDir), sandbox.hold(dataDir)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(String(result.reason)).toContain("DATABASE_IN_USE");
  });
});

describe("after a crash", () => {
  it("kill -9 of the holder leaves a server that the next start finds, stops and starts again with its data", async () => {
    const dataDir = await sandbox.ready();
    const first = await sandbox.open(dataDir);
    await first.pool.query("CREATE TABLE kept (x int)");
    await first.close();
    const holder = await sandbox.hold(dataDir);
    await holder.kill("SIGKILL");
    expect(runs(holder.serverPid)).toBe(true);
    const next = await sandbox.open(dataDir);
    expect(runs(holder.serverPid)).toBe(false);
    expect((await next.pool.query("SELECT count(*)::int AS n FROM kept")).rows).toEqual([{ n: 0 }]);
  });

  it("kill -9 of holder and server both is recovered from", async () => {
    const dataDir = await sandbox.ready();
    const holder = await sandbox.hold(dataDir);
    process.kill(holder.serverPid, "SIGKILL");
    await holder.kill("SIGKILL");
    await sandbox.open(dataDir);
  });

  it("a lock file whose pid now belongs to another process of the same user does no harm", async () => {
    const dataDir = await sandbox.ready();
    const database = await sandbox.open(dataDir);
    const file = join(await homeOf(dataDir), "cluster", "postmaster.pid");
    const text = await readFile(file, "utf8");
    await database.close();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
    await sandbox.open(dataDir);
    expect(runs(process.pid)).toBe(true);
  });

  it("kill -9 at any moment of the first start leaves a folder that starts", async () => {
    const dataDir = join(await sandbox.folder(), "data");
    const draftSeen: boolean[] = [];
    for (let round = 0; round < 5; round += 1) {
      const starting = sandbox.hold(dataDir).catch(() => null);
      // From the moment that initdb has begun, later in each round.
      await waitUntil(async () =>
        (await readdir(join(dataDir, "postgres"))).some((name) => name.startsWith("cluster")),
      );
      await sleep(round * 120);
      draftSeen.push((await readdir(join(dataDir, "postgres"))).some((name) => name.startsWith("cluster.new")));
      await sandbox.killHolders();
      await starting;
    }
    expect(draftSeen).toContain(true);
    const database = await sandbox.open(dataDir);
    expect((await database.pool.query("SELECT count(*)::int AS n FROM dose")).rows).toEqual([{ n: 0 }]);
    const names = await readdir(join(dataDir, "postgres"));
    expect(names.filter((name) => name.startsWith("cluster.new"))).toEqual([]);
  });
});

describe.runIf(isRoot)("started by root", () => {
  it("runs the server as another user", async () => {
    const dataDir = await sandbox.ready();
    await sandbox.open(dataDir);
    const status = await readFile(`/proc/${await serverPidOf(dataDir)}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe("0");
  });

  it("keeps the cluster elsewhere when that user cannot get at the data folder, and finds it again", async () => {
    const parent = await sandbox.folder({ private: true });
    const dataDir = join(parent, "data");
    const first = await sandbox.open(dataDir);
    await first.pool.query("CREATE TABLE kept (x int)");
    expect((await homeOf(dataDir)).startsWith(dataDir)).toBe(false);
    await first.close();
    const second = await sandbox.open(dataDir);
    expect((await second.pool.query("SELECT count(*)::int AS n FROM kept")).rows).toEqual([{ n: 0 }]);
    expect((await stat(parent)).mode & 0o777).toBe(0o700);
  });

  it("runs on an ordinary user's folder as that user, who can go on with it afterwards", async () => {
    const dataDir = await sandbox.folder({ owner: ordinaryUser });
    const theirs = await sandbox.hold(dataDir, ordinaryUser);
    await theirs.kill("SIGTERM");
    const ours = await sandbox.open(dataDir);
    expect((await stat(`/proc/${await serverPidOf(dataDir)}`)).uid).toBe(ordinaryUser.uid);
    await ours.close();
    await sandbox.hold(dataDir, ordinaryUser);
  });

  it("an ordinary user starts a server of their own", async () => {
    const dataDir = await sandbox.folder({ owner: ordinaryUser });
    const holder = await sandbox.hold(dataDir, ordinaryUser);
    expect((await stat(`/proc/${holder.serverPid}`)).uid).toBe(ordinaryUser.uid);
    await holder.kill("SIGKILL");
    const next = await sandbox.hold(dataDir, ordinaryUser);
    expect(next.serverPid).not.toBe(holder.serverPid);
  });

  it("an ordinary user is told whose a folder is that root has used", async () => {
    const dataDir = await sandbox.ready();
    const database = await sandbox.open(dataDir);
    await database.close();
    await run("chmod", ["777", dataDir]);
    await expect(sandbox.hold(dataDir, ordinaryUser)).rejects.toThrow(/DATABASE_FOLDER_OWNER/);
  });

  it("an ordinary user is told of a folder that they may not write", async () => {
    const dataDir = join(await sandbox.folder(), "data");
    await mkdir(dataDir);
    await expect(sandbox.hold(dataDir, ordinaryUser)).rejects.toThrow(/DATABASE_FOLDER_UNUSABLE/);
  });

  it("copies the programs when their package lies where the server's user cannot look, and makes missing links", async () => {
    const hidden = join(await sandbox.folder({ private: true }), "package");
    await cp(findPackage(), hidden, { recursive: true, verbatimSymlinks: true });
    for (const name of await readdir(join(hidden, "native/lib"))) {
      if (name.endsWith(".so") || name === "libpq.so.5" || name === "libicuuc.so.60")
        await rm(join(hidden, "native/lib", name));
    }
    const folders = await findFolders(join(await sandbox.folder(), "data"));
    const binaries = await prepareBinaries(folders, hidden);
    expect(binaries.postgres.startsWith(folders.home)).toBe(true);
    expect((await run(binaries.initdb, ["--version"], folders.user)).output).toContain("PostgreSQL");
    expect((await prepareBinaries(folders, hidden)).postgres).toBe(binaries.postgres);
  });
});

describe("a start that cannot succeed says why", () => {
  it("a file in the place of the data folder", async () => {
    const folder = await sandbox.folder();
    await writeFile(join(folder, "data"), "");
    expect((await failure(sandbox.open(join(folder, "data")))).code).toBe("DATABASE_FOLDER_UNUSABLE");
  });

  it("data of another major version", async () => {
    const dataDir = await sandbox.ready();
    await writeFile(join(await homeOf(dataDir), "cluster", "PG_VERSION"), "16\n");
    const error = await failure(sandbox.open(dataDir));
    expect(error.code).toBe("DATABASE_VERSION");
    expect(error.message).toContain("PostgreSQL 16");
  });

  it("a damaged cluster, with what the server's log says", async () => {
    const dataDir = await sandbox.ready();
    await rm(join(await homeOf(dataDir), "cluster", "global", "pg_control"));
    const error = await failure(sandbox.open(dataDir));
    expect(error.code).toBe("DATABASE_START_FAILED");
    expect(error.message).toContain("pg_control");
  });

  it("a log file that is a symbolic link is not written through", async () => {
    const dataDir = await sandbox.ready();
    const target = join(dataDir, "elsewhere");
    await writeFile(target, "");
    await rm(join(await homeOf(dataDir), "postgres.log"));
    await symlink(target, join(await homeOf(dataDir), "postgres.log"));
    expect((await failure(sandbox.open(dataDir))).code).toBe("DATABASE_FOLDER_UNUSABLE");
    expect(await readFile(target, "utf8")).toBe("");
  });
});
