import type { IncidentReport } from "../../rules/model/record.js";

/** The report of an incident that concerns nobody yet. */
export function incidentReport(sinceMs: number, differences: Partial<IncidentReport> = {}): IncidentReport {
  return {
    sinceMs,
    foundBy: "declared",
    confidencePercent: 100,
    components: ["vendor-cloud"],
    devices: 0,
    firstDeadlineAtMs: null,
    deadlines: [],
    supplierDutyPhone: null,
    dispensesWithoutCloud: [],
    told: [],
    endedAtMs: null,
    maintenance: [],
    gaps: [],
    closeReason: null,
    ...differences,
  };
}
