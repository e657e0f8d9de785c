import type pg from "pg";
import type { DoseRecord } from "../../../rules/model/record.js";
import type { Span } from "../../../rules/span.js";
import { readRows, readSnapshot } from "./query.js";

/** Far more than anybody is given in three months; only a plan gone wrong has more, and then the latest are read. */
const dosesMax = 10_000;
const alertsMax = 10_000;

export interface ResidentHistory {
  /** Ascending. */
  doses: DoseRecord[];
  alerts: { kind: string; openedAtMs: number }[];
}

/** The doses planned and the alerts opened in a time; null if nobody has ever heard of the resident. */
export function findResidentHistory(
  pool: pg.Pool,
  residentRef: string,
  { fromMs, toMs }: Span,
): Promise<ResidentHistory | null> {
  return readSnapshot(pool, async (reader) => {
    const doses = await readRows<{ record: DoseRecord }>(
      reader,
      `SELECT record FROM dose WHERE resident_ref = $1 AND scheduled_at_ms >= $2 AND scheduled_at_ms < $3
       ORDER BY scheduled_at_ms DESC, dose_id DESC LIMIT $4`,
      [residentRef, fromMs, toMs, dosesMax],
    );
    const alerts = await readRows<{ kind: string; openedAtMs: number }>(
      reader,
      `SELECT kind, opened_at_ms::float8 AS "openedAtMs" FROM alert
       WHERE record ->> 'residentRef' = $1 AND opened_at_ms >= $2 AND opened_at_ms < $3
       ORDER BY opened_at_ms DESC, alert_id DESC LIMIT $4`,
      [residentRef, fromMs, toMs, alertsMax],
    );
    const known = await readRows<{ known: boolean }>(
      reader,
      `SELECT EXISTS (SELECT FROM dose WHERE resident_ref = $1)
           OR EXISTS (SELECT FROM device WHERE record ->> 'residentRef' = $1) AS known`,
      [residentRef],
    );
    if (doses.length + alerts.length === 0 && !known[0]?.known) return null;
    return { doses: doses.map(({ record }) => record).reverse(), alerts };
  });
}
