import type { Severity } from "../model/record.js";
import type { HourCell } from "./cells.js";
import { addDuration } from "./histogram.js";

/** One time that people were told of an alert, until somebody took it or it was over. */
export interface Call {
  severity: Severity;
  toldAtMs: number;
  /** When a person took or closed it. */
  answeredAtMs: number | null;
  /** When it was over by itself. */
  overAtMs: number | null;
}

/** One alert of a supplier's own system; each instant as that system wrote it. */
export interface SupplierAlert {
  raisedAtMs: number;
  deliveredAtMs: number | null;
  takenAtMs: number | null;
}

/**
 * Counts what people were told in one hour. Who never answers must not look quick: an alert that waited longer than
 * the limit is unanswered even if it was over later, and no percentile passes it by.
 */
export function countCalls(cell: HourCell, calls: readonly Call[], limitMs: number, nowMs: number): void {
  for (const { severity, toldAtMs, answeredAtMs, overAtMs } of calls) {
    cell.calls.bySeverity[severity]++;
    const isAnswered = answeredAtMs !== null && answeredAtMs <= (overAtMs ?? Number.POSITIVE_INFINITY);
    if (isAnswered) {
      cell.calls.answered++;
      if (answeredAtMs - toldAtMs <= limitMs) cell.calls.answeredWithinLimit++;
      addDuration(cell.calls.responseMin, answeredAtMs - toldAtMs);
    } else if ((overAtMs ?? nowMs) - toldAtMs > limitMs) cell.calls.unanswered++;
    else if (overAtMs === null) cell.calls.waiting++;
    else cell.calls.over++;
  }
}

/** When a call of this hour becomes unanswered if nobody takes it; Infinity: none waits. */
export function nextUnansweredMs(calls: readonly Call[], limitMs: number, nowMs: number): number {
  return calls.reduce((nextMs, { toldAtMs, answeredAtMs, overAtMs }) => {
    const waits = answeredAtMs === null && overAtMs === null && nowMs - toldAtMs <= limitMs;
    return waits ? Math.min(nextMs, toldAtMs + limitMs + 1) : nextMs;
  }, Number.POSITIVE_INFINITY);
}

export function countSupplierAlerts(cell: HourCell, alerts: readonly SupplierAlert[]): void {
  for (const { raisedAtMs, deliveredAtMs, takenAtMs } of alerts) {
    cell.supplier.raised++;
    if (deliveredAtMs !== null) {
      cell.supplier.delivered++;
      addDuration(cell.supplier.deliveredMin, deliveredAtMs - raisedAtMs);
    }
    if (takenAtMs !== null) {
      cell.supplier.taken++;
      addDuration(cell.supplier.takenMin, takenAtMs - raisedAtMs);
    }
  }
}
