import type { z } from "zod";
import type { Text } from "../../../rules/model/record.js";
import type * as districts from "../../../services/api/contract/districts.js";
import type * as report from "../../../services/api/contract/incident-report.js";
import type * as overview from "../../../services/api/contract/overview.js";
import type * as records from "../../../services/api/contract/records.js";
import type * as residents from "../../../services/api/contract/residents.js";
import type * as sla from "../../../services/api/contract/sla.js";
import type * as worklist from "../../../services/api/contract/worklist.js";

/** What the API answers with, as its contract says: types only, nothing of the server is in the page. */
export type Overview = z.output<typeof overview.overview>;
export type OpenIncident = Overview["openIncidents"][number];
export type Alert = z.output<typeof records.alert>;
export type Dose = z.output<typeof records.dose>;
export type Device = z.output<typeof records.device>;
export type Component = z.output<typeof records.component>;
export type Incident = z.output<typeof records.incident>;
export type IncidentReport = z.output<typeof report.incidentReportAnswer>;
export type Sla = z.output<typeof sla.slaAnswer>;
export type SlaWindow = z.output<typeof sla.slaWindow>;
export type CauseShare = z.output<typeof sla.causeShare>;
export type Worklist = z.output<typeof worklist.worklist>;
export type Task = z.output<typeof worklist.task>;
export type Districts = z.output<typeof districts.districts>;
export type ResidentsAtRisk = z.output<typeof residents.residentsAtRisk>;
export type Resident = z.output<typeof residents.resident>;

export interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

/** What `velvakt demo` tells about itself. */
export interface DemoState {
  seed: string | number;
  speed: number;
  simulatedNow: string;
  narration: { at: string; text: Text }[];
  phone: {
    at: string;
    teamId: string;
    team: string;
    severity: Alert["severity"];
    title: Text;
    body: Text;
  }[];
}
