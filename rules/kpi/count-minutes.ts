import { clipped, coveredMs, without } from "../chain/spans.js";
import type { DeviceStatus } from "../model/record.js";
import type { Span } from "../span.js";
import type { HourCell } from "./cells.js";

/** A stretch of time in which so many devices had one status. */
export interface StatusSpan extends Span {
  status: DeviceStatus;
  devices: number;
}

/** One note of the journal flow; its hour is that of the first step. */
export interface JournalNote {
  arrivedAtMs: number | null;
  rejectedAtMs: number | null;
}

const timeOf = { online: "onlineMs", offline: "offlineMs", unknown: "unknownMs" } as const;

/** Counts the time of devices within `hour`, as far as it has passed. What Velvakt could not hear is unknown. */
export function countDevices(cell: HourCell, spans: readonly StatusSpan[], gaps: readonly Span[], hour: Span): void {
  for (const span of spans) {
    const heardMs = coveredMs(without([span], gaps), hour.fromMs, hour.toMs);
    cell.devices[timeOf[span.status]] += span.devices * heardMs;
    cell.devices.unknownMs += span.devices * (coveredMs([span], hour.fromMs, hour.toMs) - heardMs);
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
