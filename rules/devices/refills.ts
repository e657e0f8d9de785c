import type { ExpectedDose } from "../doses/cells.js";
import type { EngineState, Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { districtAt, latestTold, plansOf } from "./device.js";
import { plannedDoses } from "./planned.js";
import { isOutOfService } from "./service.js";
import { isEmpty } from "./stock.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * How far beyond its end the next dose is looked for: at first where nearly all plans have one. Plans repeat by the
 * week (an hour longer when summer time ends), so with none in that time the device waits for nobody.
 */
const beyondMs = [dayMs, 8 * dayMs];

/** `empty` already; `stock`: the doses left come to an end; `roll-ends`: by the date of the roll's last dose. */
export type RefillReason = "empty" | "stock" | "roll-ends";

export interface PlannedDose {
  scheduledAtMs: number;
  critical: boolean;
}

/** A device that somebody has to go to, because the plan goes on and what is inside does not. */
export interface Refill {
  deviceId: string;
  residentRef: string;
  district: string;
  what: RefillReason;
  /** The last dose there is something for; of an empty device since when it is. */
  runsOutAtMs: number;
  nextDose: PlannedDose;
  /** The first dose that there is nothing for: somebody has been there before it, or it is missed. */
  firstUncovered: PlannedDose;
}

export interface RefillsAsked {
  withinHours: number;
  district?: string | undefined;
}

export interface RefillsView {
  /** What has to be done first comes first: by the first dose there is nothing for, then by when they run out. */
  refills: Refill[];
  /** Devices in service of which nobody has said what is inside, or not since they were last filled. */
  unknown: number;
}

/** What is in a device by what still holds; null where nothing does. */
interface Inside {
  dosesLeft: number | null;
  lastUsedMs: number;
  rollEndsMs: number | null;
}

/** From when on nothing said before holds: it was empty, doses have come out since, and nobody told of the filling. */
function filledUntoldMs(cell: DeviceCell): number {
  const word = latestTold(cell.stock, Number.POSITIVE_INFINITY);
  return word?.value === "empty" && !isEmpty(cell) ? word.t : Number.NEGATIVE_INFINITY;
}

/**
 * A dose that was not taken is used up as well: dispensers set it aside. Where one does not, somebody comes too
 * early, which harms nobody.
 */
function setAsideAt(cell: DeviceCell, fromMs: number): number[] {
  const undispensed = cell.doses.filter(({ record: { verdict } }) => verdict === "missed" || verdict === "unconfirmed");
  return undispensed.map(({ record }) => record.scheduledAtMs).filter((atMs) => atMs > fromMs);
}

function insideOf(cell: DeviceCell): Inside {
  const { stockLevel, roll } = cell;
  const untoldMs = filledUntoldMs(cell);
  const inside: Inside = { dosesLeft: null, lastUsedMs: Number.NEGATIVE_INFINITY, rollEndsMs: null };
  // More came out than there was: filled since, and nobody said so.
  if (stockLevel && stockLevel.t > untoldMs && stockLevel.used <= stockLevel.left) {
    const aside = setAsideAt(cell, stockLevel.t);
    const used = cell.dispenses.filter(({ mode }) => mode !== "prn").map(({ t }) => t);
    inside.dosesLeft = Math.max(0, stockLevel.left - stockLevel.used - aside.length);
    inside.lastUsedMs = Math.max(stockLevel.t, cell.lastForgottenMs, ...used, ...aside);
  }
  const isBeyond = cell.doses.some(
    ({ record }) => roll && record.scheduledAtMs > roll.lastDoseAtMs && record.dispensedAtMs !== null,
  );
  if (roll && roll.t > untoldMs && !isBeyond) inside.rollEndsMs = roll.lastDoseAtMs;
  return inside;
}

/** Doses still to come out up to `toMs`, ascending: also one whose time has come and that is waited for. */
function openDosesUntil(run: Run, cell: DeviceCell, toMs: number): ExpectedDose[] {
  const { nowMs } = run;
  const waited = cell.doses.filter(
    ({ record }) => record.verdict === "pending" && record.scheduledAtMs < nowMs && record.scheduledAtMs < toMs,
  );
  const decided = new Set(
    cell.doses.filter(({ record }) => record.verdict !== "pending").map(({ record }) => record.doseId),
  );
  const ahead = plannedDoses(run, cell, { fromMs: nowMs, toMs }).filter(({ doseId }) => !decided.has(doseId));
  return [...waited.map(({ expected }) => expected), ...ahead].sort((a, b) => a.scheduledAtMs - b.scheduledAtMs);
}

/**
 * At least as many doses as the plans can have in a time, with those of the day before that are waited for: so that
 * nothing is worked out for the many devices that are full.
 */
function dosesMostUntil(run: Run, cell: DeviceCell, hours: number): number {
  const daily = plansOf(run, cell).map((plan) => Math.max(0, ...plan.published.map(({ data }) => data.times.length)));
  return (Math.ceil(hours / 24) + 2) * daily.reduce((sum, one) => sum + one, 0);
}

type End = Pick<Refill, "what" | "runsOutAtMs">;

/** Which of its ends comes first; a roll's counts before the count of its doses, as it says what to bring. */
function endOf(run: Run, cell: DeviceCell, inside: Inside, hours: number): End | null {
  const untilMs = run.nowMs + hours * hourMs;
  const { dosesLeft, lastUsedMs, rollEndsMs } = inside;
  if (dosesLeft === 0) return { what: "empty", runsOutAtMs: lastUsedMs };
  const ends: End[] = [];
  if (rollEndsMs !== null && rollEndsMs < untilMs) ends.push({ what: "roll-ends", runsOutAtMs: rollEndsMs });
  if (dosesLeft !== null && dosesLeft <= dosesMostUntil(run, cell, hours)) {
    const last = openDosesUntil(run, cell, untilMs)[dosesLeft - 1];
    if (last) ends.push({ what: "stock", runsOutAtMs: last.scheduledAtMs });
  }
  return ends.sort((a, b) => a.runsOutAtMs - b.runsOutAtMs)[0] ?? null;
}

const plannedOf = ({ scheduledAtMs, critical }: ExpectedDose): PlannedDose => ({ scheduledAtMs, critical });

/** What the device wants; null where the plan has nothing more for it that anybody could miss. */
function refillOf(run: Run, cell: DeviceCell, end: End, dosesLeft: number | null): Refill | null {
  const isUncovered: Record<RefillReason, (dose: ExpectedDose, index: number) => boolean> = {
    empty: () => true,
    stock: (_dose, index) => index >= (dosesLeft ?? 0),
    "roll-ends": ({ scheduledAtMs }) => scheduledAtMs > end.runsOutAtMs,
  };
  for (const ms of beyondMs) {
    const open = openDosesUntil(run, cell, Math.max(run.nowMs, end.runsOutAtMs + 1) + ms);
    const [next, uncovered] = [open[0], open.find(isUncovered[end.what])];
    if (!next || !uncovered) continue;
    return {
      deviceId: cell.deviceId,
      residentRef: uncovered.residentRef,
      district: districtAt(cell, run.nowMs),
      ...end,
      nextDose: plannedOf(next),
      firstUncovered: plannedOf(uncovered),
    };
  }
  return null;
}

/**
 * Which devices run out within so many hours while their plans go on, by what was last said of what is inside. What
 * nobody has told of is counted, and is not taken for full.
 */
export function refillsView(state: EngineState, { withinHours, district }: RefillsAsked): RefillsView {
  const run: Run = { state, nowMs: state.nowMs, why: "refills", outputs: [] };
  const { deviceClasses } = state.ecosystem;
  const dispensers = new Set(deviceClasses.filter(({ kind }) => kind === "dispenser").map(({ id }) => id));
  const view: RefillsView = { refills: [], unknown: 0 };
  for (const cell of state.devices.values()) {
    if (!dispensers.has(cell.deviceClass) || cell.planIds.length === 0 || isOutOfService(run, cell)) continue;
    if (district !== undefined && districtAt(cell, run.nowMs) !== district) continue;
    const inside = insideOf(cell);
    const emptyMs = isEmpty(cell) ? latestTold(cell.stock, Number.POSITIVE_INFINITY)?.t : undefined;
    if (emptyMs === undefined && inside.dosesLeft === null && inside.rollEndsMs === null) {
      view.unknown++;
      continue;
    }
    const end: End | null =
      emptyMs === undefined ? endOf(run, cell, inside, withinHours) : { what: "empty", runsOutAtMs: emptyMs };
    const refill = end && refillOf(run, cell, end, inside.dosesLeft);
    if (refill) view.refills.push(refill);
  }
  view.refills.sort(
    (a, b) =>
      a.firstUncovered.scheduledAtMs - b.firstUncovered.scheduledAtMs ||
      a.runsOutAtMs - b.runsOutAtMs ||
      (a.deviceId < b.deviceId ? -1 : 1),
  );
  return view;
}
