import { cellFormat } from "../../rules/kpi/cells.js";
import { cityPart, hourPart, joined, type Part, placesOf } from "../../rules/kpi/facts.js";
import { cellStartMs, hourMs, periodAt } from "../../rules/kpi/periods.js";
import { changeOf, hasSettled } from "../../rules/kpi/revision.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { CellKey } from "../database/kpi-reads.js";
import type { DirtyHour, KpiProgress, KpiStore, StoredCell, WrittenCell } from "../database/kpi-store.js";
import { cityPlace } from "../database/read/kpis.js";
import { type CountedCell, countCells } from "./count.js";

/** Cells counted in one go: bounds memory, and how long a correction waits behind others. */
const cellsMax = 64;
/** Hours asked for in one go after Velvakt was away. */
const seedHoursMax = 24 * 7;
/** The running hour is counted anew so often, as time passes in it. */
const passesMs = 60_000;
const dayMs = 24 * hourMs;
/** Figures outlive the year that reports look back on. */
export const figuresDays = 400;
/** Notes of the journal are many, and settle within days. */
export const notesDays = 30;

export interface Keeper {
  /** Counts what there is to count; answers up to when figures are true, or null while there is nothing. */
  pass(signal?: AbortSignal): Promise<number | null>;
}

/** The cells that a marked hour of UTC touches: one, or two where the zone is off full hours. */
function cellsOf(zone: string, { district, hourMs: markedMs }: DirtyHour): CellKey[] {
  const starts = new Set([cellStartMs(zone, markedMs), cellStartMs(zone, markedMs + hourMs - 1)]);
  return [...starts].map((atMs) => ({ district, hourMs: atMs, dayFromMs: periodAt(zone, "day", atMs).fromMs }));
}

/** What made the difference: reasons of the doses' own revisions since then, else the part of the cell. */
function reasonsOf(counted: CountedCell, stored: StoredCell, parts: string[]): Record<string, number> {
  const why: Record<string, number> = {};
  const add = (name: string) => {
    why[name] = (why[name] ?? 0) + 1;
  };
  for (const change of counted.changes) if (change.atMs > stored.computedAtMs) add(change.why);
  if (Object.keys(why).length === 0) for (const part of parts) add(part);
  return why;
}

/** Null if the cell is as it was. */
function written(counted: CountedCell, stored: StoredCell | null, asOfMs: number): WrittenCell | null {
  const { district, hourMs: atMs, cell, residentsHash } = counted;
  if (stored === null) return { district, hourMs: atMs, cell, residentsHash, revision: 0, revised: null };
  // Notes that have been forgotten were counted while they were there.
  if (atMs < asOfMs - notesDays * dayMs) cell.journal = stored.cell.journal;
  const change = changeOf(stored.cell, cell);
  const isWhole = stored.computedAtMs >= atMs + hourMs;
  if (change === null && residentsHash === stored.residentsHash && isWhole) return null;
  const isRevision = change !== null && hasSettled(atMs, stored.computedAtMs, asOfMs);
  const revised = isRevision ? { change, why: reasonsOf(counted, stored, Object.keys(change)) } : null;
  return { district, hourMs: atMs, cell, residentsHash, revision: stored.revision + (isRevision ? 1 : 0), revised };
}

/**
 * Counts key figures beside ingest: takes the hours that have news, counts each anew and whole from the ledger, and
 * adds the days up. Whatever it does may be done again, so it may die anywhere; while it is away, news waits for it.
 * Its time is the engine's: nothing is counted that has not been worked out yet.
 */
export function createKeeper(ecosystem: Ecosystem, store: KpiStore): Keeper {
  const zone = ecosystem.timezone;
  const places = placesOf(ecosystem);
  let forgotAtMs = Number.NEGATIVE_INFINITY;

  /** Asks for every hour in which time has passed, so that one without any news is counted too, and to its end. */
  async function seed({ asOfMs, seededToMs }: KpiProgress): Promise<void> {
    if (asOfMs - seededToMs < passesMs) return;
    for (let fromMs = cellStartMs(zone, seededToMs); fromMs <= asOfMs; ) {
      const hours: number[] = [];
      for (; fromMs <= asOfMs && hours.length < seedHoursMax; fromMs += hourMs) hours.push(fromMs);
      await store.seed(places, hours, Math.min(fromMs, asOfMs));
    }
  }

  /** The later hours of the day in which a resident is counted no more, or again. */
  async function laterHours(changed: CountedCell[]): Promise<{ district: string; hourMs: number; dueAtMs: number }[]> {
    const later = [];
    for (const { district, hourMs: atMs } of changed) {
      const { toMs } = periodAt(zone, "day", atMs);
      const known = await store.hours([district], atMs + hourMs, toMs);
      later.push(...known.map((one) => ({ district, hourMs: one.hourMs, dueAtMs: 0 })));
    }
    return later;
  }

  async function sumDays(cells: readonly CellKey[], asOfMs: number): Promise<void> {
    const days = new Map<number, Set<string>>();
    for (const { district, dayFromMs } of cells) days.set(dayFromMs, (days.get(dayFromMs) ?? new Set()).add(district));
    for (const [fromMs, districts] of days) {
      const { toMs } = periodAt(zone, "day", fromMs);
      const hours = await store.hours([...districts], fromMs, toMs);
      const parts = [...districts].map((district) => {
        const own = hours.filter((one) => one.district === district);
        return {
          district,
          toMs,
          ...joined(
            fromMs,
            own.map((one) => hourPart(ecosystem, district, one.hourMs, one.cell)),
          ),
        };
      });
      await store.writeDays(parts, asOfMs);
      const all = new Map<string, Part>((await store.days(fromMs)).map((day) => [day.district, day]));
      await store.writeDays([{ district: cityPlace, toMs, ...cityPart(ecosystem, fromMs, all) }], asOfMs);
    }
  }

  /** Takes some marked hours; answers up to which mark there may be more, or null if there are none. */
  async function round({ asOfMs, beganMs }: KpiProgress, upToMark: string): Promise<string | null> {
    const dirty = await store.dirty(asOfMs, upToMark, cellsMax);
    if (dirty.length === 0) return null;
    const marks = dirty.flatMap((one) => one.marks);
    const keys = [
      ...new Map(
        dirty.flatMap((one) => cellsOf(zone, one)).map((key) => [`${key.district}/${key.hourMs}`, key]),
      ).values(),
    ].filter(({ hourMs: atMs }) => atMs <= asOfMs && atMs >= asOfMs - figuresDays * dayMs);
    if (keys.length === 0) {
      await store.unmark(marks);
      return upToMark;
    }
    const { facts, stored } = await store.read(keys);
    const counted = countCells(ecosystem, keys, facts, { beganMs, asOfMs });
    const cells = counted.flatMap((one, place) => written(one, stored[place] ?? null, asOfMs) ?? []);
    const moved = counted.filter((one, place) => {
      const before = stored[place];
      return before && before.residentsHash !== one.residentsHash;
    });
    const waiting = counted.filter(({ nextMs }) => nextMs < Number.POSITIVE_INFINITY);
    const again = waiting.map(({ district, hourMs: atMs, nextMs }) => ({ district, hourMs: atMs, dueAtMs: nextMs }));
    const later = await laterHours(moved);
    await store.write({ asOfMs, cells, again: [...again, ...later] });
    await sumDays(keys, asOfMs);
    await store.unmark(marks);
    return later.length > 0 ? store.lastMark() : upToMark;
  }

  return {
    async pass(signal) {
      const progress = await store.progress(cellFormat);
      if (progress === null) return null;
      if (progress.format !== cellFormat) await store.recount(cellFormat);
      await seed(progress);
      // What is marked meanwhile waits for the next pass: while messages come, there is always more.
      let upToMark: string | null = await store.lastMark();
      while (!signal?.aborted && upToMark !== null) upToMark = await round(progress, upToMark);
      if (signal?.aborted) return progress.asOfMs;
      await store.done(progress.asOfMs);
      if (progress.asOfMs - forgotAtMs > dayMs) {
        await store.forget(progress.asOfMs - figuresDays * dayMs, progress.asOfMs - notesDays * dayMs);
        forgotAtMs = progress.asOfMs;
      }
      return progress.asOfMs;
    },
  };
}
