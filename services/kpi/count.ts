import { createHash } from "node:crypto";
import { responseLimitMs } from "../../rules/alerts/limits.js";
import { emptyCell, type HourCell } from "../../rules/kpi/cells.js";
import { countCalls, countSupplierAlerts, nextUnansweredMs } from "../../rules/kpi/count-alerts.js";
import { countDoses } from "../../rules/kpi/count-doses.js";
import { countDevices, countJournal, countListening } from "../../rules/kpi/count-minutes.js";
import { hourMs } from "../../rules/kpi/periods.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { CellKey, RawFacts } from "../database/kpi-reads.js";

export interface CountedCell extends CellKey {
  cell: HourCell;
  residentsHash: string;
  /** When it will say something else though nothing happens; Infinity if never. */
  nextMs: number;
  /** Changes of doses by their reason, with when. */
  changes: { atMs: number; why: string }[];
}

/** Which residents a cell knows of, whatever their order. */
function hashOf(refs: Iterable<string>): string {
  return createHash("sha256")
    .update([...new Set(refs)].sort().join("\n"))
    .digest("hex")
    .slice(0, 16);
}

/** Counts each cell anew from all of its facts: doing it again gives the same. */
export function countCells(
  ecosystem: Ecosystem,
  keys: readonly CellKey[],
  facts: RawFacts,
  time: { beganMs: number; asOfMs: number },
): CountedCell[] {
  return keys.map((key, place) => {
    const cell = emptyCell();
    const hour = { fromMs: key.hourMs, toMs: Math.max(key.hourMs, Math.min(key.hourMs + hourMs, time.asOfMs)) };
    const doses = facts.doses[place] ?? [];
    const calls = facts.calls[place] ?? [];
    const limitMs = responseLimitMs(ecosystem, key.district);
    countDoses(cell, doses, new Set(facts.residentsBefore[place]));
    countCalls(cell, calls, limitMs, time.asOfMs);
    countSupplierAlerts(cell, facts.supplierAlerts[place] ?? []);
    countJournal(cell, facts.journalNotes[place] ?? []);
    countDevices(cell, facts.spans[place] ?? [], facts.gaps, hour);
    countListening(cell, facts.gaps, time.beganMs, hour);
    const expected = doses.filter(({ verdict }) => verdict !== "excused");
    return {
      ...key,
      cell,
      residentsHash: hashOf(expected.map(({ residentRef }) => residentRef)),
      nextMs: nextUnansweredMs(calls, limitMs, time.asOfMs),
      changes: doses.flatMap(({ revisions }) => revisions.map(({ atMs, why }) => ({ atMs, why }))),
    };
  });
}
