import { type Connection, createConnection, type InfluxSettings, type InfluxVersion } from "./connection.js";
import { InfluxError } from "./errors.js";
import { name } from "./influxql.js";

/** How a version is written to and prepared; all three are asked in InfluxQL. */
interface Dialect {
  writePath(settings: InfluxSettings): string;
  /** Makes what is written to, and sets how long it keeps things. */
  prepare(connection: Connection, settings: InfluxSettings): Promise<void>;
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();
const daySec = 86_400;

/** The retention policy that Velvakt makes its own, so that another one of the database stays as it is. */
const policy = "velvakt";

/** InfluxDB 1 answers 200 with the error in the body to a statement that it does not carry out. */
async function statement(connection: Connection, text: string): Promise<string | null> {
  const answer = await connection.send("POST", `/query?${query({ q: text })}`);
  const { error, results = [] } = JSON.parse(answer) as { error?: string; results?: { error?: string }[] };
  return error ?? results.find((result) => result.error !== undefined)?.error ?? null;
}

async function mustPass(connection: Connection, text: string): Promise<void> {
  const error = await statement(connection, text);
  if (error !== null) throw new InfluxError(400, `${text}: ${error}`, null);
}

interface Bucket {
  id: string;
  retentionRules: { everySeconds: number }[];
}

async function prepareBucket(connection: Connection, { database, org, retentionDays }: InfluxSettings): Promise<void> {
  const everySeconds = retentionDays * daySec;
  const retentionRules = [{ type: "expire", everySeconds }];
  const at = query({ ...(org === null ? {} : { org }), name: database });
  // A name that is not there is an empty list in some versions, and 404 in others.
  const found = await connection.send("GET", `/api/v2/buckets?${at}`).catch((error: unknown) => {
    if (error instanceof InfluxError && error.status === 404) return "{}";
    throw error;
  });
  const bucket = (JSON.parse(found) as { buckets?: Bucket[] }).buckets?.[0];
  if (bucket === undefined) {
    const orgs = await connection.send("GET", `/api/v2/orgs?${query(org === null ? {} : { org })}`);
    const orgID = (JSON.parse(orgs) as { orgs?: { id: string }[] }).orgs?.[0]?.id;
    if (orgID === undefined) throw new InfluxError(404, `there is no organisation ${org ?? ""}`, null);
    await connection.send("POST", "/api/v2/buckets", { orgID, name: database, retentionRules });
  } else if (bucket.retentionRules[0]?.everySeconds !== everySeconds) {
    await connection.send("PATCH", `/api/v2/buckets/${encodeURIComponent(bucket.id)}`, { retentionRules });
  }
}

const dialects: Record<InfluxVersion, Dialect> = {
  1: {
    writePath: ({ database, retentionDays }) =>
      `/write?${query({ db: database, ...(retentionDays > 0 ? { rp: policy } : {}), precision: "ns" })}`,
    async prepare(connection, { database, retentionDays }) {
      await mustPass(connection, `CREATE DATABASE ${name(database)}`);
      const rule = `RETENTION POLICY ${name(policy)} ON ${name(database)} DURATION ${retentionDays}d REPLICATION 1 DEFAULT`;
      // One that exists with another duration cannot be created, but altered.
      if ((await statement(connection, `CREATE ${rule}`)) !== null) await mustPass(connection, `ALTER ${rule}`);
    },
  },
  2: {
    writePath: ({ database, org }) =>
      `/api/v2/write?${query({ ...(org === null ? {} : { org }), bucket: database, precision: "ns" })}`,
    prepare: prepareBucket,
  },
  3: {
    writePath: ({ database }) => `/api/v2/write?${query({ bucket: database, precision: "ns" })}`,
    async prepare(connection, { database, retentionDays }) {
      const wanted = { db: database, retention_period: `${retentionDays}d` };
      await connection.send("POST", "/api/v3/configure/database", wanted).catch(async (error: unknown) => {
        if (!(error instanceof InfluxError) || error.status !== 409) throw error;
        await connection.send("PUT", "/api/v3/configure/database", wanted);
      });
    },
  },
};

/** The version of `1.6.7`, `v2.7.1` or `3.0.0-beta`. */
function majorOf(said: string): InfluxVersion | null {
  const major = Number(/^v?(\d+)\./.exec(said)?.[1]);
  return major === 1 || major === 2 || major === 3 ? major : null;
}

/** A server whose version is known and that is prepared: asked once, and again after it has refused something. */
export interface Influx {
  /** Asks which version it is; makes nothing. */
  version(): Promise<{ version: InfluxVersion; says: string | null }>;
  /** Says which version it is and makes database or bucket. Rejects with InfluxError. */
  prepare(): Promise<{ version: InfluxVersion; says: string | null }>;
  write(lines: readonly string[]): Promise<void>;
  /** The raw answer to a query in InfluxQL, instants in ns. */
  query(text: string): Promise<string>;
}

export function createInflux(settings: InfluxSettings): Influx {
  const connection = createConnection(settings);
  let version = settings.version;

  async function versionOf(): Promise<{ version: InfluxVersion; says: string | null }> {
    const says = await connection.ping();
    version = settings.version ?? majorOf(says ?? "");
    if (version !== null) return { version, says };
    const what = says === null ? "does not say its version" : `is version ${says.slice(0, 40)}, which is unknown`;
    throw new InfluxError(404, `the server ${what}: set VELVAKT_INFLUX_VERSION`, null);
  }

  return {
    version: versionOf,
    async prepare() {
      const known = await versionOf();
      if (settings.retentionDays > 0) await dialects[known.version].prepare(connection, settings);
      return known;
    },
    async write(lines) {
      const { writePath } = dialects[version ?? (await versionOf()).version];
      await connection.send("POST", writePath(settings), lines.join("\n"));
    },
    query: (text) =>
      connection.send("POST", `/query?${query({ db: settings.database, epoch: "ns" })}&q=${encodeURIComponent(text)}`),
  };
}
