import { type FaultCase, faults } from "./cases.js";
import type { Measured } from "./scenario.js";

export const tableBegins = "<!-- faults: made by `npm run faults` -->";
export const tableEnds = "<!-- faults end -->";

export type Row = { faultCase: FaultCase; measured: Measured | null };

const columns = [
  "fault of 60 s or more",
  "Velvakt said",
  "caught up after",
  "acknowledged by Velvakt / by Mosquitto",
  "of that lost",
  "stored twice / told twice / never told",
  "told within, meanwhile",
  "memory before / most / after",
];

const sec = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} s`;

function cells({ faultCase: { server, fault }, measured }: Row): string[] {
  const name = `${server} ${faults[fault].name}`;
  if (measured === null) return [name, "not run: no disk could be mounted", ...columns.slice(2).map(() => "")];
  const { said, caughtUpSec, acknowledged, lost, storedTwice, toldTwice, untold, toldAfterSec, rssMb } = measured;
  const doses = Object.entries(measured.lostDoses).map(([verdict, count]) => `${count} doses ${verdict}`);
  return [
    name,
    said.length === 0 ? "–" : said.join(", "),
    sec(caughtUpSec),
    `${acknowledged.velvakt} / ${acknowledged.mosquitto}`,
    [`${lost.velvakt} / ${lost.mosquitto}`, ...doses].join(", "),
    `${storedTwice} / ${toldTwice} / ${untold}`,
    toldAfterSec === 0 ? "–" : sec(toldAfterSec),
    `${rssMb.before} / ${rssMb.peak} / ${rssMb.after} MB`,
  ];
}

export function tableOf(rows: Row[]): string {
  const line = (texts: string[]) => `| ${texts.join(" | ")} |\n`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map((row) => line(cells(row)))].join("");
}
