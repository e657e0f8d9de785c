import type { RiskWorld } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { activeResidents } from "./dose-figures.js";

/** Versions are what devices say: no more of them are remembered than people can look at. */
const firmwareMax = 50;

/** `4` of `4.2.1`, `v4` or `Medido-4.2`; the first eight characters of what has no number. */
function majorOf(firmware: string): string {
  return /\d+/.exec(firmware)?.[0] ?? firmware.slice(0, 8);
}

/** What an assessment rests on beside its figures. */
export function riskWorld(state: EngineState): RiskWorld {
  const { ecosystem, devices, versions } = state;
  const classes = new Set<string>();
  const firmware = new Set<string>();
  for (const cell of devices.values()) {
    classes.add(cell.deviceClass);
    if (cell.firmware !== null) firmware.add(`${cell.deviceClass} ${majorOf(cell.firmware)}`);
  }
  return {
    residents: activeResidents(state).size,
    ceiling: ecosystem.scaling.ceiling,
    deviceClasses: [...classes].sort(),
    firmware: [...firmware].sort().slice(0, firmwareMax),
    suppliers: Object.fromEntries(ecosystem.components.map(({ id, supplier }) => [id, supplier])),
    versions: Object.fromEntries([...versions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
