import type { Text } from "../model/record.js";
import type { GateStatus } from "../model/risk.js";

/** The latest judgement of one gate, as far as telling people of it goes. */
export interface GateCell {
  /** Null: the city's. */
  district: string | null;
  status: GateStatus;
  /** Criteria that are not met, and why. */
  failing: { id: string; why: Text }[];
}
