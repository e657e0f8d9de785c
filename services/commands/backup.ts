import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { type Logger, pino } from "pino";
import { type Config, ConfigError, readConfig } from "../config.js";
import { backupLines } from "../database/backup.js";
import { lookAtEmbedded } from "../database/embedded/look.js";
import { externalConnectionString } from "../database/open.js";
import { restoreLines } from "../database/restore.js";
import type { Database } from "../database/store.js";
import type { Output } from "../ecosystem/report.js";
import { openDatabase } from "../open-database.js";
import { splitLines } from "../replay/lines.js";

const exitCodes = { fine: 0, cannot: 1, configuration: 2 } as const;

/** A row is at most as long as a record of the ledger: this is where a file that is none of ours ends. */
const lineCharsMax = 512 * 1024 * 1024;

const openOwn = (config: Config): Promise<Database> => {
  const log: Logger = pino({ level: "silent" });
  const onLost = (error: Error) => {
    throw error;
  };
  return openDatabase(config, { log, channelsOf: () => [], onLost });
};

/** Where to read: a server that runs is read beside the service; an embedded one that does not is started for it. */
async function withSource(config: Config, work: (connectionString: string) => Promise<void>): Promise<void> {
  const { POSTGRES_URL: url, POSTGRES_PASSWORD: password = null, DATA_DIR: dataDir } = config;
  if (url !== undefined) return work(externalConnectionString({ url, password }));
  const { connectionString } = await lookAtEmbedded(dataDir);
  if (connectionString !== null) return work(connectionString);
  const database = await openOwn(config);
  try {
    await work(database.connectionString);
  } finally {
    await database.close();
  }
}

/** `velvakt backup FILE`: everything in the database, as it is at one instant. A file that is there is complete. */
export async function backupCommand(env: NodeJS.ProcessEnv, file: string, out: Output, err: Output): Promise<number> {
  return told("There is no backup", err, async () => {
    const draft = `${file}.${randomBytes(4).toString("hex")}.part`;
    let lines = 0;
    async function* text(connectionString: string) {
      for await (const line of backupLines(connectionString)) {
        lines += 1;
        yield `${line}\n`;
      }
    }
    try {
      await withSource(readConfig(env), async (connectionString) => {
        // Residents are tokens in it, and still it is about people's health.
        await pipeline(text(connectionString), createGzip(), createWriteStream(draft, { flags: "wx", mode: 0o600 }));
      });
      await synced(draft);
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
    out.write(`${file}: complete, ${lines} lines. Ecosystem file, settings and secrets are not in it.\n`);
  });
}

async function synced(file: string): Promise<void> {
  const handle = await open(file);
  await handle.sync().finally(() => handle.close());
}

/** `velvakt restore FILE`: into an empty database, with Velvakt stopped; all of it or nothing. */
export async function restoreCommand(env: NodeJS.ProcessEnv, file: string, out: Output, err: Output): Promise<number> {
  return told("Nothing was restored", err, async () => {
    const config = readConfig(env);
    // Before a database is made for it.
    await (await open(file)).close();
    const database = await openOwn(config);
    try {
      const input = createReadStream(file);
      const plain = createGunzip();
      input.on("error", (error) => plain.destroy(error));
      const { rows, seq, engineTimeMs } = await restoreLines(
        database.pool,
        splitLines(input.pipe(plain), lineCharsMax),
      );
      const at = new Date(engineTimeMs).toISOString();
      out.write(`${rows} rows restored: the log up to event ${seq} of ${at}.\n`);
      out.write("What came later is gone; the next start reports the time since as a monitoring gap.\n");
    } finally {
      await database.close();
    }
  });
}

async function told(failure: string, err: Output, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return exitCodes.fine;
  } catch (error) {
    if (error instanceof ConfigError) {
      err.write(`The settings cannot be used:\n${error.problems.map((problem) => `  ${problem}\n`).join("")}`);
      return exitCodes.configuration;
    }
    if (!(error instanceof Error) || typeof (error as { code?: unknown }).code !== "string") throw error;
    err.write(`${failure}.\n  ${error.message}\n`);
    return exitCodes.cannot;
  }
}
