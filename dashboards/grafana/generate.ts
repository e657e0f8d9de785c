import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { alertRules } from "./alert-rules.js";
import { allBoards } from "./boards/all.js";
import { dashboardOf } from "./grafana.js";
import { namesOf } from "./names.js";
import { alerting, dashboardProviders, datasources } from "./provisioning.js";

/**
 * Everything that Grafana is given: `npm run dashboards` writes it, `npm run dashboards -- my-ecosystem.yaml` with the
 * names of another installation, and a test compares. The folder is mounted as /etc/grafana/provisioning.
 */

export const folder = fileURLToPath(new URL("./provisioning/", import.meta.url));
export const shippedEcosystem = fileURLToPath(new URL("../../services/ecosystem/oslo.yaml", import.meta.url));

function yaml(document: object): string {
  const text = stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
  return `# Made by \`npm run dashboards\`: change the sources, not this file.\n${text}`;
}

/** File name → text. */
export function files(ecosystem = shippedEcosystem): Record<string, string> {
  const boards = allBoards(namesOf(ecosystem));
  return {
    ...Object.fromEntries(
      boards.map((board) => [`boards/${board.uid}.json`, `${JSON.stringify(dashboardOf(board, boards), null, 2)}\n`]),
    ),
    "datasources/velvakt.yaml": yaml(datasources),
    "dashboards/velvakt.yaml": yaml(dashboardProviders),
    "alerting/velvakt.yaml": yaml(alerting(alertRules)),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  for (const [name, text] of Object.entries(files(process.argv[2]))) {
    mkdirSync(dirname(resolve(folder, name)), { recursive: true });
    writeFileSync(resolve(folder, name), text);
  }
}
