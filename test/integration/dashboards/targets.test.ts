import { join } from "node:path";
import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { files } from "../../../dashboards/grafana/generate.js";
import { createProjectionStore } from "../../../services/database/projection-store.js";
import { createFactsOf } from "../../../services/kpi/facts-of.js";
import { createChangesOf } from "../../../services/projection/changes.js";
import { createInflux } from "../../../services/projection/influx/dialect.js";
import { type ResultSeries, readResult } from "../../../services/projection/influx/influxql.js";
import { measurements } from "../../../services/projection/measurements.js";
import { openInfluxProjection } from "../../../services/projection/open.js";
import { sheetOf } from "../../dashboards/grafana/sheet.js";
import { openBrowser } from "../../e2e/browser.js";
import { type SeriesServer, startInflux } from "../../support/influx.js";
import { createSandbox } from "../database/sandbox.js";
import { settingsFor, until } from "../projection/support.js";
import { liveThrough, loadEcosystem } from "./city.js";
import { interpolate, type Shown } from "./interpolate.js";

/** Where to put a picture of each board (`npm run dashboards:pictures`); left out: they are drawn all the same. */
const pictures = process.env.PICTURES;

async function takePicture(html: string, viewport: { width: number; height: number }, path: string): Promise<void> {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport, deviceScaleFactor: 0.75 });
  await page.setContent(html);
  await page.screenshot({ path });
  await browser.close();
}

interface Target {
  refId: string;
  query: string;
  resultFormat: string;
}

const generated = files();
const boards = Object.entries(generated)
  .filter(([name]) => name.startsWith("boards/"))
  .map(([, text]) => JSON.parse(text) as sdk.Dashboard);
const targets = boards.flatMap((board) =>
  (board.panels ?? []).flatMap((panel) =>
    ((panel as sdk.Panel).targets ?? []).map((one) => {
      const target = one as unknown as Target;
      const place = `${panel.id}${target.refId}`;
      return { name: `${board.uid} ${place}`, panel: place, title: panel.title ?? "", query: target.query };
    }),
  ),
);

/** Panel and target → why nothing is expected there. */
const expectedEmpty: Record<string, string> = {
  "velvakt-fros 23A": "nobody has said which software is supported",
  "velvakt-fros 25A": "no plan or configuration was changed in these days",
};

const sandbox = createSandbox();
const silent = { info() {}, warn() {}, error() {} };
let influx: SeriesServer;
let ask: (query: string) => Promise<ResultSeries[]>;
let shown: Shown;

beforeAll(async () => {
  const ecosystem = await loadEcosystem();
  const options = {
    changesOf: createChangesOf(ecosystem),
    factsOf: createFactsOf(ecosystem),
    channelsOf: () => ["console"],
  };
  const database = await sandbox.open(await sandbox.ready(), options);
  influx = await startInflux();
  const settings = settingsFor(influx.url, { retentionDays: 3_650 });
  const store = createProjectionStore(database.pool);
  const began = performance.now();
  const span = await liveThrough(database, ecosystem);
  const lived = performance.now();
  const projection = openInfluxProjection(settings, { store, log: silent, now: Date.now }, { idleMs: 20 });
  const position = await database.log.position();
  await until("all is told", () => projection.health().seq === position?.seq, 60_000);
  await projection.close(1_000);
  expect(projection.health()).toMatchObject({ problem: null, refused: 0, expired: 0 });
  console.log(
    `${position?.seq} events lived in ${Math.round(lived - began)} ms, told in ${Math.round(performance.now() - lived)} ms`,
  );
  const { query } = createInflux(settings);
  ask = async (text) => readResult(await query(text));
  shown = { ...span, variables: { district: "all", class: "all" } };
}, 120_000);
afterAll(async () => {
  await influx?.remove();
  await sandbox.clean();
  await sandbox.removeTemplate();
});

const rowsOf = (found: ResultSeries[]) => found.reduce((sum, { values }) => sum + values.length, 0);

it("the city filled every measurement", async () => {
  for (const name of Object.keys(measurements)) {
    expect(rowsOf(await ask(`SELECT * FROM "${name}" LIMIT 1`)), name).toBe(1);
  }
});

describe("every question of every board gets an answer", () => {
  it.each(targets)("$name: $title", async ({ name, query }) => {
    const rows = rowsOf(await ask(interpolate(query, shown)));
    if (name in expectedEmpty) expect(rows, expectedEmpty[name]).toBe(0);
    else expect(rows).toBeGreaterThan(0);
  });
});

it("a question about one district, or two, and one class is answered with that alone", async () => {
  const chosen = { ...shown, variables: { district: ["grorud", "alna"], class: ["roll-dispenser"] } };
  const counted = await Promise.all(
    targets
      .filter(({ query }) => query.includes("district"))
      .map(async ({ query }) => rowsOf(await ask(interpolate(query, chosen)))),
  );
  expect(counted.length).toBeGreaterThan(20);
  expect(counted.filter((rows) => rows > 0).length).toBeGreaterThan(counted.length * 0.8);
  const fleet = targets.find(({ name }) => name === "velvakt-devices 4A")?.query ?? "";
  const found = await ask(interpolate(fleet, chosen));
  expect(found.map(({ tags }) => tags?.district)).toEqual(["alna", "grorud"]);
});

it("variables, annotations and alert rules are questions that InfluxDB answers", async () => {
  const [board] = boards;
  const variables = (board?.templating?.list ?? []).filter(({ type }) => type === "query");
  const annotations = (board?.annotations?.list ?? []).map(({ name, target }) => ({
    name,
    query: (target as unknown as Target).query,
  }));
  expect([variables.length, annotations.length]).toEqual([2, 3]);
  for (const { query } of variables) expect(rowsOf(await ask(String(query)))).toBeGreaterThan(2);
  for (const { name, query } of annotations) {
    const found = await ask(interpolate(query, shown));
    expect(rowsOf(found), name).toBeGreaterThan(0);
  }
  const { groups } = parse(generated["alerting/velvakt.yaml"] ?? "") as {
    groups: { rules: { uid: string; data: { model: { query?: string } }[] }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { uid, data } of rules) {
    const query = data[0]?.model.query ?? "";
    expect(rowsOf(await ask(interpolate(query, shown))), uid).toBeGreaterThan(0);
  }
});

describe("drawn by the charts of the page, as a leader would see it", () => {
  it.each(boards)("$title has something in every panel", async (board) => {
    const own = targets.filter(({ name }) => name.startsWith(`${board.uid} `));
    const answers = new Map<string, ResultSeries[]>();
    for (const { panel, query } of own) answers.set(panel, await ask(interpolate(query, shown)));
    const { html, ...size } = sheetOf(board, answers, shown);
    expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(html).not.toContain("ingen data");
    for (const { title = "" } of board.panels ?? []) expect(html).toContain(`<h2>${title}</h2>`);
    if (pictures !== undefined) await takePicture(html, size, join(pictures, `${board.uid}.png`));
  });
});

it("a contract whose availability nobody knows any more is shown without one, whatever was known before", async () => {
  const points = [
    `sla,component=forgotten agreedPercent=99.5,availabilityPercent=99.9 ${shown.toMs - 120_000}`,
    `sla,component=forgotten agreedPercent=99.5,coveragePercent=10 ${shown.toMs - 60_000}`,
  ];
  const address = `${influx.url}/write?db=velvakt&rp=velvakt&precision=ms`;
  expect((await fetch(address, { method: "POST", body: points.join("\n") })).status).toBe(204);
  const found = await ask(interpolate(targets.find(({ name }) => name === "velvakt-sla 2A")?.query ?? "", shown));
  const row = found.find(({ tags }) => tags?.component === "forgotten");
  const told = row?.values.map((values) => Object.fromEntries(row.columns.map((column, at) => [column, values[at]])));
  expect(told).toMatchObject([{ agreedPercent: 99.5, availabilityPercent: null, coveragePercent: 10 }]);
});
