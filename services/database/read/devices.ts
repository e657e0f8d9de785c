import type pg from "pg";
import type { DeviceRecord, DeviceStatus } from "../../../rules/model/record.js";
import { addCondition, noConditions, type Page, type PageRequest, readPage, readRecord } from "./page.js";

export interface DeviceFilter {
  district?: string | undefined;
  status?: DeviceStatus[] | undefined;
}

/** By id. */
export function listDevices(pool: pg.Pool, filter: DeviceFilter, page: PageRequest): Promise<Page<DeviceRecord>> {
  const conditions = noConditions();
  addCondition(conditions, "district = ?", filter.district);
  addCondition(conditions, "status = ANY(?::text[])", filter.status);
  return readPage(
    pool,
    { table: "device", key: [{ column: "device_id", type: "text" }], direction: "ASC" },
    conditions,
    page,
  );
}

export function findDevice(pool: pg.Pool, deviceId: string): Promise<DeviceRecord | null> {
  return readRecord(pool, "device", "device_id", deviceId);
}
