import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertRecord, DoseRecord } from "../../../rules/model/record.js";
import { backupCommand, restoreCommand } from "../../../services/commands/backup.js";
import { projectionRebuildCommand } from "../../../services/commands/projection.js";
import { ownerSql, startExternalPostgres } from "../../support/external-postgres.js";
import { makeServiceHome, type ServiceHome, until } from "../../support/service.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";
import { randomOf } from "../../support/world/random.js";
import { cityOfYesterday } from "../service/city.js";
import { speaker } from "../service/messages.js";
import { createPublisher } from "../service/publisher.js";

/** A place for a database: what the settings say of it, and how to lose everything in it. */
interface Place {
  settings: NodeJS.ProcessEnv;
  home(): ServiceHome;
  wipe(): Promise<void>;
  remove(): Promise<void>;
}

const places: Record<string, () => Promise<Place>> = {
  "embedded PostgreSQL": async () => {
    let home = makeServiceHome();
    return {
      settings: {},
      home: () => home,
      async wipe() {
        await home.remove();
        home = makeServiceHome();
      },
      remove: async () => home.remove(),
    };
  },
  "PostgreSQL of somebody else's": async () => {
    const server = await startExternalPostgres();
    const settings = { VELVAKT_POSTGRES_URL: server.url, VELVAKT_POSTGRES_PASSWORD: server.password };
    const home = makeServiceHome(settings);
    return {
      settings,
      home: () => home,
      async wipe() {
        await server.sql("DROP DATABASE velvakt WITH (FORCE)");
        await server.sql(ownerSql(server.password)[1] ?? "");
      },
      async remove() {
        await home.remove();
        await server.remove();
      },
    };
  },
};

interface Ledger {
  engineTimeMs: number;
  doses: DoseRecord[];
  alerts: AlertRecord[];
  /** Tasks that wait for somebody. */
  open: string[];
}

describe.each(Object.entries(places))("with a backup, on %s", (name, open) => {
  let folder: string;
  let place: Place;
  const file = () => join(folder, "velvakt.gz");
  const env = () => ({ ...place.settings, VELVAKT_DATA_DIR: place.home().dataDir });

  beforeAll(async () => {
    folder = makeTempDir();
    place = await open();
  });
  afterAll(async () => {
    await place?.remove();
    removeTempDir(folder);
  });

  async function run(command: typeof backupCommand, path = file(), more: NodeJS.ProcessEnv = {}) {
    const said = { out: "", err: "" };
    const write = (name: "out" | "err") => ({ write: (text: string) => (said[name] += text) });
    const code = await command({ ...env(), ...more }, path, write("out"), write("err"));
    return { code, ...said };
  }

  async function ledger(): Promise<Ledger> {
    const [row] = await place.home().sql<{ ledger: Ledger }>(`SELECT json_build_object(
      'engineTimeMs', (SELECT engine_time_ms FROM engine_position),
      'doses', (SELECT json_agg(record ORDER BY dose_id) FROM dose),
      'alerts', (SELECT json_agg(record ORDER BY alert_id) FROM alert),
      'open', (SELECT json_agg(alert_id ORDER BY alert_id) FROM alert WHERE handling <> 'closed')) AS ledger`);
    if (row === undefined) throw new Error("no answer");
    return row.ledger;
  }
  const concluded = ({ doses, open }: Ledger) => JSON.stringify([doses, open]);
  /** All but the first line, which says when it was made; a table's rows have no order. */
  const contents = (path: string) =>
    gunzipSync(readFileSync(path)).toString("utf8").split("\n").slice(1).sort().join("\n");

  const tables = (path: string) =>
    [
      ...gunzipSync(readFileSync(path))
        .toString("utf8")
        .matchAll(/^#\{"table":"(\w+)"/gm),
    ]
      .map(([, name]) => name)
      .sort();

  it("everything is as it was then after all is lost, and the time since is a gap", { timeout: 240_000 }, async () => {
    const service = await place.home().start();
    await createPublisher("city", cityOfYesterday(randomOf(7), 12), 100).publishOn(service.mqttPort);
    const then: { ledger: Ledger | null } = { ledger: null };
    await until(
      "nothing changes beside a backup of the running service",
      async () => {
        const before = await ledger();
        expect(await run(backupCommand)).toMatchObject({ code: 0, err: "" });
        const after = await ledger();
        then.ledger = after;
        return concluded(before) === concluded(after);
      },
      60_000,
      250,
    );
    expect(then.ledger?.doses.length).toBeGreaterThan(20);
    expect(then.ledger?.open.length).toBeGreaterThan(3);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const there = await place.home().sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition AND relname <> 'schema_migration'`,
    );
    // What is not in the file is lost, and a comparison of two files would not show it.
    expect(tables(file())).toEqual(there.map(({ name: table }) => table).sort());

    const later = [speaker("D-later")("dose.dispensed", Date.now(), { mode: "unassisted" })];
    await createPublisher("later", later, 1).publishOn(service.mqttPort);
    expect(await run(restoreCommand)).toMatchObject({ code: 1, err: expect.stringContaining("in use by") });
    await service.kill("SIGKILL");
    await place.wipe();

    expect(await run(restoreCommand)).toMatchObject({ code: 0, err: "" });
    const again = join(folder, "again.gz");
    expect(await run(backupCommand, again)).toMatchObject({ code: 0, err: "" });
    expect(contents(again) === contents(file())).toBe(true);

    const restarted = await place.home().start();
    await until("the gap has been told", async () => {
      const kinds = await place.home().sql<{ kind: string }>("SELECT kind FROM event_log ORDER BY seq DESC LIMIT 1");
      return kinds[0]?.kind === "gap-closed";
    });
    const now = await ledger();
    expect(now.doses).toEqual(then.ledger?.doses);
    const ids = new Set(then.ledger?.alerts.map(({ alertId }) => alertId));
    expect(now.open.filter((id) => ids.has(id))).toEqual(then.ledger?.open);
    expect(now.alerts.filter(({ alertId }) => !ids.has(alertId)).map(({ kind }) => kind)).toEqual(["monitoring-gap"]);
    const [gap] = await place.home().sql<{ fromMs: number; reason: string }>(
      `SELECT (event ->> 'fromMs')::float8 AS "fromMs", event ->> 'reason' AS reason FROM event_log
       WHERE kind = 'gap-opened' ORDER BY seq DESC LIMIT 1`,
    );
    expect(gap?.reason).toBe("restart");
    expect(Math.abs((gap?.fromMs ?? 0) - (then.ledger?.engineTimeMs ?? 0))).toBeLessThan(5_000);

    await createPublisher("later", later, 1).publishOn(restarted.mqttPort);
    const stored = await place.home().sql("SELECT FROM event_log WHERE device_id = 'D-later'");
    expect(stored).toHaveLength(1);
    expect(await restarted.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  });

  it("nothing is restored over a log, or from a file that is not whole", async () => {
    expect(await run(restoreCommand)).toMatchObject({ code: 1, err: expect.stringContaining("an empty one") });
    await place.wipe();
    const whole = readFileSync(file());
    const lines = gunzipSync(whole).toString("utf8").split("\n");
    const bad = join(folder, "bad.gz");
    const damaged: [what: string, content: Buffer, says: RegExp][] = [
      ["cut off by gzip", whole.subarray(0, Math.floor(whole.length * 0.8)), /damaged|cut off/],
      ["cut off at a line", gzipSync(lines.slice(0, -2).join("\n")), /its end is missing/],
      ["short of a row", gzipSync(lines.filter((_, at) => at !== 3).join("\n")), /has \d+ rows and says/],
      ["something else", gzipSync("hello\n"), /not made by/],
      ["plain text", Buffer.from("hello\n"), /damaged/],
      ["of other tables", gzipSync(lines.join("\n").replace("0001_", "0000_")), /its tables are those of/],
    ];
    // What is wrong with a file is found in the same way everywhere; each look starts and stops an embedded server.
    const looked = name === "embedded PostgreSQL" ? damaged.slice(1, 2) : damaged;
    for (const [what, content, says] of looked) {
      writeFileSync(bad, content);
      expect([what, await run(restoreCommand, bad)]).toEqual([
        what,
        { code: 1, out: "", err: expect.stringMatching(says) },
      ]);
    }
    expect(await run(backupCommand, join(folder, "none.gz"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("empty"),
    });
    expect(existsSync(join(folder, "none.gz"))).toBe(false);
    expect(await run(restoreCommand, join(folder, "nowhere.gz"))).toMatchObject({ code: 1 });
    expect(await run(restoreCommand, file(), { VELVAKT_HTTP_PORT: "x" })).toMatchObject({ code: 2 });
    expect(await run(restoreCommand)).toMatchObject({ code: 0 });
  });

  it("the projection can be told everything again", async () => {
    const said: string[] = [];
    const write = { write: (text: string) => said.push(text) };
    expect(await projectionRebuildCommand(env(), write, write)).toBe(0);
    expect(said.join("")).toMatch(/Complete from \d{4}-/);
  });
});
