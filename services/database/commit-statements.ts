import type pg from "pg";
import type { CommitBatch } from "../../ingest/store/log-store.js";
import { auditColumns, gateColumns, reviewColumns, riskActColumns } from "./act-rows.js";
import {
  type Columns,
  eventColumns,
  type FinalRecords,
  finalRecords,
  keyColumns,
  outboxColumns,
  outboxIdColumns,
  periodPointColumns,
  pointColumns,
  quarantineColumns,
  recordColumns,
  withdrawnColumns,
} from "./commit-rows.js";
import type { CommitFacts } from "./kpi-facts.js";
import { type KpiStatement, kpiStatements, kpiStatementsBefore } from "./kpi-statements.js";
import type { PointsOfCommit } from "./point-writer.js";

/** One statement of a commit: many rows in one round trip, prepared once per connection. */
interface Statement {
  name: string;
  text: string;
  /** Parameters; null if this batch has nothing for the statement. */
  columns(
    batch: CommitBatch,
    records: FinalRecords,
    channelsOf: (teamId: string) => string[],
    points: PointsOfCommit,
  ): Columns | null;
}

/** Exact to the microsecond: an interval times a whole number is not rounded. */
const fromUs = (us: string): string => `timestamptz 'epoch' + ${us} * interval '1 microsecond'`;
const fromMs = (ms: string): string => `timestamptz 'epoch' + ${ms} * interval '1 millisecond'`;

function recordStatement(table: "dose" | "alert" | "device" | "component" | "incident"): Statement {
  return {
    name: `commit-${table}`,
    text: `INSERT INTO ${table} (${table}_id, record) SELECT id, record::jsonb FROM unnest($1::text[], $2::text[]) AS r(id, record)
           ON CONFLICT (${table}_id) DO UPDATE SET record = excluded.record`,
    columns: (_batch, records) => recordColumns(records[table]),
  };
}

/**
 * All that a batch writes, in this order. Every statement may be repeated: rows of the log, keys,
 * quarantine, audit, reviews and outbox stay as they were written first, records are replaced by themselves.
 */
const statements: Statement[] = [
  {
    name: "commit-events",
    text: `INSERT INTO event_log (seq, received_at, kind, type, district, device_class, device_id, occurred_at, event)
           SELECT seq, ${fromUs("us")}, kind, type, district, device_class, device_id, ${fromMs("at_ms")}, event::json
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
             AS e(seq, us, kind, type, district, device_class, device_id, at_ms, event)
           ON CONFLICT DO NOTHING`,
    columns: ({ events }) => eventColumns(events),
  },
  {
    name: "commit-keys",
    text: `INSERT INTO event_key (key, content_hash, received_at)
           SELECT key, content_hash, ${fromUs("us")} FROM unnest($1::text[], $2::text[], $3::bigint[]) AS k(key, content_hash, us)
           ON CONFLICT DO NOTHING`,
    columns: keyColumns,
  },
  {
    name: "commit-quarantine",
    text: `INSERT INTO quarantine (seq, received_at, reason, detail, topic, payload)
           SELECT seq, ${fromUs("us")}, reason, detail, topic, payload
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
             AS q(seq, us, reason, detail, topic, payload)
           ON CONFLICT DO NOTHING`,
    columns: quarantineColumns,
  },
  recordStatement("dose"),
  {
    name: "commit-withdrawn",
    text: "DELETE FROM dose WHERE dose_id = ANY ($1::text[])",
    columns: (_batch, records) => withdrawnColumns(records.dose),
  },
  recordStatement("alert"),
  recordStatement("device"),
  recordStatement("component"),
  recordStatement("incident"),
  {
    name: "commit-outbox",
    text: `INSERT INTO outbox (outbox_id, notification_id, team_id, channel_id, record)
           SELECT outbox_id, notification_id, team_id, channel_id, record::jsonb
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
             AS o(outbox_id, notification_id, team_id, channel_id, record)
           ON CONFLICT DO NOTHING`,
    columns: (_batch, records, channelsOf) => outboxColumns(records.notifications, channelsOf),
  },
  {
    name: "commit-audit",
    text: `INSERT INTO audit (seq, at, actor, action, subject, detail)
           SELECT seq, ${fromUs("us")}, actor, action, subject, detail::jsonb
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
             AS a(seq, us, actor, action, subject, detail)
           ON CONFLICT DO NOTHING`,
    columns: auditColumns,
  },
  {
    name: "commit-reviews",
    text: `INSERT INTO incident_review (seq, incident_id, at_ms, actor, conclusion, case_number, cause_supplier, doses_reviewed)
           SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
           ON CONFLICT DO NOTHING`,
    columns: reviewColumns,
  },
  {
    name: "commit-risk-acts",
    text: `INSERT INTO risk_act (seq, at_ms, kind, subject, record)
           SELECT seq, at_ms, kind, subject, record::jsonb
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS a(seq, at_ms, kind, subject, record)
           ON CONFLICT DO NOTHING`,
    columns: riskActColumns,
  },
  {
    name: "commit-gates",
    text: `INSERT INTO gate_judgement (seq, at_ms, district, status, record)
           SELECT seq, at_ms, district, status, record::jsonb
           FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS g(seq, at_ms, district, status, record)
           ON CONFLICT DO NOTHING`,
    columns: gateColumns,
  },
  {
    name: "commit-points",
    text: `INSERT INTO point (at_ns, measurement, tags, fields)
           SELECT at_ns, measurement, tags::jsonb, fields::jsonb
           FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS p(at_ns, measurement, tags, fields)
           ON CONFLICT DO NOTHING`,
    columns: (_batch, _records, _channelsOf, { points }) => pointColumns(points),
  },
  {
    name: "commit-period-points",
    text: `INSERT INTO point (at_ns, measurement, tags, fields, about_ns)
           SELECT DISTINCT ON (measurement, about_ms, tags)
                  at_ns, measurement, tags::jsonb, fields::jsonb, about_ms * 1000000
           FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[])
             AS p(at_ns, measurement, tags, fields, about_ms)
           ORDER BY measurement, about_ms, tags, at_ns DESC
           ON CONFLICT (measurement, about_ns, tags) WHERE about_ns IS NOT NULL
           DO UPDATE SET at_ns = excluded.at_ns, fields = excluded.fields`,
    columns: (_batch, _records, _channelsOf, { points }) => periodPointColumns(points),
  },
  {
    name: "commit-outbox-points",
    text: "UPDATE outbox SET is_point = true WHERE outbox_id = ANY ($1::text[])",
    columns: (_batch, _records, _channelsOf, { outboxIds }) => outboxIdColumns(outboxIds),
  },
  {
    name: "commit-position",
    text: `INSERT INTO engine_position (one, seq, engine_time_ms) VALUES (true, $1, $2)
           ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, engine_time_ms = excluded.engine_time_ms
           WHERE (engine_position.seq, engine_position.engine_time_ms) <= (excluded.seq, excluded.engine_time_ms)`,
    columns: ({ position }) => [String(position.seq), String(position.engineTimeMs)],
  },
];

function queriesOf<Row extends Pick<Statement, "name" | "text">>(
  rows: readonly Row[],
  valuesOf: (row: Row) => Columns | null,
) {
  return rows.flatMap((row) => {
    const values = valuesOf(row);
    return values ? [{ name: row.name, text: row.text, values }] : [];
  });
}

export interface PreparedCommit {
  run(client: pg.PoolClient): Promise<void>;
}

/** Does all the work that needs no connection first, so that the transaction is short. */
export function prepareCommit(
  batch: CommitBatch,
  channelsOf: (teamId: string) => string[],
  points: PointsOfCommit,
  facts: CommitFacts,
): PreparedCommit {
  const records = finalRecords(batch.outputs);
  const counted = (rows: readonly KpiStatement[]) => queriesOf(rows, (row) => row.columns(batch, records, facts));
  const queries = [
    ...counted(kpiStatementsBefore),
    ...queriesOf(statements, (row) => row.columns(batch, records, channelsOf, points)),
    ...counted(kpiStatements),
  ];
  return {
    run: async (client) => {
      for (const query of queries) await client.query(query);
    },
  };
}
