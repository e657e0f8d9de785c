import type { ComponentCell } from "../chain/cells.js";
import { componentSpans } from "../chain/component.js";
import { clipped, without } from "../chain/spans.js";
import type { Component, Ecosystem } from "../model/ecosystem.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { dayAt, windowAt } from "./calendar.js";
import type { Minutes, Outage, SlaCell } from "./cells.js";

/** Kept per component: a year of months, the present and the last one of the year before. */
const windowsMax = 14;
/** Kept per component: a month that ends today. */
const daysMax = 32;
/** Outages listed per window; the minutes of all are counted. */
const outagesMax = 200;

function componentIn(ecosystem: Ecosystem, componentId: string): Component | undefined {
  const id = componentId.split("@")[0];
  return ecosystem.components.find((one) => one.id === id);
}

/** The log may speak of a component that the ecosystem file has dropped since: ask before its contract. */
export function hasContract(ecosystem: Ecosystem, componentId: string): boolean {
  return componentIn(ecosystem, componentId) !== undefined;
}

export function contractOf(run: Run, componentId: string): Component["sla"] {
  return (componentIn(run.state.ecosystem, componentId) as Component).sla;
}

/** The part of a list that holds `atMs`, begun if need be; what came before Velvakt is unknown. */
function partAt<T extends Minutes>(parts: T[], partsMax: number, atMs: number, begin: () => T): T {
  const last = parts.at(-1);
  if (last && atMs < last.toMs) return last;
  const fresh = begin();
  fresh.unknownMs = atMs - fresh.fromMs;
  parts.push(fresh);
  if (parts.length > partsMax) parts.shift();
  return fresh;
}

/** How much of [fromMs, toMs) spans that do not overlap cover. */
function lengthMs(apart: readonly Span[], fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY): number {
  return apart.reduce(
    (sumMs, span) => sumMs + Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs)),
    0,
  );
}

const nothing = { downMs: 0, maintenanceMs: 0, unknownMs: 0 };

/** Adds the minutes up to `toMs`, day by day, so that each falls into one day and one window. */
function addMinutes(run: Run, account: SlaCell, cell: ComponentCell, toMs: number): void {
  const zone = run.state.ecosystem.timezone;
  const { window: kind } = contractOf(run, account.componentId);
  const spans = componentSpans(run, cell, account.countedToMs, toMs);
  for (let atMs = account.countedToMs; atMs < toMs; ) {
    const day = partAt(account.days, daysMax, atMs, () => ({ ...dayAt(zone, atMs), ...nothing }));
    const window = partAt(account.windows, windowsMax, atMs, () => ({
      ...windowAt(zone, kind, atMs),
      ...nothing,
      outages: [],
    }));
    const endMs = Math.min(day.toMs, window.toMs, toMs);
    for (const part of [day, window]) {
      part.downMs += lengthMs(spans.down, atMs, endMs);
      part.maintenanceMs += lengthMs(spans.maintenance, atMs, endMs);
      part.unknownMs += lengthMs(spans.unknown, atMs, endMs);
    }
    atMs = endMs;
  }
}

/** The outages of the time from the account's end to `toMs`, added to those of before. */
function addOutages(run: Run, account: SlaCell, cell: ComponentCell, toMs: number): void {
  const { countedToMs } = account;
  const excluded = [...cell.maintenance, ...run.state.gaps];
  const goesOn = clipped(cell.downSpans, toMs, Number.POSITIVE_INFINITY)[0]?.fromMs === toMs;
  const spans = clipped(cell.downSpans, countedToMs, toMs);
  const before = account.openOutage;
  account.openOutage = null;
  if (before && spans[0]?.fromMs !== countedToMs) listOutage(account, before);
  for (const span of spans) {
    const pieces = without([span], excluded);
    const [first] = pieces;
    const known = span.fromMs === countedToMs ? before : null;
    // Down within maintenance only: nothing that counts has begun.
    if (!first && !known) continue;
    const outage = {
      fromMs: known?.fromMs ?? (first as Span).fromMs,
      toMs: pieces.at(-1)?.toMs ?? (known as Outage).toMs,
      downMs: (known?.downMs ?? 0) + lengthMs(pieces),
    };
    if (span.toMs === toMs && goesOn) account.openOutage = outage;
    else listOutage(account, outage);
  }
}

function listOutage(account: SlaCell, outage: Outage): void {
  for (const { fromMs, toMs, outages } of account.windows) {
    const isHere = fromMs <= outage.fromMs && outage.fromMs < toMs;
    if (isHere && outages.length < outagesMax) outages.push(outage);
  }
}

/** A new account: time before Velvakt began is unknown. */
export function openAccount(run: Run, componentId: string): SlaCell {
  const countedToMs = run.state.beganMs as number;
  return { componentId, countedToMs, openOutage: null, windows: [], days: [], said: [] };
}

/** Closes the account up to `toMs`; nothing before may change any more. */
export function closeUpTo(run: Run, account: SlaCell, cell: ComponentCell, toMs: number): void {
  if (toMs <= account.countedToMs) return;
  addMinutes(run, account, cell, toMs);
  addOutages(run, account, cell, toMs);
  account.countedToMs = toMs;
}

/** The account as if it were closed now. */
export function accountNow(run: Run, account: SlaCell, cell: ComponentCell): SlaCell {
  const copy = {
    ...account,
    windows: account.windows.map((window) => ({ ...window, outages: [...window.outages] })),
    days: account.days.map((day) => ({ ...day })),
  };
  closeUpTo(run, copy, cell, run.nowMs);
  return copy;
}
