import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { type AlertKind, alertKinds } from "../rules/alerts/catalogue.js";
import { thresholdTable } from "../rules/thresholds.js";
import { type Measurement, measurements } from "../services/projection/measurements.js";
import { asyncapiDocument } from "./asyncapi.js";
import { openapiDocument } from "./openapi.js";
import { simulatorPage } from "./simulator-page.js";
import { schemaFiles } from "./wire-schemas.js";

/**
 * What of docs/ is made from tables and schemas of the sources, so that it cannot be out of date: `npm run docs` writes
 * it, and a test compares.
 */

function cells(...texts: string[]): string {
  return `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}

function table(head: string[], rows: string[][]): string {
  return [cells(...head), `|${"---|".repeat(head.length)}`, ...rows.map((row) => cells(...row))].join("\n");
}

const made = "<!-- Made by `npm run docs`: change the table in the sources, not this page. -->";

const scenarios = {
  R1: "personal and health information goes astray",
  R2: "the right information does not reach those who need it in time",
  R3: "serious faults or downtime are not fixed within acceptable time",
  R4: "further development of the solution is not followed up",
  R5: "inadequate internal control",
  R6: "tasks the municipality knows best are done by suppliers",
  R7: "uncontrolled scaling",
  R8: "the resident does not get responsible care",
} as const;

export function alertsPage(): string {
  const rows = (Object.entries(alertKinds) as [string, AlertKind][]).map(([kind, row]) => [
    `\`${kind}\``,
    row.vkpCode ?? "",
    row.scenario,
    row.severity,
    `${row.summary.en}<br>*${row.summary.no}*`,
    `${row.nextAction.en}<br>*${row.nextAction.no}*`,
  ]);
  return `# Alerts

${made}

Every kind of alert there is. One alert per kind and subject is open at a time. Severity is the usual one; an alert about a
time-critical dose is critical, and some become more serious by what they concern. Words in braces are filled in. VKP is the
code of the national alert list, where it has one; the scenario is the one the alert is evidence for.

${table(["kind", "VKP", "scenario", "severity", "what happened", "what to do"], rows)}

## Severities

${table(
  ["severity", "VKP level", "who is told"],
  [
    ["normal", "10", "the team, in its opening hours"],
    ["moderate", "20", "the team, at once; over when the cause is over, if nobody has taken it"],
    ["serious", "30", "the team, at once; closed by a person, with cause and action"],
    ["critical", "40", "the team, at once, also under an incident; closed by a person, with cause and action"],
  ],
)}

## Scenarios

${table(
  ["scenario", "what it says"],
  Object.entries(scenarios).map(([id, text]) => [id, text]),
)}
`;
}

export function thresholdsPage(): string {
  const rows = Object.entries(thresholdTable).map(([name, row]) => {
    return [`\`${name}\``, `${row.default}`, `${row.min}–${row.max}`, row.source];
  });
  return `# Thresholds

${made}

Every number the rules decide by. An installation changes any of them under \`thresholds\` in its ecosystem file; a value
outside its range is refused with the reason, and \`velvakt check FILE\` says which differ from the default. The unit is the
last word of the name. *Judgement* means ours, to be replaced by an installation's own experience; before changing one,
\`velvakt replay --input LOG --compare CHANGED.yaml\` shows what it would have changed.

${table(["threshold", "default", "range", "source"], rows)}
`;
}

export function measurementsPage(): string {
  const sections = Object.entries<Measurement>(measurements).map(([name, { says, tags, fields }]) => {
    const tagRows = Object.entries(tags).map(([tag, text]) => [`\`${tag}\``, "tag", "", text]);
    const fieldRows = Object.entries(fields).map(([field, row]) => [`\`${field}\``, row.type, row.unit, row.says]);
    return `## ${name}\n\n${says}.\n\n${table(["name", "type", "unit", "what it says"], [...tagRows, ...fieldRows])}\n`;
  });
  return `# Measurements

${made}

The series that \`GET /v1/series\` answers from, and that InfluxDB is told where there is one. Tags have only values that
Velvakt or the ecosystem file lists, so the number of series does not grow with the devices: a few thousand in Oslo, some
twenty thousand in one measurement at the most. Residents, plans and doses are named in none of them. They say what was
concluded when; what is true of a dose now is in the ledger (\`GET /v1/doses\`).

${sections.join("\n")}`;
}

function yaml(document: object): string {
  const text = stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
  return `# Made by \`npm run docs\`: change the schemas in the sources, not this file.\n${text}`;
}

const schemas = Object.entries(schemaFiles()).map(([name, schema]): [string, () => string] => {
  return [`schemas/${name}`, () => `${JSON.stringify(schema, null, 2)}\n`];
});

/** File name → text. */
export const pages: Record<string, () => string | Promise<string>> = {
  "alerts.md": alertsPage,
  "measurements.md": measurementsPage,
  "thresholds.md": thresholdsPage,
  "simulator.md": () => simulatorPage(made, table),
  "asyncapi.yaml": () => yaml(asyncapiDocument()),
  "openapi.yaml": async () => yaml(await openapiDocument()),
  ...Object.fromEntries(schemas),
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  for (const [name, page] of Object.entries(pages)) writeFileSync(new URL(name, import.meta.url), await page());
}
