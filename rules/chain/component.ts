import { firstFrom } from "../doses/hearing.js";
import { byTimeThenId } from "../doses/match.js";
import type { ComponentRecord, ComponentStatus } from "../model/record.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import type { ComponentCell } from "./cells.js";
import { compressProbe, type ProbeRules, vouchedUntilMs } from "./probes.js";
import { clipped, coveredMin, united, without } from "./spans.js";

export { coveredMin, without };

const hourMs = 3_600_000;

export function componentOf(run: Run, componentId: string): ComponentCell {
  const known = run.state.components.get(componentId);
  if (known) return known;
  const cell: ComponentCell = {
    componentId,
    outages: [],
    pastOutages: [],
    overs: [],
    inferred: [],
    probes: [],
    maintenance: [],
    downSpans: [],
    lastProbeAtMs: null,
    status: "unknown",
    statusSinceMs: null,
    folded: null,
    usual: { due: 0, silent: 0 },
    heardLate: false,
  };
  run.state.components.set(componentId, cell);
  return cell;
}

type Statements = Pick<ComponentCell, "outages" | "overs">;

/**
 * Declared outages as they were declared, whether or not they were over before. Declaring again what
 * lasts says nothing new; after the dependents had been heard as usual it is another outage.
 */
export function declaredSpans({ outages, overs }: Statements): Span[] {
  const spans: Span[] = [];
  let openMs: number | null = null;
  for (const { t, opened } of [...outages].sort(byTimeThenId)) {
    const overMs = overs.find((over) => over.fromMs === openMs)?.overMs ?? Number.POSITIVE_INFINITY;
    if (openMs !== null && (!opened || overMs <= t)) {
      spans.push({ fromMs: openMs, toMs: opened ? overMs : t });
      openMs = null;
    }
    if (opened) openMs ??= t;
  }
  if (openMs !== null) spans.push({ fromMs: openMs, toMs: Number.POSITIVE_INFINITY });
  return spans;
}

/** A declared outage lasts until it is closed, or until its dependents have been heard as usual. */
function declaredDown(cell: ComponentCell): Span[] {
  return declaredSpans(cell).map(({ fromMs, toMs }) => {
    const over = cell.overs.find((one) => one.fromMs === fromMs);
    return { fromMs, toMs: Math.min(toMs, over?.overMs ?? Number.POSITIVE_INFINITY) };
  });
}

/** When the component was down, by the times of those who said so; ascending, one span per statement. */
export function downSpansOf(cell: ComponentCell): Span[] {
  const ends = ({ fromMs, toMs }: Span): Span => ({ fromMs, toMs });
  const probed = cell.probes.flatMap((probe) => probe.now.down.map(ends));
  const inferred = cell.inferred.map(ends);
  return [...cell.pastOutages, ...declaredDown(cell), ...probed, ...inferred].sort(
    (a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs,
  );
}

/** What the component's own probe does is known; how often others publish is seen. */
export function probeRulesOf(run: Run, componentId: string): ProbeRules {
  const { components, thresholds } = run.state.ecosystem;
  const id = componentId.split("@")[0];
  const ownSec = components.find((component) => component.id === id)?.probe?.everySec;
  return {
    failuresMax: thresholds.probeFailuresMax,
    intervals: thresholds.probeIntervalsUnknown,
    everyMinMs: (ownSec ?? 60) * 1000,
    everyMaxMs: (ownSec ?? thresholds.probeEverySeenMaxMin * 60) * 1000,
  };
}

export function isDown(cell: ComponentCell): boolean {
  return cell.downSpans.some((span) => span.toMs === Number.POSITIVE_INFINITY);
}

export function statusAt(run: Run, cell: ComponentCell): ComponentStatus {
  const { nowMs } = run;
  if (cell.maintenance.some((span) => span.fromMs <= nowMs && nowMs < span.toMs)) return "maintenance";
  if (isDown(cell)) return "down";
  return nowMs < vouchedUntilMs(cell.probes) ? "up" : "unknown";
}

/** When the status may next change by itself. */
export function statusChangesAtMs(run: Run, cell: ComponentCell): number {
  const edges = cell.maintenance.flatMap((span) => [span.fromMs, span.toMs]).sort((a, b) => a - b);
  const staleMs = vouchedUntilMs(cell.probes);
  return Math.min(firstFrom(edges, run.nowMs + 1), staleMs > run.nowMs ? staleMs : Number.POSITIVE_INFINITY);
}

/** How a component spent a time: ascending spans that never overlap; the rest of the time it was up. */
export interface ComponentSpans {
  /** Down without having announced it. */
  down: Span[];
  maintenance: Span[];
  /** Nobody vouched for it, or Velvakt itself could not listen. */
  unknown: Span[];
}

/**
 * How the component spent [fromMs, toMs). Announced maintenance comes first, then our own gaps, in
 * which nothing is known; what is left is down, or unknown where no probe and no outage speaks.
 */
export function componentSpans(run: Run, cell: ComponentCell, fromMs: number, toMs: number): ComponentSpans {
  const within = (spans: readonly Span[]) => clipped(spans, fromMs, toMs);
  const maintenance = within(cell.maintenance);
  const gaps = without(within(run.state.gaps), maintenance);
  const downAnyhow = within(cell.downSpans);
  const down = without(downAnyhow, [...maintenance, ...gaps]);
  const vouched = cell.probes.flatMap((probe) => probe.now.vouched);
  const unvouched = without([{ fromMs, toMs }], [...vouched, ...downAnyhow, ...maintenance]);
  return { down, maintenance, unknown: united([...unvouched, ...gaps]) };
}

function minutesOf(run: Run, cell: ComponentCell, fromMs: number, toMs: number) {
  const spans = componentSpans(run, cell, fromMs, toMs);
  return {
    downMin: coveredMin(spans.down, fromMs, toMs),
    maintenanceMin: coveredMin(spans.maintenance, fromMs, toMs),
    unknownMin: coveredMin(spans.unknown, fromMs, toMs),
  };
}

/** Minutes down, in maintenance and unknown since the engine began; the rest of the time it was up. */
export function componentRecord(run: Run, cell: ComponentCell): ComponentRecord {
  const { folded } = cell;
  const recent = minutesOf(run, cell, folded?.untilMs ?? run.state.beganMs ?? run.nowMs, run.nowMs);
  return {
    componentId: cell.componentId,
    status: cell.status,
    statusSinceMs: cell.statusSinceMs,
    lastProbeAtMs: cell.lastProbeAtMs,
    downMin: recent.downMin + (folded?.downMin ?? 0),
    maintenanceMin: recent.maintenanceMin + (folded?.maintenanceMin ?? 0),
    unknownMin: recent.unknownMin + (folded?.unknownMin ?? 0),
  };
}

/** What can no longer change stays for two days more, for whoever closes accounts of it. Source: judgement. */
const settledAfterHours = 48;

/** No dose that is still judged looks back further than this. */
export function spansKeptFromMs(run: Run): number {
  return run.nowMs - (run.state.ecosystem.thresholds.ledgerHorizonHours + settledAfterHours) * hourMs;
}

/** Closed outages of long ago become the spans they were. */
function compressOutages(cell: ComponentCell, beforeMs: number): void {
  const settled = declaredDown(cell).filter((span) => span.toMs < beforeMs);
  const declared = declaredSpans(cell).filter((span) => span.toMs < beforeMs);
  if (declared.length === 0) return;
  const untilMs = (declared.at(-1) as Span).toMs;
  cell.pastOutages.push(...settled);
  cell.outages = cell.outages.filter((outage) => outage.t > untilMs);
  cell.overs = cell.overs.filter((over) => over.fromMs > untilMs);
}

/** Counts the minutes up to `toMs`, before which nothing may change any more. */
function fold(run: Run, cell: ComponentCell, toMs: number): void {
  const { folded } = cell;
  const fromMs = folded?.untilMs ?? (run.state.beganMs as number);
  if (fromMs >= toMs) return;
  const minutes = minutesOf(run, cell, fromMs, toMs);
  cell.folded = {
    untilMs: toMs,
    downMin: minutes.downMin + (folded?.downMin ?? 0),
    maintenanceMin: minutes.maintenanceMin + (folded?.maintenanceMin ?? 0),
    unknownMin: minutes.unknownMin + (folded?.unknownMin ?? 0),
  };
}

/**
 * Keeps the memory of a component bounded: results that no late message can change become spans,
 * and spans become minutes when neither an account nor a dose looks at them any more.
 */
export function compressComponent(run: Run, cell: ComponentCell): void {
  const { lateDataMaxHours } = run.state.ecosystem.thresholds;
  const settledMs = run.nowMs - (lateDataMaxHours + settledAfterHours) * hourMs;
  const keptMs = spansKeptFromMs(run);
  const rules = probeRulesOf(run, cell.componentId);
  fold(run, cell, settledMs);
  for (const probe of cell.probes) compressProbe(probe, settledMs, rules, keptMs, settledMs);
  compressOutages(cell, settledMs);
  const since = <T extends Span>(spans: T[], atMs: number) => spans.filter((span) => span.toMs > atMs);
  cell.maintenance = since(cell.maintenance, keptMs);
  cell.pastOutages = since(cell.pastOutages, keptMs);
  cell.inferred = since(cell.inferred, keptMs);
  cell.downSpans = downSpansOf(cell);
}
