import type { AlertRecord } from "../../../rules/model/record.js";
import { type Reader, readRows } from "./query.js";

/** Announced maintenance in whose time doses were planned: counted while it could still be moved. */
export interface MaintenanceOverlap {
  componentId: string;
  fromMs: number;
  /** Null where its end was not noted. */
  toMs: number | null;
  doses: number;
  critical: number;
  residents: number;
}

/** Maintenance is announced at most so long before. Source: judgement. */
const announcedBeforeMaxMs = 400 * 86_400_000;

function overlapOf({ subject, evidence, clearedAtMs }: AlertRecord): MaintenanceOverlap | null {
  const slash = subject.lastIndexOf("/");
  const fromMs = Date.parse(subject.slice(slash + 1));
  const toMs = typeof evidence.to === "string" ? Date.parse(evidence.to) : null;
  // Cleared while it was still to come: the plans had changed, or no dose was left in it.
  if (Number.isNaN(fromMs) || (clearedAtMs !== null && clearedAtMs < (toMs ?? fromMs))) return null;
  const count = (name: string) => Number(evidence[name] ?? 0);
  const counts = { doses: count("doses"), critical: count("critical"), residents: count("residents") };
  return { componentId: subject.slice(0, slash), fromMs, toMs, ...counts };
}

/** Those that begin in [fromMs, toMs), by their beginning. */
export async function readMaintenanceOverlaps(
  reader: Reader,
  fromMs: number,
  toMs: number,
): Promise<MaintenanceOverlap[]> {
  const rows = await readRows<{ record: AlertRecord }>(
    reader,
    `SELECT DISTINCT ON (record ->> 'subject') record FROM alert
     WHERE kind = 'maintenance-overlaps-doses' AND opened_at_ms >= $1::bigint AND opened_at_ms < $2::bigint
     ORDER BY record ->> 'subject', opened_at_ms DESC`,
    [Math.trunc(fromMs) - announcedBeforeMaxMs, Math.trunc(toMs)],
  );
  return rows
    .flatMap(({ record }) => overlapOf(record) ?? [])
    .filter((one) => one.fromMs >= fromMs && one.fromMs < toMs)
    .sort((a, b) => a.fromMs - b.fromMs || (a.componentId < b.componentId ? -1 : 1));
}
