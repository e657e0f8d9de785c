import type { DeviceClass } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { report, withdraw } from "./finding.js";

/** Whether the version is one of those that are supported, `3.8` standing for all of 3.8; null where nobody has said. */
export function isSupported({ firmwareSupported }: DeviceClass, firmware: string): boolean | null {
  if (firmwareSupported === null) return null;
  return firmwareSupported.some((one) => firmware === one || firmware.startsWith(`${one}.`));
}

/** Says it of a device that came to run what nobody supports; it is over with the next version that is. */
export function noteFirmware(run: Run, cell: DeviceCell, firmware: string): void {
  if (cell.firmware === firmware) return;
  cell.firmware = firmware;
  const deviceClass = run.state.ecosystem.deviceClasses.find(({ id }) => id === cell.deviceClass);
  const supported = deviceClass ? isSupported(deviceClass, firmware) : null;
  if (supported === false) report(run, cell, { kind: "firmware-unsupported", evidence: { firmware } });
  else withdraw(run, cell, "firmware-unsupported");
}
