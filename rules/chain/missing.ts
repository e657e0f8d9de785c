import { clear, raise } from "../alerts/open.js";
import { localClock } from "../alerts/words.js";
import type { DeviceCell } from "../devices/cells.js";
import { pathOf } from "../devices/device.js";
import { refreshStatus } from "../devices/status.js";
import { rejudge } from "../doses/ledger.js";
import type { Telemetry } from "../model/event.js";
import type { Run } from "../state.js";
import type { PathCell } from "./cells.js";
import { doseFlowId, flowOfPath } from "./flow.js";
import { noteReminded, pathCellOf } from "./outcomes.js";
import { districtOf, nameOf, tailBound, wayOf } from "./path.js";

/**
 * Missing expected events. Heartbeats may come through while dose events do not; then every dose
 * looks missed, although nobody knows. But we know how many doses the plans predict: when far more
 * than usual stay without a word although their devices are heard, the flow is what is broken.
 */

/**
 * Lengths of the run of latest doses that are looked at: a break that has just begun shows in the
 * last few, a partial one in many.
 *
 * False alarms, where people forget by themselves and nothing is lost: fewer than one a year and
 * way. By bound: one in 10⁸ for each length, with at most a look per dose of 2,000 residents (2.2
 * million doses a year), is 0.3 a year. By simulation, which the tests repeat: none in hundreds of
 * years where 6 % forget, or every tenth resident two doses of five; one in ten years where 200
 * residents forget one midday dose in five, which the habit of a way does not tell from other doses.
 * Not covered: a whole district that leaves its dispensers on one day, such as by a common outing.
 */
const lengths = [3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64, 128];

/** Weighs a dose of some thousand doses ago half. Source: judgement. */
const usualDosesMax = 5000;
/** With fewer doses than this a way has no habit of its own. Source: judgement. */
const usualDosesMin = 200;

export function usualShare(run: Run, { usual }: Pick<PathCell, "usual">): number {
  const least = run.state.ecosystem.thresholds.missingUsualPercent / 100;
  return usual.due < usualDosesMin ? least : Math.min(0.5, Math.max(least, usual.silent / usual.due));
}

/** The latest doses that show that reports are missing, newest first; none if they do not. */
export function missingRun(run: Run, cell: PathCell): PathCell["recent"] {
  const { missingDosesMin, missingSharePercent, missingChancePerBillion } = run.state.ecosystem.thresholds;
  const chance = usualShare(run, cell);
  const latest = cell.recent.toReversed();
  let silent = 0;
  for (let length = 1; length <= latest.length; length++) {
    if (latest[length - 1]?.silent) silent++;
    if (!lengths.includes(length) || silent < missingDosesMin) continue;
    if (silent * 100 < length * missingSharePercent) continue;
    if (tailBound(length, silent, chance) <= missingChancePerBillion / 1e9) return latest.slice(0, length);
  }
  return [];
}

function learn(cell: PathCell, silent: boolean): void {
  const { usual } = cell;
  usual.due++;
  if (silent) usual.silent++;
  if (usual.due <= usualDosesMax) return;
  usual.due /= 2;
  usual.silent /= 2;
}

function openBreak(cell: PathCell): PathCell["breaks"][number] | undefined {
  return cell.breaks.find((span) => span.toMs === Number.POSITIVE_INFINITY);
}

function subjectOf(run: Run, { path }: PathCell): { flow: string; district: string | null; subject: string } {
  const flow = flowOfPath(run, path)?.id ?? doseFlowId;
  const district = path.map(districtOf).find((one) => one !== null) ?? null;
  return { flow, district, subject: `${flow}${district === null ? "" : `@${district}`}/doses` };
}

function rejudgeOn(run: Run, cell: PathCell): void {
  for (const device of run.state.devices.values()) {
    const ways = device.districts.map((one) => pathOf(run, device, one.district));
    if (!ways.some((path) => path.join(">") === cell.key)) continue;
    rejudge(run, device);
    refreshStatus(run, device);
  }
}

/** Since the last report that came through, but no later than the first dose that shows it began. */
function breakFromMs(cell: PathCell, shown: PathCell["recent"]): number {
  const opensAtMs = Math.min(...shown.filter((one) => one.silent).map((one) => one.opensAtMs));
  return Math.min(opensAtMs, cell.lastReportMs ?? opensAtMs);
}

function begin(run: Run, cell: PathCell, shown: PathCell["recent"]): void {
  const fromMs = breakFromMs(cell, shown);
  cell.breaks.push({ fromMs, toMs: Number.POSITIVE_INFINITY, detectedAtMs: run.nowMs });
  cell.passedMs = [];
  const { flow, district, subject } = subjectOf(run, cell);
  raise(run, {
    kind: "flow-broken",
    subject,
    district,
    evidence: {
      flow,
      step: nameOf(run.state.ecosystem, cell.path.at(-1) ?? flow),
      sinceLocal: localClock(run.state.ecosystem.timezone, fromMs),
      dosesExpected: shown.length,
      dosesWithoutReport: shown.filter((one) => one.silent).length,
      usualPercent: Math.round(usualShare(run, cell) * 1000) / 10,
    },
  });
  rejudgeOn(run, cell);
}

/** Looks at the ways whose doses have just met their deadline. */
export function checkMissing(run: Run): void {
  for (const [, cell] of [...run.state.paths].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const fresh = cell.recent.filter((one) => one.atMs === run.nowMs);
    if (fresh.length === 0 || openBreak(cell)) continue;
    const shown = missingRun(run, cell);
    if (shown.length > 0) begin(run, cell, shown);
    else for (const { silent } of fresh) learn(cell, silent);
  }
}

/** A dose event came through. So many of them after the break was found, by their own times, end it with the first. */
export function noteDoseEvent(run: Run, device: DeviceCell, event: Pick<Telemetry, "type" | "data">, t: number): void {
  const cell = pathCellOf(run, wayOf(run, device).path);
  if (event.type === "dose.reminded") {
    noteReminded(cell, device.deviceId, (event.data as { scheduledAtMs: number }).scheduledAtMs);
  } else if (event.type !== "dose.dispensed" && event.type !== "dose.missed") return;
  cell.lastReportMs = Math.max(cell.lastReportMs ?? t, t);
  const span = openBreak(cell);
  if (!span || t <= span.detectedAtMs) return;
  cell.passedMs.push(t);
  cell.passedMs.sort((a, b) => a - b);
  if (cell.passedMs.length < run.state.ecosystem.thresholds.missingPassAgain) return;
  span.toMs = cell.passedMs[0] as number;
  cell.passedMs = [];
  cell.recent = [];
  clear(run, "flow-broken", subjectOf(run, cell).subject);
  rejudgeOn(run, cell);
}
