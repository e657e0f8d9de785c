import type { AlertChange, ChangeCount, ComparisonTotals } from "./compare.js";

const changes: AlertChange[] = ["gained", "lost", "earlier", "later", "severity"];

/** `12 (30 min)`: how many, and by how much on average where it is about time. */
function cell(total: ChangeCount | undefined): string {
  if (!total) return "–";
  return total.minutes === 0 ? `${total.count}` : `${total.count} (${Math.round(total.minutes / total.count)} min)`;
}

function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: string[]) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join("");
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What a comparison found, per kind of alert and district, for people. */
export function comparisonSummary(totals: ComparisonTotals, otherName: string): string {
  const parts: string[] = [];
  if (totals.alerts.size > 0) {
    const rows = sorted(totals.alerts).map(([key, row]) => {
      const [kind = "", district] = key.split("\n");
      return [kind, district || "all", ...changes.map((change) => cell(row[change]))];
    });
    parts.push(table([["alert", "district", ...changes], ...rows]));
  }
  if (totals.doses.size > 0) {
    const rows = sorted(totals.doses).map(([key, count]) => [...key.split("\n"), `${count}`]);
    parts.push(table([["dose", "district", "doses"], ...rows]));
  }
  if (totals.rejected !== totals.otherRejected) {
    parts.push(`  lines rejected: ${totals.rejected} → ${totals.otherRejected}\n`);
  }
  const [none, some] = [`With ${otherName} nothing would have changed.\n`, `What ${otherName} would have changed:\n`];
  return parts.length === 0 ? none : `${some}${parts.join("\n")}`;
}
