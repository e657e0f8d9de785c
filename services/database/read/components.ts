import type { ComponentRecord } from "../../../rules/model/record.js";
import { type Reader, readRows } from "./query.js";

/** All of them: an installation has tens, not thousands. */
export async function listComponents(reader: Reader): Promise<ComponentRecord[]> {
  const rows = await readRows<{ record: ComponentRecord }>(
    reader,
    "SELECT record FROM component ORDER BY component_id",
    [],
  );
  return rows.map((row) => row.record);
}
