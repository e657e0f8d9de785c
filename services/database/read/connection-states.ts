import type pg from "pg";
import type { DeviceRecord } from "../../../rules/model/record.js";

/** Devices whose connection state is known: the embedded broker forgets retained messages when it stops. */
export async function readConnectionStates(pool: pg.Pool): Promise<DeviceRecord[]> {
  const { rows } = await pool.query<{ record: DeviceRecord }>(
    "SELECT record FROM device WHERE record ->> 'connection' IS NOT NULL ORDER BY device_id",
  );
  return rows.map(({ record }) => record);
}
