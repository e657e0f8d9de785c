import type pg from "pg";
import { needing } from "./needing.js";
import { readRows, readSnapshot } from "./query.js";

export interface DistrictFigures {
  district: string;
  needing: number;
  heard: number;
  all: number;
}

/** Of every district that has devices or tasks. */
export function readDistrictFigures(pool: pg.Pool, heardSinceMs: number): Promise<DistrictFigures[]> {
  return readSnapshot(pool, (reader) =>
    readRows<DistrictFigures>(
      reader,
      `WITH fleet AS (
         SELECT district, count(*)::int AS "all",
                (count(*) FILTER (WHERE (record ->> 'lastHeardAtMs')::bigint >= $1))::int AS heard
         FROM device GROUP BY district),
       tasks AS (
         SELECT district, count(DISTINCT resident_ref)::int AS needing FROM (${needing}) needing GROUP BY district)
       SELECT district, coalesce(tasks.needing, 0) AS needing, coalesce(fleet.heard, 0) AS heard,
              coalesce(fleet."all", 0) AS "all"
       FROM fleet FULL JOIN tasks USING (district) WHERE district IS NOT NULL`,
      [heardSinceMs],
    ),
  );
}
