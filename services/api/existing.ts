import type pg from "pg";
import type { AlertRecord, DeviceRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";
import type { Span } from "../../rules/span.js";
import { findAlert } from "../database/read/alerts.js";
import { findDevice } from "../database/read/devices.js";
import { findDose } from "../database/read/doses.js";
import { findIncident } from "../database/read/incidents.js";
import { findResidentHistory, type ResidentHistory } from "../database/read/resident-history.js";
import { findResident, type ResidentRecords, type ResidentSpan } from "../database/read/residents.js";
import { ApiError, type ProblemCode } from "./problems.js";

function orUnknown<T>(found: T | null, code: ProblemCode, what: string): T {
  if (found === null) throw new ApiError(code, `There is no ${what}.`);
  return found;
}

/** A record that a path names, or the 404 that says which kind of thing is missing. */
export async function existingAlert(pool: pg.Pool, id: string): Promise<AlertRecord> {
  return orUnknown(await findAlert(pool, id), "API_ALERT_UNKNOWN", `alert ${id}`);
}

export async function existingDose(pool: pg.Pool, id: string): Promise<DoseRecord> {
  return orUnknown(await findDose(pool, id), "API_DOSE_UNKNOWN", `dose ${id}`);
}

export async function existingDevice(pool: pg.Pool, id: string): Promise<DeviceRecord> {
  return orUnknown(await findDevice(pool, id), "API_DEVICE_UNKNOWN", `device ${id}`);
}

export async function existingIncident(pool: pg.Pool, id: string): Promise<IncidentRecord> {
  return orUnknown(await findIncident(pool, id), "API_INCIDENT_UNKNOWN", `incident ${id}`);
}

export async function existingResident(pool: pg.Pool, ref: string, span: ResidentSpan): Promise<ResidentRecords> {
  return orUnknown(await findResident(pool, ref, span), "API_RESIDENT_UNKNOWN", `resident ${ref}`);
}

export async function existingResidentHistory(pool: pg.Pool, ref: string, span: Span): Promise<ResidentHistory> {
  return orUnknown(await findResidentHistory(pool, ref, span), "API_RESIDENT_UNKNOWN", `resident ${ref}`);
}
