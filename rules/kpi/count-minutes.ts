import { clipped, coveredMs } from "../chain/spans.js";
import type { DeviceStatus } from "../model/record.js";
import type { Span } from "../span.js";
import type { HourCell } from "./cells.js";

/** A stretch of time in which a device had one status. */
export interface StatusSpan extends Span {
  status: DeviceStatus;
}

/** One note of the journal flow; its hour is that of the first step. */
export interface JournalNote {
  arrivedAtMs: number | null;
  rejectedAtMs: number | null;
}

const timeOf = { online: "onlineMs", offline: "offlineMs", unknown: "unknownMs" } as const;

/** How much of [fromMs, toMs) lies in stretches that are ascending and apart. */
function withinMs(apart: readonly Span[], fromMs: number, toMs: number): number {
  let sumMs = 0;
  for (const one of apart) {
    if (one.fromMs >= toMs) break;
    sumMs += Math.max(0, Math.min(one.toMs, toMs) - Math.max(one.fromMs, fromMs));
  }
  return sumMs;
}

/**
 * Counts the time of devices within `hour`, as far as it has passed. What Velvakt could not hear is unknown. A city has
 * many spans, and its hours are counted again and again: nothing is made for each of them.
 */
export function countDevices(cell: HourCell, spans: readonly StatusSpan[], gaps: readonly Span[], hour: Span): void {
  const deaf = clipped(gaps, hour.fromMs, hour.toMs);
  for (const span of spans) {
    const [fromMs, toMs] = [Math.max(span.fromMs, hour.fromMs), Math.min(span.toMs, hour.toMs)];
    if (fromMs >= toMs) continue;
    const deafMs = withinMs(deaf, fromMs, toMs);
    cell.devices[timeOf[span.status]] += toMs - fromMs - deafMs;
    cell.devices.unknownMs += deafMs;
  }
}

/** Counts for how much of `hour` Velvakt listened; before `beganMs` there was no Velvakt, which is no gap of it. */
export function countListening(cell: HourCell, gaps: readonly Span[], beganMs: number, hour: Span): void {
  const [watched] = clipped([{ fromMs: beganMs, toMs: Number.POSITIVE_INFINITY }], hour.fromMs, hour.toMs);
  if (!watched) return;
  const gapMs = coveredMs(gaps, watched.fromMs, watched.toMs);
  cell.listening.gapMs += gapMs;
  cell.listening.heardMs += watched.toMs - watched.fromMs - gapMs;
}

export function countJournal(cell: HourCell, notes: readonly JournalNote[]): void {
  for (const { arrivedAtMs, rejectedAtMs } of notes) {
    cell.journal.sent++;
    if (arrivedAtMs !== null) cell.journal.arrived++;
    else if (rejectedAtMs !== null) cell.journal.rejected++;
  }
}
