import type { DeviceClass } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { classOf } from "./device.js";
import { forgetSaid, report, withdraw } from "./finding.js";

/** VKP's code of an opening; of what is no dispenser, that of its kind. */
const openCodes: Partial<Record<DeviceClass["kind"], string>> = { "door-lock": "6", "digital-supervision": "4.15" };

/** A device was opened; an older opening than the one known changes nothing, and at one instant the unauthorised counts. */
export function onDoorOpened(cell: DeviceCell, t: number, authorised: boolean): void {
  const { opened } = cell;
  if (opened && (t < opened.t || (t === opened.t && authorised))) return;
  cell.opened = { t, authorised };
  if (!authorised) forgetSaid(cell, "dispenser-open");
}

/**
 * `dispenser-open`: opened without authority. Time does not close a door, and no device says that it
 * is closed; but who opens it with authority later, or loads a roll, has stood before it.
 */
export function refreshDoor(run: Run, cell: DeviceCell): void {
  const { opened } = cell;
  if (!opened) return;
  const seenTo = opened.authorised || (cell.roll !== null && cell.roll.t > opened.t);
  if (seenTo) {
    withdraw(run, cell, "dispenser-open");
    return;
  }
  const vkpCode = openCodes[classOf(run, cell).kind] ?? "1.21";
  report(run, cell, { kind: "dispenser-open", vkpCode, evidence: { openedAt: new Date(opened.t).toISOString() } });
}

/** `dispenser-tamper` is something that happened, not a state that ends: a person closes it. */
export function onTampered(run: Run, cell: DeviceCell, t: number): void {
  forgetSaid(cell, "dispenser-tamper");
  report(run, cell, { kind: "dispenser-tamper", evidence: { detectedAt: new Date(t).toISOString() } });
}
