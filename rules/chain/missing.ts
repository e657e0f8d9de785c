import { inBoth } from "../alerts/catalogue.js";
import { clear, raise } from "../alerts/open.js";
import { localClock } from "../alerts/words.js";
import type { DeviceCell } from "../devices/cells.js";
import { pathOf } from "../devices/device.js";
import { refreshStatus } from "../devices/status.js";
import { rejudge } from "../doses/ledger.js";
import type { Telemetry } from "../model/event.js";
import type { Run } from "../state.js";
import type { PathCell, WordTally } from "./cells.js";
import { doseFlowId, flowOfPath } from "./flow.js";
import { noteReminded, pathCellOf } from "./outcomes.js";
import { districtOf, nameOf, tailBound, wayOf } from "./path.js";

/**
 * Missing expected events. Heartbeats may come through while dose events do not; then every dose
 * looks missed, although nobody knows. But we know how many doses the plans predict: when far more
 * than usual stay without a word although their devices are heard, the flow is what is broken.
 */

const lengthMax = 128;

/**
 * Lengths of the run of latest doses that are looked at: a break that has just begun shows in the
 * last few, a partial one in many.
 *
 * False alarms, where people forget by themselves and nothing is lost: fewer than one a year and
 * way, or ways that share a component. By bound: one in 10⁸ for each length, with at most a look per
 * dose of 2,000 residents (2.2 million doses a year), is 0.3 a year for each. By simulation, which the
 * tests repeat: none in hundreds of years where 6 % forget, or every tenth resident two doses of five;
 * one in ten years where 200 residents forget one midday dose in five, which the habit of a way does
 * not tell from other doses. Soon after their time nobody forgets yet: there only devices that keep
 * silent by themselves could err, and ways that have them are not looked at.
 * Not covered: a whole district that leaves its dispensers on one day, such as by a common outing.
 */
const lengths = [3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64, lengthMax];

/** Weighs a dose of some thousand doses ago half. Source: judgement. */
const usualDosesMax = 5000;
/** With fewer doses than this a way has no habit of its own. Source: judgement. */
const usualDosesMin = 200;

export function usualShare(run: Run, { usual }: WordTally): number {
  const least = run.state.ecosystem.thresholds.missingUsualPercent / 100;
  return usual.due < usualDosesMin ? least : Math.min(0.5, Math.max(least, usual.silent / usual.due));
}

type Outcome = WordTally["recent"][number];

/** The doses of some ways in order of their deadline, newest first, each with its way's usual share of silent ones. */
function latestOf(run: Run, ways: readonly WordTally[]): (Outcome & { chance: number })[] {
  const all = ways.flatMap((cell) => {
    const chance = usualShare(run, cell);
    const latest = cell.recent.slice(-lengthMax).reverse();
    return latest.map((one) => ({ ...one, chance }));
  });
  return all.sort((a, b) => b.atMs - a.atMs).slice(0, lengthMax);
}

/** The latest doses on these ways that show that reports are missing, newest first; none if they do not. */
export function missingRun(run: Run, ways: readonly WordTally[]): Outcome[] {
  const { missingDosesMin, missingSharePercent, missingChancePerBillion } = run.state.ecosystem.thresholds;
  const latest = latestOf(run, ways);
  let silent = 0;
  let chances = 0;
  for (const [at, one] of latest.entries()) {
    const length = at + 1;
    if (one.silent) silent++;
    chances += one.chance;
    if (!lengths.includes(length) || silent < missingDosesMin) continue;
    if (silent * 100 < length * missingSharePercent) continue;
    if (tailBound(length, silent, chances / length) <= missingChancePerBillion / 1e9) return latest.slice(0, length);
  }
  return [];
}

function learn({ usual }: WordTally, silent: boolean): void {
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
function breakFromMs(cell: PathCell, shown: readonly Outcome[]): number {
  const opensAtMs = Math.min(...shown.filter((one) => one.silent).map((one) => one.opensAtMs));
  return Math.min(opensAtMs, cell.lastReportMs ?? opensAtMs);
}

function begin(run: Run, cell: PathCell, tally: WordTally, shown: readonly Outcome[]): void {
  const fromMs = breakFromMs(cell, shown);
  cell.breaks.push({
    fromMs,
    toMs: Number.POSITIVE_INFINITY,
    detectedAtMs: run.nowMs,
    lastReportMs: cell.lastReportMs,
  });
  cell.passedMs = [];
  const { flow, district, subject } = subjectOf(run, cell);
  raise(run, {
    kind: "flow-broken",
    subject,
    district,
    evidence: {
      flow,
      ...inBoth("step", nameOf(run.state.ecosystem, cell.path.at(-1) ?? flow)),
      sinceLocal: localClock(run.state.ecosystem.timezone, fromMs),
      dosesExpected: shown.length,
      dosesWithoutReport: shown.filter((one) => one.silent).length,
      usualPercent: Math.round(usualShare(run, tally) * 1000) / 10,
    },
  });
  rejudgeOn(run, cell);
}

/** Where no more stay without a word so soon, devices say something of every dose, whatever people do. Source: judgement. */
const soonSilentPercentMax = 2;
/** That many doses tell such devices from those that keep silent until the button is pressed. Source: judgement. */
const soonDosesMin = 60;

/** The two times at which doses are looked at, and on which ways that tells anything. */
const looks: readonly { of(cell: PathCell): WordTally; tells(tally: WordTally): boolean }[] = [
  {
    of: ({ soon }) => soon,
    tells: ({ usual }) => usual.due >= soonDosesMin && usual.silent * 100 <= usual.due * soonSilentPercentMax,
  },
  { of: (cell) => cell, tells: () => true },
];

/** Ways that lead over one component, for each that several lead over. */
function sharingWays(ways: readonly PathCell[]): PathCell[][] {
  const over = new Map<string, PathCell[]>();
  for (const way of ways) for (const id of way.path) over.set(id, [...(over.get(id) ?? []), way]);
  return [...over.values()].filter((group) => group.length > 1);
}

/** Doses of one way since the first of those that show a break; none if most of them were heard of. */
function ownOf(run: Run, { recent }: WordTally, shown: readonly Outcome[]): Outcome[] {
  const sinceMs = Math.min(...shown.map((one) => one.atMs));
  const own = recent.filter((one) => one.atMs >= sinceMs);
  const silent = own.filter((one) => one.silent).length;
  return silent > 0 && silent * 100 >= own.length * run.state.ecosystem.thresholds.missingSharePercent ? own : [];
}

/** Ways that have said nothing since the last report of those that fell silent together go with them at their first dose without a word. */
function follow(run: Run, sharing: readonly PathCell[], fresh: readonly PathCell[], of: (cell: PathCell) => WordTally) {
  const broken = sharing.flatMap((cell) => openBreak(cell) ?? []);
  if (broken.length < 2) return;
  const lastMs = Math.max(...broken.map(({ fromMs, lastReportMs }) => lastReportMs ?? fromMs));
  for (const cell of sharing) {
    if (openBreak(cell) || !fresh.includes(cell) || (cell.lastReportMs ?? lastMs) > lastMs) continue;
    const own = of(cell).recent.filter((one) => one.atMs === run.nowMs);
    if (own.every((one) => one.silent)) begin(run, cell, of(cell), own);
  }
}

function look(run: Run, all: readonly PathCell[], { of, tells }: (typeof looks)[number]): void {
  const freshOf = (cell: PathCell) => of(cell).recent.filter((one) => one.atMs === run.nowMs);
  const fresh = all.filter((cell) => !openBreak(cell) && freshOf(cell).length > 0);
  if (fresh.length === 0) return;
  const telling = all.filter((cell) => tells(of(cell)));
  for (const sharing of [...telling.map((cell) => [cell]), ...sharingWays(telling)]) {
    const ways = sharing.filter((cell) => !openBreak(cell));
    if (!ways.some((cell) => fresh.includes(cell))) continue;
    const shown = missingRun(run, ways.map(of));
    if (shown.length === 0) continue;
    for (const cell of ways) {
      const own = ownOf(run, of(cell), shown);
      if (own.length > 0) begin(run, cell, of(cell), own);
    }
  }
  for (const sharing of sharingWays(telling)) follow(run, sharing, fresh, of);
  for (const cell of fresh) if (!openBreak(cell)) for (const { silent } of freshOf(cell)) learn(of(cell), silent);
}

/**
 * Looks at the ways with doses that have come to the time to look: each by itself, and then those together
 * that share a component, as that may hold back what all of them say.
 */
export function checkMissing(run: Run): void {
  const all = [...run.state.paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  for (const one of looks) look(run, all, one);
}

/**
 * A dose event came through. So many of them, said after the break was found, end it when the first came:
 * what was held back until then was not to be heard before, whenever it was said.
 */
export function noteDoseEvent(run: Run, device: DeviceCell, event: Pick<Telemetry, "type" | "data">, t: number): void {
  const cell = pathCellOf(run, wayOf(run, device).path);
  if (event.type === "dose.reminded") {
    noteReminded(cell, device.deviceId, (event.data as { scheduledAtMs: number }).scheduledAtMs);
  } else if (event.type !== "dose.dispensed" && event.type !== "dose.missed") return;
  cell.lastReportMs = Math.max(cell.lastReportMs ?? t, t);
  const span = openBreak(cell);
  if (!span || t <= span.detectedAtMs) return;
  cell.passedMs.push(run.nowMs);
  if (cell.passedMs.length < run.state.ecosystem.thresholds.missingPassAgain) return;
  span.toMs = cell.passedMs[0] as number;
  cell.passedMs = [];
  cell.recent = [];
  cell.soon.recent = [];
  clear(run, "flow-broken", subjectOf(run, cell).subject);
  rejudgeOn(run, cell);
}
