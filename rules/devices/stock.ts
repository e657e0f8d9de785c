import type { Run } from "../state.js";
import type { DeviceCell, StockCell } from "./cells.js";
import { latestTold } from "./device.js";
import { report, withdraw } from "./finding.js";
import { openDoses } from "./planned.js";

const hourMs = 3_600_000;

/** Notes how many doses the device had at `t`; an older figure than the one known changes nothing. */
export function noteStock(cell: DeviceCell, t: number, left: number, saidLow: boolean): void {
  const { stockLevel } = cell;
  if (stockLevel && (t < stockLevel.t || (t === stockLevel.t && left >= stockLevel.left))) return;
  const used = cell.dispenses.filter((dispense) => dispense.mode !== "prn" && dispense.t > t).length;
  cell.stockLevel = { t, left, used, saidLow };
}

/** Counts what came out after the latest figure: a dispense is forgotten long before a roll is used up. */
export function noteStockUse(cell: DeviceCell, t: number, count: number): void {
  if (cell.stockLevel && t > cell.stockLevel.t) cell.stockLevel.used += count;
}

/** The last word on stock is *empty*, and nothing has come out since. */
export function isEmpty(cell: DeviceCell): boolean {
  const word = latestTold(cell.stock, Number.POSITIVE_INFINITY);
  if (word?.value !== "empty") return false;
  return cell.lastForgottenMs <= word.t && !cell.dispenses.some((dispense) => dispense.t > word.t);
}

/** Low by the device's own word, by the number of doses, or by how long the plans make them last. */
function isLow(run: Run, cell: DeviceCell, level: StockCell, left: number): boolean {
  const { stockLowDoses, stockLowHours } = run.state.ecosystem.thresholds;
  if (level.saidLow || left <= stockLowDoses) return true;
  return openDoses(run, cell, { fromMs: run.nowMs, toMs: run.nowMs + stockLowHours * hourMs }) > left;
}

/** Brings `stock-empty` and `stock-low` in line with what is known. */
export function refreshStock(run: Run, cell: DeviceCell): void {
  if (cell.stock.length === 0 && !cell.stockLevel) return;
  const empty = isEmpty(cell);
  if (empty) report(run, cell, { kind: "stock-empty" });
  else withdraw(run, cell, "stock-empty");
  const { stockLevel } = cell;
  if (!stockLevel) return;
  const dosesLeft = Math.max(0, stockLevel.left - stockLevel.used);
  if (!isLow(run, cell, stockLevel, dosesLeft)) withdraw(run, cell, "stock-low");
  // An empty device is said to be empty; that it is low as well helps nobody.
  else if (!empty) report(run, cell, { kind: "stock-low", evidence: { dosesLeft } });
}
