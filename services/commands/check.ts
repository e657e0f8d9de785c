import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { type Thresholds, thresholdTable } from "../../rules/thresholds.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import { formatMistakes, type Output, paintFor } from "../ecosystem/report.js";

const exitCodes = { fine: 0, mistakes: 1 } as const;

/**
 * `velvakt check FILE`: says every mistake of an ecosystem file on `err`, or sums the file up on
 * `out`, so that whoever wrote it sees that it was understood as meant.
 */
export async function checkCommand(file: string = defaultEcosystemPath, out: Output, err: Output): Promise<number> {
  const loaded = await readEcosystemFile(file);
  if (!loaded.ok) {
    err.write(formatMistakes(loaded.mistakes, paintFor(err)));
    return exitCodes.mistakes;
  }
  out.write(`${paintFor(out).good(`${file}: no mistakes`)}\n${summary(loaded.ecosystem, loaded.hash)}`);
  return exitCodes.fine;
}

const count = (many: readonly unknown[], noun: string) => {
  const plural = noun.endsWith("ss") ? `${noun}es` : `${noun}s`;
  return `${many.length} ${many.length === 1 ? noun : plural}`;
};

function summary(ecosystem: Ecosystem, hash: string): string {
  const { districts, suppliers, components, deviceClasses, flows, teams, routes } = ecosystem;
  const perDistrict = components.filter((component) => component.perDistrict).map(({ id }) => id);
  const probed = components.filter((component) => component.probe !== null).map(({ id }) => id);
  const firstAlarm = districts.filter((district) => district.firstAlarm).map(({ id }) => id);
  const rows: [string, string][] = [
    ["installation", `${ecosystem.tenant}, ${ecosystem.timezone}`],
    ["districts", `${districts.length}; first alarm in ${firstAlarm.join(", ") || "none (second line everywhere)"}`],
    [
      "ecosystem",
      [
        count(suppliers, "supplier"),
        count(components, "component"),
        count(deviceClasses, "device class"),
        count(flows, "flow"),
      ].join(", "),
    ],
    ["once per district", perDistrict.join(", ") || "none"],
    ["probed by Velvakt", probed.join(", ") || "none"],
    ["told", `${count(teams, "team")} by ${count(routes, "route")}`],
    ["thresholds", changed(ecosystem.thresholds)],
    ["hash", hash.slice(0, 12)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join("");
}

function changed(thresholds: Thresholds): string {
  const names = Object.keys(thresholdTable) as (keyof Thresholds)[];
  const different = names.filter((name) => thresholds[name] !== thresholdTable[name].default);
  return (
    different.map((name) => `${name} ${thresholds[name]} (default ${thresholdTable[name].default})`).join(", ") ||
    "all as by default"
  );
}
