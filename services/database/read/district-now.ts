import type pg from "pg";
import { needing } from "./needing.js";
import { readRows } from "./query.js";

/** What is so in a district now. */
export interface DistrictNow {
  /** `_` for what belongs to none. */
  district: string;
  devices: number;
  online: number;
  offline: number;
  unknown: number;
  tasks: number;
  untaken: number;
  timeCritical: number;
  people: number;
  oldestUntakenMin: number;
}

/** Every district that has a device or a task, counted as on the first page. */
export function readDistrictsNow(pool: pg.Pool, nowMs: number): Promise<DistrictNow[]> {
  return readRows<DistrictNow>(
    pool,
    `WITH fleet AS (
       SELECT coalesce(district, '_') AS district, count(*)::int AS devices,
              (count(*) FILTER (WHERE status = 'online'))::int AS online,
              (count(*) FILTER (WHERE status = 'offline'))::int AS offline,
              (count(*) FILTER (WHERE status = 'unknown'))::int AS unknown
       FROM device GROUP BY 1),
     work AS (
       SELECT coalesce(district, '_') AS district, count(*)::int AS tasks,
              (count(*) FILTER (WHERE handling = 'new'))::int AS untaken,
              (count(*) FILTER (WHERE time_critical))::int AS "timeCritical",
              count(DISTINCT resident_ref)::int AS people,
              min(opened_at_ms) FILTER (WHERE handling = 'new') AS oldest_ms
       FROM (${needing}) needing GROUP BY 1)
     SELECT district, coalesce(devices, 0) AS devices, coalesce(online, 0) AS online, coalesce(offline, 0) AS offline,
            coalesce(unknown, 0) AS unknown, coalesce(tasks, 0) AS tasks, coalesce(untaken, 0) AS untaken,
            coalesce("timeCritical", 0) AS "timeCritical", coalesce(people, 0) AS people,
            coalesce(greatest($1 - oldest_ms, 0) / 60000.0, 0)::float8 AS "oldestUntakenMin"
     FROM fleet FULL JOIN work USING (district) ORDER BY district`,
    [nowMs],
  );
}
