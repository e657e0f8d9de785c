import type { DeviceCell } from "../devices/cells.js";
import { classOf, districtAt, pathOf } from "../devices/device.js";
import { countUpTo } from "../doses/zone.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import type { ComponentCell } from "./cells.js";
import { declaredSpans } from "./component.js";

/**
 * A declared outage whose dependents are heard as usual counts as over, whatever its declarer has
 * forgotten to say. Everything here reads the contacts' own times, so the answer does not depend on
 * when they arrived; only what was held back for more than a heartbeat does not count at all.
 */

const minMs = 60_000;
const hourMs = 3_600_000;

/** Who was heard within a day before the outage, or since, is a dependent. Source: judgement. */
const dependentWithinMs = 24 * hourMs;

/**
 * When the device had been heard as usual for `usualMs` inside `within`: at least two contacts, none
 * further from the one before than `beatMs`, lasting as long after the last one.
 */
export function heardAsUsual(contacts: readonly number[], beatMs: number, usualMs: number, within: Span): Span[] {
  const spans: Span[] = [];
  let first = 0;
  let second = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const end = () => {
    const span = { fromMs: Math.max(first + usualMs, second), toMs: last + beatMs };
    if (span.fromMs < span.toMs) spans.push(span);
  };
  let at = countUpTo(contacts, within.fromMs);
  while (at > 0 && contacts[at - 1] === within.fromMs) at--;
  for (; at < contacts.length; at++) {
    const t = contacts[at] as number;
    if (t >= within.toMs) break;
    if (t - last > beatMs) {
      if (second < Number.POSITIVE_INFINITY) end();
      first = t;
      second = Number.POSITIVE_INFINITY;
    } else second = Math.min(second, t);
    last = t;
  }
  if (second < Number.POSITIVE_INFINITY) end();
  return spans;
}

function beatOf(run: Run, cell: DeviceCell): number {
  return run.state.ecosystem.thresholds.contactHeartbeats * classOf(run, cell).heartbeatEverySec * 1000;
}

/** A message that was held on the way proves that the way was down, not that it was up. */
function promptContacts(cell: DeviceCell): readonly number[] {
  if (cell.heldContacts.length === 0) return cell.contacts;
  const held = new Set(cell.heldContacts);
  return cell.contacts.filter((t) => !held.has(t));
}

/** Devices behind the component at the beginning of the outage that were heard about then, or since. */
function dependentsOf(run: Run, componentId: string, fromMs: number): DeviceCell[] {
  return [...run.state.devices.values()].filter((cell) => {
    const lastMs = cell.contacts.at(-1);
    if (lastMs === undefined || lastMs < fromMs - dependentWithinMs) return false;
    return pathOf(run, cell, districtAt(cell, fromMs)).includes(componentId);
  });
}

/** The first instant of `within` at which enough of the dependents had been heard as usual; null if none. */
function overAt(run: Run, dependents: readonly DeviceCell[], within: Span): number | null {
  const { outageHeardAsUsualMin, heardAsUsualPercent } = run.state.ecosystem.thresholds;
  const edges: { atMs: number; change: 1 | -1 }[] = [];
  for (const cell of dependents) {
    for (const span of heardAsUsual(promptContacts(cell), beatOf(run, cell), outageHeardAsUsualMin * minMs, within)) {
      edges.push({ atMs: span.fromMs, change: 1 }, { atMs: span.toMs, change: -1 });
    }
  }
  edges.sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  const needed = (dependents.length * heardAsUsualPercent) / 100;
  let heard = 0;
  for (const { atMs, change } of edges) {
    if (atMs >= within.toMs) return null;
    heard += change;
    if (change === 1 && heard >= needed) return atMs;
  }
  return null;
}

/** Cheap: whether enough of the dependents have been heard lately at all. */
function mayBeOver(run: Run, dependents: readonly DeviceCell[]): boolean {
  const heard = dependents.filter((cell) => (cell.contacts.at(-1) as number) >= run.nowMs - beatOf(run, cell));
  return heard.length * 100 >= dependents.length * run.state.ecosystem.thresholds.heardAsUsualPercent;
}

/** An outage that lasts, or about which late data may still come. */
export function isUnsettled(run: Run, span: Span): boolean {
  return span.toMs >= run.nowMs - run.state.ecosystem.thresholds.lateDataMaxHours * hourMs;
}

type Over = ComponentCell["overs"][number];

/** When an outage declared for this span was over before, if it was. */
function overOf(run: Run, cell: ComponentCell, span: Span, thorough: boolean): Over | null {
  const known = cell.overs.find((over) => over.fromMs === span.fromMs);
  const settled = !isUnsettled(run, known ? { fromMs: span.fromMs, toMs: known.overMs } : span);
  const isOpen = span.toMs === Number.POSITIVE_INFINITY;
  if (settled || (!thorough && (known || !isOpen))) return known && known.overMs < span.toMs ? known : null;
  const dependents = dependentsOf(run, cell.componentId, span.fromMs);
  if (dependents.length === 0 || (!thorough && !mayBeOver(run, dependents))) return null;
  const within = { fromMs: span.fromMs, toMs: Math.min(span.toMs, run.nowMs + 1) };
  const overMs = overAt(run, dependents, within);
  return overMs === null ? null : { fromMs: span.fromMs, overMs };
}

/**
 * Works out anew which declared outages of the component were over before they were declared so.
 * Answers whether that changed. `thorough` looks into the past; else only an outage that lasts, and
 * whose dependents are being heard, is looked at.
 */
export function refreshOvers(run: Run, cell: ComponentCell, thorough: boolean): boolean {
  const { outages } = cell;
  const overs: ComponentCell["overs"] = [];
  // One by one: what ends an outage decides whether the next declaration begins another.
  let span = declaredSpans({ outages, overs })[0];
  for (; span; span = nextAfter(declaredSpans({ outages, overs }), span)) {
    const over = overOf(run, cell, span, thorough);
    if (over) overs.push(over);
  }
  const changed = JSON.stringify(overs) !== JSON.stringify(cell.overs);
  cell.overs = overs;
  return changed;
}

function nextAfter(spans: readonly Span[], { fromMs }: Span): Span | undefined {
  return spans.find((one) => one.fromMs > fromMs);
}
