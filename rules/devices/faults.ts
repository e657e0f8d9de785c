import type { FaultCode } from "../model/event.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell } from "./cells.js";
import { latestTold } from "./device.js";
import { report, withdraw } from "./finding.js";
import { doseSoon } from "./planned.js";

/** VKP's code of each fault, and whether a dispense shows that it is over. */
const codes: Record<FaultCode, { vkpCode: string; endsByDispense: boolean }> = {
  technical: { vkpCode: "1.5", endsByDispense: false },
  pouch: { vkpCode: "1.6", endsByDispense: true },
  roll: { vkpCode: "1.7", endsByDispense: true },
  jam: { vkpCode: "1.8", endsByDispense: true },
  rejectfull: { vkpCode: "1.9", endsByDispense: false },
  tilt: { vkpCode: "1.23", endsByDispense: false },
};

function isOpen(cell: DeviceCell, code: FaultCode): boolean {
  const ofCode = cell.faults.filter((told) => told.value.code === code);
  const word = latestTold(ofCode, Number.POSITIVE_INFINITY);
  if (!word?.value.raised) return false;
  if (!codes[code].endsByDispense) return true;
  return cell.lastForgottenMs <= word.t && !cell.dispenses.some((dispense) => dispense.t > word.t);
}

/** Brings `dispenser-fault` in line with the latest word on each code; serious when a dose is near. */
export function refreshFaults(run: Run, cell: DeviceCell): void {
  if (cell.faults.length === 0) return;
  const open: FaultCode[] = [];
  for (const code of Object.keys(codes) as FaultCode[]) {
    if (isOpen(cell, code)) open.push(code);
    else withdraw(run, cell, "dispenser-fault", code);
  }
  if (open.length === 0) return;
  const { soon, changesAtMs } = doseSoon(run, cell);
  for (const code of open) {
    const severity = soon ? "serious" : "moderate";
    const { vkpCode } = codes[code];
    report(run, cell, { kind: "dispenser-fault", detail: code, vkpCode, severity, evidence: { code } });
  }
  wake(run.state.timers, `fault:${cell.deviceId}`, changesAtMs);
}
