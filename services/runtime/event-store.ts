/**
 * Reading series for charts and analysis, whatever keeps them: PostgreSQL, or a database for series that is a
 * projection of it. Both give the same answer to the same question.
 */
export interface EventStore {
  /** Rejects with EventStoreError when the store cannot answer now. */
  series(query: SeriesQuery): Promise<SeriesRow[]>;
}

export const aggregates = ["count", "sum", "mean", "min", "max"] as const;

/** Names are those of the measurement table; whoever asks has checked that they exist. */
export interface SeriesQuery {
  measurement: string;
  field: string;
  aggregate: (typeof aggregates)[number];
  /** Tags to tell apart. */
  by: string[];
  where: Record<string, string>;
  /** From here on, and up to but without `toMs`. */
  fromMs: number;
  toMs: number;
  /** Length of the spans that values are gathered over; they are counted from 1970. */
  everySec: number;
}

/** One span with at least one value; rows come by span, then by tags. */
export interface SeriesRow {
  atMs: number;
  /** Of those asked for in `by`; empty where the points have none. */
  tags: Record<string, string>;
  value: number;
}

export class EventStoreError extends Error {
  readonly code = "EVENT_STORE_UNAVAILABLE";
  override readonly name = "EventStoreError";
}

/** The order of rows, whatever order a store gives them in. */
export function sortRows(rows: SeriesRow[], by: readonly string[]): SeriesRow[] {
  const key = ({ tags }: SeriesRow) => by.map((tag) => tags[tag] ?? "").join("\n");
  return rows.sort((a, b) => a.atMs - b.atMs || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
