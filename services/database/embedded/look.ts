import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pointerName } from "./folders.js";
import { readPostmaster } from "./postmaster.js";
import { databaseName, socketConnectionString } from "./start.js";

/** What there is of an embedded server, found without making or starting anything. */
export interface EmbeddedLook {
  /** Where its files are, or would be. */
  home: string;
  /** Of the database that has been made there; null if none has. */
  majorVersion: number | null;
  /** How to reach it while it runs; null while it does not. */
  connectionString: string | null;
}

const textOf = (file: string) =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    () => null,
  );

export async function lookAtEmbedded(dataDir: string): Promise<EmbeddedLook> {
  const home = (await textOf(join(dataDir, pointerName))) ?? join(dataDir, "postgres");
  const cluster = join(home, "cluster");
  const version = await textOf(join(cluster, "PG_VERSION"));
  const postmaster = await readPostmaster(cluster);
  const socket = postmaster?.running && postmaster.ready ? postmaster.socketFolder : null;
  return {
    home,
    majorVersion: version === null ? null : Number(version),
    connectionString: socket === null ? null : socketConnectionString(socket, databaseName),
  };
}
