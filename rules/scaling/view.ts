import { districtOf, nameOf } from "../chain/path.js";
import { districtAt } from "../devices/device.js";
import { lastChainTestMs } from "../fros/chain-test.js";
import { type RiskView, riskView } from "../fros/view.js";
import type { Text } from "../model/record.js";
import { slaRecords } from "../sla/records.js";
import type { EngineState } from "../state.js";

/** A component's contract, as far as the gate looks at it. */
export interface ContractView {
  componentId: string;
  name: Text;
  district: string | null;
  agreedPercent: number;
  /** Null while too little is known. */
  availabilityPercent: number | null;
  fromMs: number;
  toMs: number;
}

/** What the engine knows that the gate is judged by. */
export interface ScalingView {
  nowMs: number;
  beganMs: number | null;
  /** Residents of dispensers by district. */
  residents: Record<string, number>;
  /** The last whole test of the alert chain by district; null of never. */
  chainTestsMs: Record<string, number | null>;
  contracts: ContractView[];
  risk: RiskView;
}

function residentsByDistrict(state: EngineState): Record<string, number> {
  const { ecosystem, devices, nowMs } = state;
  const dispensers = new Set(ecosystem.deviceClasses.filter(({ kind }) => kind === "dispenser").map(({ id }) => id));
  const byDistrict = new Map(ecosystem.districts.map(({ id }) => [id, new Set<string>()]));
  for (const cell of devices.values()) {
    if (!dispensers.has(cell.deviceClass)) continue;
    const residents = byDistrict.get(districtAt(cell, nowMs));
    if (!residents) continue;
    if (cell.residentRef !== null) residents.add(cell.residentRef);
    for (const { record } of cell.doses) residents.add(record.residentRef);
  }
  return Object.fromEntries([...byDistrict].map(([id, residents]) => [id, residents.size]));
}

export function scalingView(state: EngineState): ScalingView {
  const { ecosystem } = state;
  return {
    nowMs: state.nowMs,
    beganMs: state.beganMs,
    residents: residentsByDistrict(state),
    chainTestsMs: Object.fromEntries(ecosystem.districts.map(({ id }) => [id, lastChainTestMs(state, id)])),
    contracts: slaRecords(state).map((record) => ({
      componentId: record.componentId,
      name: nameOf(ecosystem, record.componentId),
      district: districtOf(record.componentId),
      agreedPercent: record.agreedPercent,
      availabilityPercent: record.availabilityPercent,
      fromMs: record.fromMs,
      toMs: record.toMs,
    })),
    risk: riskView(state),
  };
}
