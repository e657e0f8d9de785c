import { isCovered } from "../devices/covered.js";
import type { AlertRecord } from "../model/record.js";
import type { Run } from "../state.js";

/** An open incident speaks for what it explains, its own cause included; time-critical doses always speak for themselves. */
export function isInhibited(run: Run, record: AlertRecord): boolean {
  if (isCovered(run, record)) return true;
  if (record.incidentId === null || record.kind === "dose-unconfirmed") return false;
  const incident = run.state.incidents.get(record.incidentId);
  return incident !== undefined && incident.record.closedAtMs === null;
}
