import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { allBoards } from "../../../dashboards/grafana/boards/all.js";
import { files, folder, shippedEcosystem } from "../../../dashboards/grafana/generate.js";
import { namesOf } from "../../../dashboards/grafana/names.js";
import { no } from "../../../dashboards/web/language/no.js";
import { deviceStatusWords, verdictLooks } from "../../../dashboards/words.js";
import type { Target } from "./frames.js";

const generated = files();
const boards = Object.entries(generated)
  .filter(([name]) => name.startsWith("boards/"))
  .map(([, text]) => JSON.parse(text) as sdk.Dashboard);
const panelsOf = (board: sdk.Dashboard) => (board.panels ?? []) as sdk.Panel[];
const panels = boards.flatMap((board) =>
  panelsOf(board).map((panel) => ({
    name: `${board.uid} ${panel.id}`,
    panel,
    targets: (panel.targets ?? []) as unknown as Target[],
  })),
);

describe("what Grafana is given", () => {
  it.each(Object.entries(generated))("%s is what `npm run dashboards` makes of the sources today", (name, text) => {
    expect(
      readFileSync(join(folder, name), "utf8") === text,
      `run \`npm run dashboards\`: ${name} is out of date`,
    ).toBe(true);
  });

  it("has no file that nothing makes", () => {
    const found = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.\w+$/.test(name));
    expect(found.sort()).toEqual(Object.keys(generated).sort());
  });

  it("holds no address and no secret: those come from the environment and from a file", () => {
    const source = generated["datasources/velvakt.yaml"] ?? "";
    expect(source).toContain("$__file{/run/secrets/influx-token}");
    expect(source).not.toMatch(/https?:\/\//);
    for (const text of Object.values(generated)) expect(text).not.toMatch(/localhost|127\.0\.0\.1/);
  });
});

describe.each(boards)("$title", (board) => {
  it("has a uid that links can hang on, says its one question and how fresh it is at the top left", () => {
    expect(board.uid).toMatch(/^velvakt-[a-z]{1,32}$/);
    expect((board.uid ?? "").length).toBeLessThanOrEqual(40);
    expect(board.description).toMatch(/\?$/);
    expect(board.description?.match(/\?/g)).toHaveLength(1);
    const first = panelsOf(board)[0];
    expect(first).toMatchObject({
      id: 1,
      title: "Sist hørt",
      gridPos: { x: 0, y: 0 },
      fieldConfig: { defaults: { unit: "dateTimeFromNow" } },
    });
  });

  it("has panels with ids of their own that fit the grid and do not overlap", () => {
    const taken = new Map<string, number>();
    const ids = panelsOf(board).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id = 0, gridPos } of panelsOf(board)) {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
      expect(w * h).toBeGreaterThan(0);
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          const cell = `${column}/${row}`;
          expect(taken.get(cell), `panels ${taken.get(cell)} and ${id} at ${cell}`).toBeUndefined();
          taken.set(cell, id);
        }
      }
    }
  });

  it("lets the tenant, districts and classes be chosen, and leads to every other board with the choice and the time", () => {
    const variables = board.templating?.list ?? [];
    expect(variables.map(({ name }) => name)).toEqual(["tenant", "district", "class"]);
    expect(variables[0]).toMatchObject({ type: "datasource", query: "influxdb" });
    const others = boards.filter(({ uid }) => uid !== board.uid).map(({ uid }) => `/d/${uid}`);
    expect((board.links ?? []).map(({ url }) => url).sort()).toEqual(others.sort());
    for (const link of board.links ?? []) expect(link).toMatchObject({ keepTime: true, includeVars: true });
    for (const one of [...(board.links ?? []), ...(board.annotations?.list ?? [])])
      expect(one).not.toHaveProperty("placement");
    expect((board.annotations?.list ?? []).map(({ enable }) => enable)).toEqual([true, true, true]);
  });
});

describe.each(panels)("$name", ({ panel, targets }) => {
  it("says what it shows, what to do, in which unit, and what to make of nothing", () => {
    const defaults: sdk.FieldConfig = panel.fieldConfig?.defaults ?? {};
    expect(panel.title).toMatch(/^[A-ZÆØÅ].{2,60}$/);
    expect((panel.description ?? "").length).toBeGreaterThan(40);
    expect(panel.description).toMatch(/[.?]$/);
    expect(defaults.unit).toMatch(/./);
    expect(["Vet ikke: ingen data", "Vet ikke: ingenting å telle", "Ingen registrert"]).toContain(defaults.noValue);
  });

  it("asks the chosen data source at least one question of its own, for the time that is shown", () => {
    expect(targets.length).toBeGreaterThan(0);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const target of targets) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the board
      expect(target).toMatchObject({ datasource: { type: "influxdb", uid: "${tenant}" }, rawQuery: true });
      expect(target.query).toMatch(/^SELECT .* WHERE \$timeFilter/);
      if (target.resultFormat === "time_series") expect(target.alias).toMatch(/\$(col|tag_\w+)/);
      for (const [, percent] of target.query.matchAll(/percentile\("\w+", (\d+)\)/g)) {
        expect(Number(percent), "InfluxDB 1 answers nothing of few values").toBeGreaterThanOrEqual(50);
      }
    }
  });

  it("has limits that rise, from a colour for all that is below them", () => {
    const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
    expect(steps[0]?.value).toBeNull();
    const values = steps.slice(1).map(({ value }) => value ?? Number.NaN);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
  });

  it("speaks Norwegian", () => {
    const words = `${panel.title} ${panel.description}`.toLowerCase().split(/[^a-zæøå]+/);
    const english = ["the", "and", "of", "is", "are", "with", "not", "alerts", "devices", "doses", "unknown"];
    expect(words.filter((word) => english.includes(word))).toEqual([]);
  });
});

it("verdicts, statuses and causes are called and coloured as on the page", () => {
  // Of Velvakt itself «pending» is a queue, and of the gate «on-time» is a criterion.
  const ofPeople = panels.filter(({ name }) => !/^velvakt-(self|scaling)/.test(name));
  const overrides = ofPeople.flatMap(({ panel }) => panel.fieldConfig?.overrides ?? []);
  const of = (name: string) =>
    overrides.filter(({ matcher }) => matcher.options === name).map(({ properties }) => properties);
  for (const [verdict, { word, colour }] of Object.entries(verdictLooks)) {
    expect(of(verdict).length).toBeGreaterThan(2);
    for (const properties of of(verdict)) {
      expect(properties).toEqual([
        { id: "displayName", value: word.no },
        { id: "color", value: { mode: "fixed", fixedColor: colour.light } },
      ]);
    }
  }
  expect(of("offline")[0]).toContainEqual({ id: "displayName", value: deviceStatusWords.offline.no });
  expect(of("device-silent")[0]).toEqual([{ id: "displayName", value: no.doses.causes["device-silent"] }]);
  expect(of("component:vkp")[0]?.[0]?.value).toMatch(/var nede$/);
});

it("names are those of the ecosystem file, a district's own components among them", () => {
  const { components, districts, hops } = namesOf(shippedEcosystem);
  expect(districts.grunerlokka).toEqual({ text: "Grünerløkka" });
  expect(components["mobile-network@grorud"]).toEqual({ text: "Mobilnett (4G og SMS) i Grorud" });
  expect(hops["journal → epj"]).toEqual({ text: "journal → Pasientjournal (Gerica)" });
  expect(allBoards(namesOf(shippedEcosystem)).length).toBe(9);
});

describe("alert rules", () => {
  interface Rule {
    uid: string;
    title: string;
    condition: string;
    noDataState: string;
    execErrState: string;
    dashboardUid: string;
    panelId: number;
    annotations: { description: string };
    data: {
      refId: string;
      datasourceUid: string;
      relativeTimeRange: { from: number };
      model: { expression?: string };
    }[];
  }
  const { groups } = parse(generated["alerting/velvakt.yaml"] ?? "") as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const { datasources } = parse(generated["datasources/velvakt.yaml"] ?? "") as { datasources: { uid: string }[] };

  it("have uids of their own, ask the provisioned source, and lead to a panel that exists", () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    for (const { uid, condition, data, dashboardUid, panelId, annotations } of rules) {
      expect(uid).toMatch(/^velvakt-[a-z-]{1,32}$/);
      expect(data.map(({ refId }) => refId)).toEqual(["A", "B", "C"]);
      expect(data[0]?.datasourceUid).toBe(datasources[0]?.uid);
      expect(data[2]?.model.expression).toBe("B");
      expect(condition).toBe("C");
      expect(panels.map(({ name }) => name)).toContain(`${dashboardUid} ${panelId}`);
      expect(annotations.description.length).toBeGreaterThan(30);
    }
  });

  it("take silence and an InfluxDB that does not answer for something to be told of", () => {
    expect(rules.find(({ uid }) => uid === "velvakt-silent")?.noDataState).toBe("Alerting");
    for (const { execErrState } of rules) expect(execErrState).toBe("Alerting");
  });
});
