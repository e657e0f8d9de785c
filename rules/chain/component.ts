import { firstFrom } from "../doses/hearing.js";
import { byTimeThenId } from "../doses/match.js";
import type { Span } from "../doses/plan.js";
import type { ComponentRecord, ComponentStatus } from "../model/record.js";
import type { Run } from "../state.js";

const minMs = 60_000;

/** What is known of one component, as sets of statements with their own times. */
export interface ComponentCell {
  componentId: string;
  outages: { t: number; id: string; opened: boolean }[];
  /** Probe results by target, ascending by time. */
  probes: { target: string; points: { t: number; ok: boolean }[] }[];
  maintenance: Span[];
  /** Derived from the above by `downSpansOf`. */
  downSpans: Span[];
  lastProbeAtMs: number | null;
  status: ComponentStatus;
  statusSinceMs: number | null;
}

export function componentOf(run: Run, componentId: string): ComponentCell {
  const known = run.state.components.get(componentId);
  if (known) return known;
  const cell: ComponentCell = {
    componentId,
    outages: [],
    probes: [],
    maintenance: [],
    downSpans: [],
    lastProbeAtMs: null,
    status: "unknown",
    statusSinceMs: null,
  };
  run.state.components.set(componentId, cell);
  return cell;
}

function declaredSpans(cell: ComponentCell): Span[] {
  const spans: Span[] = [];
  let openMs: number | null = null;
  for (const outage of [...cell.outages].sort(byTimeThenId)) {
    if (outage.opened) openMs ??= outage.t;
    else if (openMs !== null) {
      spans.push({ fromMs: openMs, toMs: outage.t });
      openMs = null;
    }
  }
  if (openMs !== null) spans.push({ fromMs: openMs, toMs: Number.POSITIVE_INFINITY });
  return spans;
}

/** From the first of `failuresMax` failures in a row to the next success. */
function probedSpans(points: readonly { t: number; ok: boolean }[], failuresMax: number): Span[] {
  const spans: Span[] = [];
  let failures = 0;
  let firstFailureMs = 0;
  for (const point of points) {
    if (point.ok) {
      if (failures >= failuresMax) spans.push({ fromMs: firstFailureMs, toMs: point.t });
      failures = 0;
    } else if (failures++ === 0) firstFailureMs = point.t;
  }
  if (failures >= failuresMax) spans.push({ fromMs: firstFailureMs, toMs: Number.POSITIVE_INFINITY });
  return spans;
}

/** When the component was down, by the times of those who said so. */
export function downSpansOf(cell: ComponentCell, failuresMax: number): Span[] {
  const probed = cell.probes.flatMap(({ points }) => probedSpans(points, failuresMax));
  return [...declaredSpans(cell), ...probed].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

/** Adds a probe result; the same one again changes nothing. Answers whether the spans may change. */
export function addProbe(cell: ComponentCell, target: string, t: number, ok: boolean): boolean {
  let probe = cell.probes.find((one) => one.target === target);
  if (!probe) {
    probe = { target, points: [] };
    cell.probes.push(probe);
  }
  const { points } = probe;
  let at = points.length;
  while (at > 0 && (points[at - 1] as { t: number }).t > t) at--;
  const before = points[at - 1];
  if (before?.t === t && before.ok === ok) return false;
  const inOrder = at === points.length;
  points.splice(at, 0, { t, ok });
  cell.lastProbeAtMs = Math.max(cell.lastProbeAtMs ?? t, t);
  return !inOrder || !ok || before?.ok === false;
}

/** Probe results stay known this long; afterwards the component's state is unknown. */
export function probeStaleAfterMs(run: Run, componentId: string): number {
  const id = componentId.split("@")[0];
  const everySec = run.state.ecosystem.components.find((component) => component.id === id)?.probe?.everySec ?? 60;
  return everySec * 1000 * run.state.ecosystem.thresholds.probeIntervalsUnknown;
}

export function statusAt(run: Run, cell: ComponentCell): ComponentStatus {
  const { nowMs } = run;
  if (cell.maintenance.some((span) => span.fromMs <= nowMs && nowMs < span.toMs)) return "maintenance";
  if (cell.downSpans.some((span) => span.toMs === Number.POSITIVE_INFINITY)) return "down";
  if (cell.lastProbeAtMs === null) return "unknown";
  return nowMs - cell.lastProbeAtMs < probeStaleAfterMs(run, cell.componentId) ? "up" : "unknown";
}

/** When the status may next change by itself. */
export function statusChangesAtMs(run: Run, cell: ComponentCell): number {
  const edges = cell.maintenance.flatMap((span) => [span.fromMs, span.toMs]).sort((a, b) => a - b);
  const staleMs = (cell.lastProbeAtMs ?? Number.NEGATIVE_INFINITY) + probeStaleAfterMs(run, cell.componentId);
  return Math.min(firstFrom(edges, run.nowMs + 1), staleMs > run.nowMs ? staleMs : Number.POSITIVE_INFINITY);
}

/** Length of the union of `spans` inside [fromMs, toMs], minutes. */
export function coveredMin(spans: readonly Span[], fromMs: number, toMs: number): number {
  let coveredMs = 0;
  let reachedMs = fromMs;
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const startMs = Math.max(span.fromMs, reachedMs);
    const endMs = Math.min(span.toMs, toMs);
    if (endMs <= startMs) continue;
    coveredMs += endMs - startMs;
    reachedMs = endMs;
  }
  return coveredMs / minMs;
}

/** What is left of `spans` outside `holes`. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  let left = [...spans];
  for (const hole of holes) {
    left = left.flatMap((span) => [
      { fromMs: span.fromMs, toMs: Math.min(span.toMs, hole.fromMs) },
      { fromMs: Math.max(span.fromMs, hole.toMs), toMs: span.toMs },
    ]);
    left = left.filter((span) => span.toMs > span.fromMs);
  }
  return left;
}

/** Spans in which somebody vouched for the component: each probe speaks until it is stale. */
function vouchedSpans(run: Run, cell: ComponentCell): Span[] {
  const staleMs = probeStaleAfterMs(run, cell.componentId);
  const vouched: Span[] = [];
  for (const { points } of cell.probes) {
    for (const { t } of points) {
      const last = vouched.at(-1);
      if (last && t >= last.fromMs && t <= last.toMs) last.toMs = Math.max(last.toMs, t + staleMs);
      else vouched.push({ fromMs: t, toMs: t + staleMs });
    }
  }
  return vouched;
}

/** Minutes down, in maintenance and unknown since the engine began; the rest of the time it was up. */
export function componentRecord(run: Run, cell: ComponentCell): ComponentRecord {
  const fromMs = run.state.beganMs ?? run.nowMs;
  const toMs = run.nowMs;
  const planned = cell.maintenance;
  const gaps = run.state.gaps;
  const down = without(without(cell.downSpans, planned), gaps);
  const known = [...vouchedSpans(run, cell), ...cell.downSpans, ...planned];
  const unknown = without([{ fromMs, toMs }], without(known, without(gaps, planned)));
  return {
    componentId: cell.componentId,
    status: cell.status,
    statusSinceMs: cell.statusSinceMs,
    lastProbeAtMs: cell.lastProbeAtMs,
    downMin: coveredMin(down, fromMs, toMs),
    maintenanceMin: coveredMin(planned, fromMs, toMs),
    unknownMin: coveredMin(unknown, fromMs, toMs),
  };
}
