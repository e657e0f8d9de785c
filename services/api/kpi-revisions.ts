import type pg from "pg";
import type { z } from "zod";
import { addCell, cityDistrict, type HourCell } from "../../rules/kpi/cells.js";
import type { Part } from "../../rules/kpi/facts.js";
import type { Kpi } from "../../rules/kpi/kpi.js";
import type { Period, PeriodKind } from "../../rules/kpi/periods.js";
import { reversed } from "../../rules/kpi/revision.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { readRevisions, type StoredRevision } from "../database/read/kpis.js";
import { readSnapshot } from "../database/read/query.js";
import type { revisions } from "./contract/kpis.js";
import { type Audience, type PeriodFigures, periodFigures, readParts } from "./kpi-figures.js";

/** Changes of cells that one answer goes back through. */
const revisionsMax = 2_000;

export interface RevisionsAsked {
  kpi: Kpi;
  kind: PeriodKind;
  period: Period;
  audience: Audience;
}

/** What a cell's change means for the place: the city's time of listening is not the sum of its districts'. */
function turnedBack({ district, change }: StoredRevision, isCity: boolean): HourCell {
  const { listening, ...rest } = change;
  return reversed(isCity && district !== cityDistrict ? rest : listening === undefined ? rest : { ...rest, listening });
}

function byRound(rows: readonly StoredRevision[]): StoredRevision[][] {
  const rounds = new Map<number, StoredRevision[]>();
  for (const row of rows) rounds.set(row.atMs, [...(rounds.get(row.atMs) ?? []), row]);
  return [...rounds.values()];
}

/** Goes back from the present figure through what was added to its cells, change by change. */
export async function readKpiRevisions(
  pool: pg.Pool,
  ecosystem: Ecosystem,
  district: string | null,
  { kpi, kind, period, audience }: RevisionsAsked,
  nowMs: number,
): Promise<z.output<typeof revisions>> {
  const zone = ecosystem.timezone;
  const { parts, rows } = await readSnapshot(pool, async (reader) => ({
    parts: await readParts(reader, ecosystem, district, kind, period),
    rows: await readRevisions(reader, district, period, revisionsMax),
  }));
  const present = periodFigures(zone, parts, period, nowMs, audience);
  const shown = ({ figures, hidden }: PeriodFigures) =>
    hidden.has(kpi.id) ? null : (figures.get(kpi.id)?.value ?? null);
  const was: Part[] = parts.map((part) => ({ ...part, cell: structuredClone(part.cell) }));
  const last = was.at(-1);
  const value = shown(present);
  let became = value;
  const items = byRound(rows).flatMap((round) => {
    for (const row of round) if (last) addCell(last.cell, turnedBack(row, district === null));
    const before = shown(periodFigures(zone, was, period, nowMs, audience));
    const item = {
      at: new Date((round[0] as StoredRevision).atMs).toISOString(),
      was: before,
      became,
      why: reasonsOf(round),
    };
    if (before === became) return [];
    became = before;
    return [item];
  });
  return {
    district,
    period: kind,
    label: period.label,
    from: new Date(period.fromMs).toISOString(),
    to: new Date(period.toMs).toISOString(),
    kpi: kpi.id,
    value,
    suppressed: present.hidden.has(kpi.id),
    items,
    truncated: rows.length === revisionsMax,
  };
}

function reasonsOf(round: readonly StoredRevision[]): string[] {
  return [...new Set(round.flatMap(({ why }) => Object.keys(why)))].sort();
}
