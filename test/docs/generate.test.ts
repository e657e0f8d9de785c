import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pages } from "../../docs/generate.js";
import { alertKinds } from "../../rules/alerts/catalogue.js";
import { thresholdTable } from "../../rules/thresholds.js";

it.each(Object.entries(pages))("docs/%s is what `npm run docs` makes of the sources today", async (name, page) => {
  const written = readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
  expect(written === (await page()), `run \`npm run docs\`: docs/${name} is out of date`).toBe(true);
});

it("has a row for every kind of alert and every threshold", async () => {
  const [alerts, thresholds] = [await pages["alerts.md"]?.(), await pages["thresholds.md"]?.()];
  for (const kind of Object.keys(alertKinds)) expect(alerts).toContain(`\n| \`${kind}\` |`);
  for (const name of Object.keys(thresholdTable)) expect(thresholds).toContain(`\n| \`${name}\` |`);
});
