import type { z } from "zod";
import type { Text } from "../../../rules/model/record.js";
import type * as districts from "../../../services/api/contract/districts.js";
import type * as flows from "../../../services/api/contract/flows.js";
import type * as report from "../../../services/api/contract/incident-report.js";
import type * as kpis from "../../../services/api/contract/kpis.js";
import type * as overview from "../../../services/api/contract/overview.js";
import type * as records from "../../../services/api/contract/records.js";
import type * as refills from "../../../services/api/contract/refills.js";
import type * as residentPeriod from "../../../services/api/contract/resident-period.js";
import type * as residents from "../../../services/api/contract/residents.js";
import type * as scaling from "../../../services/api/contract/scaling.js";
import type * as scenarios from "../../../services/api/contract/scenarios.js";
import type * as sla from "../../../services/api/contract/sla.js";
import type * as worklist from "../../../services/api/contract/worklist.js";

/** What the API answers with, as its contract says: types only, nothing of the server is in the page. */
export type Overview = z.output<typeof overview.overview>;
export type OpenIncident = Overview["openIncidents"][number];
export type Alert = z.output<typeof records.alert>;
export type Dose = z.output<typeof records.dose>;
export type Device = z.output<typeof records.device>;
export type Component = z.output<typeof records.component>;
export type Hop = z.output<typeof flows.hop>;
export type Flows = z.output<typeof flows.flows>;
export type Incident = z.output<typeof records.incident>;
export type IncidentReport = z.output<typeof report.incidentReportAnswer>;
export type Sla = z.output<typeof sla.slaAnswer>;
export type SlaWindow = z.output<typeof sla.slaWindow>;
export type CauseShare = z.output<typeof sla.causeShare>;
export type Scenarios = z.output<typeof scenarios.scenarios>;
export type Scenario = z.output<typeof scenarios.scenarioView>;
export type ScenarioDetail = z.output<typeof scenarios.scenarioDetail>;
export type Indicator = z.output<typeof scenarios.indicator>;
export type Proposal = z.output<typeof scenarios.proposal>;
export type RiskColour = z.output<typeof scenarios.colour>;
export type AssessmentBody = z.output<typeof scenarios.assessmentBody>;
export type AcceptanceBody = z.output<typeof scenarios.acceptanceBody>;
export type Scaling = z.output<typeof scaling.scaling>;
export type GatePlace = Scaling["city"];
export type Criterion = z.output<typeof scaling.criterion>;
export type GateHistory = z.output<typeof scaling.gateHistory>;
export type ScalingRequest = z.output<typeof scaling.scalingRequest>;
export type ScalingRequestBody = z.output<typeof scaling.scalingRequestBody>;
export type ScalingDecisionBody = z.output<typeof scaling.scalingDecisionBody>;
export type KpiCatalogue = z.output<typeof kpis.catalogue>;
export type KpiFigures = z.output<typeof kpis.figures>;
export type KpiSeries = KpiFigures["items"][number];
export type Worklist = z.output<typeof worklist.worklist>;
export type Task = z.output<typeof worklist.task>;
export type Districts = z.output<typeof districts.districts>;
export type ResidentsAtRisk = z.output<typeof residents.residentsAtRisk>;
export type Resident = z.output<typeof residents.resident>;
export type ResidentPeriod = z.output<typeof residentPeriod.residentPeriod>;
export type Refills = z.output<typeof refills.refills>;

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
