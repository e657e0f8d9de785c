import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../../services/database/log.js";
import { openExternal } from "../../../services/database/open.js";
import type { Database } from "../../../services/database/store.js";
import { type ExternalPostgres, startExternalPostgres } from "../../support/external-postgres.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

let server: ExternalPostgres;
let folder: string;
const pem = (name: string) => join(folder, `${name}.pem`);
const opened: Database[] = [];

beforeAll(async () => {
  folder = makeTempDir();
  for (const name of ["server", "stranger"]) {
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
    const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject];
    execFileSync("openssl", [...made, "-keyout", pem(`${name}-key`), "-out", pem(name)], { stdio: "ignore" });
  }
  server = await startExternalPostgres({ cert: pem("server"), key: pem("server-key") });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(async () => {
  await server?.remove();
  removeTempDir(folder);
});

async function open(change: (url: URL) => void = () => undefined, password: string = server.password) {
  const url = new URL(server.url);
  url.searchParams.set("sslmode", "verify-full");
  url.searchParams.set("sslrootcert", pem("server"));
  change(url);
  const options = { log: silentLog, channelsOf: () => [], onLost: () => undefined, poolMax: 4 };
  const database = await openExternal({ ...options, url: url.toString(), password });
  opened.push(database);
  return database;
}

describe("a database of somebody else's", () => {
  it("is opened by the role that owns it, over TLS, with Velvakt's time zone whatever the server's is", async () => {
    const database = await open();
    const { rows } = await database.pool.query(
      "SELECT current_user AS role, current_setting('timezone') AS zone, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    );
    expect(rows).toEqual([{ role: "velvakt", zone: "UTC", ssl: true }]);
    expect(await database.log.position()).toBe(null);
  });

  it("has one owner at a time", async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: "DATABASE_IN_USE" });
  });

  it("is not opened for whoever shows another certificate", async () => {
    const attempt = open((url) => url.searchParams.set("sslrootcert", pem("stranger")));
    await expect(attempt).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    await expect(attempt).rejects.toThrow(/certificate/);
  });

  it("is not opened with a wrong password, which nobody gets to read", async () => {
    const attempt = open(undefined, "not-the-password");
    await expect(attempt).rejects.toThrow(/password authentication failed/);
    await expect(attempt).rejects.not.toThrow(/not-the-password/);
  });

  it("says which right is missing, and what gives it", async () => {
    await server.sql("CREATE DATABASE somebody_elses TEMPLATE template0");
    const attempt = open((url) => {
      url.pathname = "/somebody_elses";
    });
    await expect(attempt).rejects.toMatchObject({ code: "DATABASE_RIGHTS" });
    await expect(attempt).rejects.toThrow(/ALTER DATABASE "somebody_elses" OWNER TO "velvakt"/);
  });

  it("must be able to hold every language", async () => {
    await server.sql(
      "CREATE DATABASE ascii OWNER velvakt ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
    );
    const attempt = open((url) => {
      url.pathname = "/ascii";
    });
    await expect(attempt).rejects.toThrow(/encoded as LATIN1/);
  });
});
