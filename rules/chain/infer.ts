import type { Run } from "../state.js";
import type { InferredSpan } from "./cells.js";
import { componentOf } from "./component.js";
import { spansChanged } from "./down.js";
import { absorbIncident } from "./incident.js";
import { devicesBehind, districtOf, tailBound, wayOf } from "./path.js";
import { expectPulse, takePulse } from "./pulse.js";
import { beatsOf, expectedOf, type Group, groupsOf, openInferred, type Tally, tallyOf } from "./silence.js";

/**
 * Root cause from silence: devices speak at known intervals, so when most of those that were due
 * behind one component have not been heard, the component explains it better than as many faults.
 * That is known well before each of them has been silent for long enough to be called offline.
 */

const minMs = 60_000;
const hourMs = 3_600_000;

/** Fewer devices than this say nothing about their district. Source: judgement. */
const districtDevicesMin = 3;

/** A component that serves all cannot be what silences one district while another is heard. */
function fitsDistricts(one: Tally): boolean {
  const districts = [...one.byDistrict.values()].filter(({ heard, silent }) => heard + silent >= districtDevicesMin);
  return districts.every(({ heard, silent }) => silent >= heard);
}

/** Whether so many of the devices that were due are silent that chance does not explain it. */
function isImplausible(run: Run, one: Tally): boolean {
  const { inferDevicesMin, inferSharePercent, inferChancePerBillion, silentUsualPercent } =
    run.state.ecosystem.thresholds;
  const due = one.heard + one.silent;
  if (one.silent < inferDevicesMin || one.silent * 100 < due * inferSharePercent) return false;
  const { usual } = componentOf(run, one.componentId);
  const learned = usual.due > 0 ? usual.silent / usual.due : 0;
  const chance = Math.min(0.5, Math.max(silentUsualPercent / 100, learned));
  return tailBound(due, one.silent, chance) <= inferChancePerBillion / 1e9 && fitsDistricts(one);
}

/** Best first: explains most; of equals one that nobody vouches for, then one of a single district. */
function byExplanation(run: Run) {
  const vouched = (one: Tally) => Number(componentOf(run, one.componentId).status === "up");
  const wide = (one: Tally) => Number(districtOf(one.componentId) === null);
  return (a: Tally, b: Tally) =>
    b.silent - a.silent || vouched(a) - vouched(b) || wide(a) - wide(b) || (a.componentId < b.componentId ? -1 : 1);
}

/** How much of what was due it explains; its own probes saying otherwise halve it. */
function confidenceOf(run: Run, one: Tally): number {
  const share = one.silent / (one.heard + one.silent);
  const vouched = componentOf(run, one.componentId).status === "up";
  return Math.min(99, Math.round(share * 100 * (vouched ? 0.5 : 1)));
}

function infer(run: Run, one: Tally): void {
  const cell = componentOf(run, one.componentId);
  if (openInferred(cell)) return;
  const behind = devicesBehind(run, [one.componentId]);
  const narrower = new Set(behind.flatMap((device) => wayOf(run, device).path));
  let { firstSilenceMs } = one;
  // What was put down to a part of the way before is explained better now.
  for (const id of [...narrower].sort()) {
    const other = componentOf(run, id);
    const span = other === cell ? undefined : openInferred(other);
    if (!span) continue;
    firstSilenceMs = Math.min(firstSilenceMs, span.fromMs);
    other.inferred = other.inferred.filter((kept) => kept !== span);
    absorbIncident(run, id, one.componentId);
    spansChanged(run, other);
  }
  cell.inferred.push({
    fromMs: firstSilenceMs,
    toMs: Number.POSITIVE_INFINITY,
    detectedAtMs: run.nowMs,
    devices: behind.length,
    silent: one.silent,
    confidencePercent: confidenceOf(run, one),
  });
  spansChanged(run, cell);
}

/** Its dependents are heard again: enough of those that were heard before it. */
function hasRecovered(run: Run, componentId: string, span: InferredSpan): boolean {
  let before = 0;
  let again = 0;
  for (const cell of devicesBehind(run, [componentId])) {
    const lastMs = cell.contacts.at(-1);
    if (lastMs === undefined || lastMs < span.fromMs - 24 * hourMs) continue;
    before++;
    if (lastMs > span.detectedAtMs && lastMs >= run.nowMs - beatsOf(run, cell).beatMs) again++;
  }
  return again > 0 && again * 100 >= before * run.state.ecosystem.thresholds.inferSharePercent;
}

/** Counts of a quarter of an hour ago weigh half after about a week. Source: judgement. */
const keptPerRound = 0.999;
const learnEveryMs = 15 * minMs;

function learn(run: Run, tallies: readonly Tally[]): void {
  if (run.nowMs % learnEveryMs !== 0) return;
  for (const { componentId, heard, silent } of tallies) {
    const { usual, inferred } = componentOf(run, componentId);
    if (inferred.some((span) => span.toMs > run.nowMs - hourMs)) continue;
    usual.due = usual.due * keptPerRound + heard + silent;
    usual.silent = usual.silent * keptPerRound + silent;
  }
}

/**
 * Looks whether a component has fallen silent, or is heard again. `gone`: the broker has said that
 * devices are gone. In a gap of our own nothing is concluded.
 */
export function inferRootCauses(run: Run, gone: boolean): void {
  if (run.state.gaps.some((gap) => gap.toMs === Number.POSITIVE_INFINITY)) return;
  const { isHeard, isLow } = takePulse(run);
  for (const cell of isHeard ? [...run.state.components.values()] : []) {
    const span = openInferred(cell);
    if (!span || !hasRecovered(run, cell.componentId, span)) continue;
    span.toMs = run.nowMs;
    spansChanged(run, cell);
  }
  if (run.state.devices.size < run.state.ecosystem.thresholds.inferDevicesMin) return;
  if (!isLow && !gone && run.nowMs % learnEveryMs !== 0) return;
  const groups = groupsOf(run);
  expectPulse(run, expectedOf(groups));
  const tallies = tallyOf(groups);
  const candidates = tallies.filter((one) => isImplausible(run, one)).sort(byExplanation(run));
  if (candidates.length === 0) learn(run, tallies);
  const taken = new Set<Group>();
  for (const candidate of candidates) {
    const own = groups.filter((group) => !group.explained && group.path.includes(candidate.componentId));
    // Where nobody is silent there is nothing left to explain.
    if (own.every((group) => taken.has(group) || group.silent === 0)) continue;
    for (const group of own) taken.add(group);
    if (!own.some((group) => group.path.some((id) => id !== candidate.componentId && isBroader(run, id, own)))) {
      infer(run, candidate);
    }
  }
}

/** Another component on the way is already held to be down, and explains all of these groups. */
function isBroader(run: Run, componentId: string, groups: readonly Group[]): boolean {
  return Boolean(openInferred(componentOf(run, componentId))) && groups.every((one) => one.path.includes(componentId));
}
