import { localTime } from "../alerts/words.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell, PowerCell } from "./cells.js";
import { classOf } from "./device.js";
import { forgetSaid, isSaid, report, tellAgain, withdraw } from "./finding.js";
import { nextDose, nextDoseChangesAtMs } from "./planned.js";

const minMs = 60_000;

function powerOf(cell: DeviceCell): PowerCell {
  cell.power ??= {
    onMs: Number.NEGATIVE_INFINITY,
    offMs: Number.NEGATIVE_INFINITY,
    lostMs: Number.POSITIVE_INFINITY,
    told: null,
    reading: null,
    lowPercent: null,
    emptied: null,
    endangeredDoseId: null,
  };
  return cell.power;
}

function noteOn(power: PowerCell, t: number): void {
  if (t <= power.onMs) return;
  power.onMs = t;
  // It is gone again at the earliest from here on.
  if (t >= power.lostMs) power.lostMs = power.offMs >= t ? t : Number.POSITIVE_INFINITY;
  if (power.emptied && t > power.emptied.t) power.emptied = null;
}

function noteOff(power: PowerCell, t: number): void {
  if (t < power.onMs) return;
  power.offMs = Math.max(power.offMs, t);
  power.lostMs = Math.min(power.lostMs, t);
}

export function noteMains(cell: DeviceCell, t: number, mains: boolean): void {
  const power = powerOf(cell);
  if (mains) noteOn(power, t);
  else noteOff(power, t);
  cell.mains = power.lostMs === Number.POSITIVE_INFINITY;
}

/**
 * A heartbeat that says *no mains* is a loss, unless the device is of a kind that has none to lose:
 * pendants and sensors live on their battery.
 */
export function noteHeartbeatMains(run: Run, cell: DeviceCell, t: number, mains: boolean): void {
  const hadMains = cell.power !== null && cell.power.onMs !== Number.NEGATIVE_INFINITY;
  if (mains || hadMains || classOf(run, cell).kind === "dispenser") noteMains(cell, t, mains);
  else cell.mains = false;
}

/** Notes a charge; answers whether it is the newest. */
export function noteCharge(run: Run, cell: DeviceCell, t: number, percent: number): boolean {
  const power = powerOf(cell);
  const { reading } = power;
  if (reading && (t < reading.t || (t === reading.t && percent > reading.percent))) return false;
  const { batteryLowPercent, batteryRecoverPercent } = run.state.ecosystem.thresholds;
  power.reading = { t, percent };
  cell.batteryPercent = percent;
  if (percent <= batteryLowPercent) power.lowPercent ??= batteryLowPercent;
  else if (power.lowPercent !== null && percent > power.lowPercent + batteryRecoverPercent) power.lowPercent = null;
  if (power.emptied && t > power.emptied.t && percent > power.emptied.percent + batteryRecoverPercent) {
    power.emptied = null;
  }
  return true;
}

/** The device knows its own battery: what it calls low is low, whatever the figure. */
export function noteBatteryWord(run: Run, cell: DeviceCell, t: number, percent: number, empty: boolean): void {
  if (!noteCharge(run, cell, t, percent)) return;
  const power = powerOf(cell);
  power.lowPercent = Math.max(percent, run.state.ecosystem.thresholds.batteryLowPercent);
  if (empty && t >= power.onMs) power.emptied = { t, percent };
}

export function notePowerLost(run: Run, cell: DeviceCell, t: number, percent?: number, runtimeMin?: number): void {
  noteMains(cell, t, false);
  if (percent !== undefined) noteCharge(run, cell, t, percent);
  const power = powerOf(cell);
  if (runtimeMin === undefined || (power.told && t < power.told.t)) return;
  power.told = { t, runtimeMin, percent: percent ?? null };
}

/**
 * When the battery of a device without mains will be empty: what it said it would last, else its class's
 * runtime, both by the share of the charge that is left where a later reading tells it.
 */
function predictedEmptyMs(run: Run, cell: DeviceCell, { emptied, reading, told, lostMs }: PowerCell): number {
  if (emptied) return emptied.t;
  let fullMin = classOf(run, cell).batteryRuntimeMin;
  if (told && told.t >= lostMs) {
    const { t, runtimeMin, percent } = told;
    if (percent === null || percent <= 0 || !reading || reading.t <= t) return t + runtimeMin * minMs;
    fullMin = (runtimeMin * 100) / percent;
  }
  const fullMs = fullMin * minMs;
  if (!reading) return lostMs + fullMs;
  return Math.max(reading.t, lostMs) + (fullMs * reading.percent) / 100;
}

/** Brings the findings about power and battery in line with what is known, and asks to be woken for the next dose. */
export function refreshPower(run: Run, cell: DeviceCell): void {
  const { power } = cell;
  if (!power) return;
  refreshMains(run, cell, power);
  const evidence = { batteryPercent: cell.batteryPercent };
  if (power.emptied) report(run, cell, { kind: "battery-empty", evidence });
  else withdraw(run, cell, "battery-empty");
  if (power.lowPercent === null) withdraw(run, cell, "battery-low");
  else if (!power.emptied) report(run, cell, { kind: "battery-low", evidence });
}

function refreshMains(run: Run, cell: DeviceCell, power: PowerCell): void {
  if (power.lostMs === Number.POSITIVE_INFINITY) {
    withdraw(run, cell, "power-gone-before-dose");
    withdraw(run, cell, "power-lost");
    return;
  }
  const dose = nextDose(run, cell);
  const emptyMs = predictedEmptyMs(run, cell, power);
  const endangered = dose !== null && emptyMs < dose.record.deadlineAtMs;
  const zone = run.state.ecosystem.timezone;
  const evidence = {
    lostAt: new Date(power.lostMs).toISOString(),
    predictedEmptyAt: new Date(emptyMs).toISOString(),
    emptyLocal: localTime(zone, emptyMs),
    batteryPercent: cell.batteryPercent,
  };
  if (endangered) {
    // Another dose is another danger, also to a person who has seen to the first one.
    if (power.endangeredDoseId !== dose.record.doseId) forgetSaid(cell, "power-gone-before-dose");
    power.endangeredDoseId = dose.record.doseId;
    const dueLocal = localTime(zone, dose.record.scheduledAtMs);
    const ofDose = { ...evidence, dueLocal, critical: dose.record.critical, endangers: dose.record.doseId };
    report(run, cell, { kind: "power-gone-before-dose", evidence: ofDose });
  }
  report(run, cell, { kind: "power-lost", severity: endangered ? "serious" : "moderate", evidence });
  if (!endangered && isSaid(cell, "power-gone-before-dose")) {
    withdraw(run, cell, "power-gone-before-dose");
    tellAgain(run, cell, "power-lost");
  }
  wake(run.state.timers, `power:${cell.deviceId}`, nextDoseChangesAtMs(run, dose));
}
