import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { BarList, BigFigures, FigureTable } from "../../../dashboards/web/charts/figures.js";
import type { Line } from "../../../dashboards/web/charts/scale.js";
import { StateChart } from "../../../dashboards/web/charts/state-chart.js";
import { Legend, TimeChart } from "../../../dashboards/web/charts/time-chart.js";
import { duration } from "../../../dashboards/web/format/duration.js";
import type { ResultSeries } from "../../../services/projection/influx/influxql.js";
import { type SeriesFrame, seriesFrames, type TableFrame, type Target, tableFrame } from "./frames.js";

/** A board as a person would see it, drawn from its JSON and from what InfluxDB really answered. */

export interface Span {
  fromMs: number;
  toMs: number;
}

type Value = string | number | boolean | null;
type Panel = sdk.Panel & {
  targets?: unknown[];
  transformations?: { options: { excludeByName?: Record<string, boolean> } }[];
};

const grid = { column: 62, row: 34 };
/** Those of Grafana's classic palette that are legible on white; series without a colour of their own take them in turn. */
const palette = ["#1f6f8b", "#6a4c9c", "#a35a00", "#3f7f5f", "#9b1c3c", "#4a6fc4", "#7a6a00", "#5b5d60"];
const zone = "Europe/Oslo";
const clock = new Intl.DateTimeFormat("nb-NO", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("nb-NO", {
  timeZone: zone,
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const number = (decimals: number | undefined) =>
  new Intl.NumberFormat("nb-NO", { maximumFractionDigits: decimals ?? 1 });

function say(value: Value, unit: string, decimals: number | undefined, nowMs: number): string {
  if (typeof value !== "number") return value === null ? "" : String(value);
  const text = number(decimals).format(value);
  if (unit === "dateTimeFromNow") return `for ${duration((nowMs - value) / 60_000, "no")} siden`;
  if (unit === "dateTimeAsIso") return day.format(value);
  if (unit === "m") return value >= 120 ? duration(value, "no") : `${text} min`;
  if (unit === "ms")
    return value >= 60_000
      ? `${number(1).format(value / 60_000)} min`
      : value >= 1000
        ? `${number(1).format(value / 1000)} s`
        : `${text} ms`;
  const after = { percent: " %", dBm: " dBm", decmbytes: " MB" }[unit] ?? "";
  return text + after;
}

interface Look {
  text?: string;
  colour?: string;
  unit?: string;
}

function lookOf(panel: Panel, name: string): Look {
  const found = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.id === "byName" && matcher.options === name);
  const value = (id: string) => found?.properties.find((one) => one.id === id)?.value as unknown;
  const look: Look = {};
  if (typeof value("displayName") === "string") look.text = value("displayName") as string;
  if (typeof value("unit") === "string") look.unit = value("unit") as string;
  const colour = (value("color") as { fixedColor?: string } | undefined)?.fixedColor;
  if (colour !== undefined) look.colour = colour;
  return look;
}

function mapped(panel: Panel, value: Value, name?: string): { text?: string; color?: string } | null {
  const override = panel.fieldConfig?.overrides.find(({ matcher }) => matcher.options === name);
  const own = override?.properties.find(({ id }) => id === "mappings")?.value as sdk.ValueMapping[] | undefined;
  for (const mapping of own ?? panel.fieldConfig?.defaults.mappings ?? []) {
    const options = (mapping as sdk.ValueMap).options as Record<string, { text?: string; color?: string }>;
    const found = options[String(value)];
    if (found) return found;
  }
  return null;
}

/** The last threshold at or below the value. */
function thresholdColour(panel: Panel, value: number): string {
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  return steps.findLast((step) => step.value === null || step.value <= value)?.color ?? "#3d4147";
}

interface Drawing {
  panel: Panel;
  span: Span;
  width: number;
  height: number;
  words: (value: Value, name?: string) => string;
}

const lastOf = ({ points }: SeriesFrame) => points.findLast(({ value }) => value !== null)?.value ?? null;

function linesOf(panel: Panel, frames: readonly SeriesFrame[]): Line[] {
  return frames.map(({ name, points }, index) => {
    const { text = name, colour = palette[index % palette.length] as string } = lookOf(panel, name);
    const known = points.filter((point): point is { atMs: number; value: number } => typeof point.value === "number");
    return { name: text, colour, points: known };
  });
}

/** The shortest distance between two values of a series: columns are so wide. */
function columnMs(lines: readonly Line[]): number {
  const gaps = lines.flatMap(({ points }) =>
    points.slice(1).map(({ atMs }, index) => atMs - (points[index]?.atMs ?? 0)),
  );
  return gaps.length === 0 ? 3_600_000 : Math.min(...gaps);
}

function timeseries({ panel, span, width, height, words }: Drawing, frames: readonly SeriesFrame[]): ReactNode {
  const lines = linesOf(panel, frames);
  const isColumns = (panel.fieldConfig?.defaults.custom as { drawStyle?: string } | undefined)?.drawStyle === "bars";
  const steps = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
  const marks = steps.flatMap(({ value, color }) => (value === null ? [] : [{ from: value, colour: color }]));
  const shape = { fromMs: span.fromMs, toMs: span.toMs, width, height: height - 26 };
  return (
    <>
      <TimeChart
        label={panel.title ?? ""}
        lines={lines}
        {...shape}
        say={(value) => words(value)}
        sayTime={(atMs) => clock.format(atMs)}
        marks={marks}
        {...(isColumns ? { columnsMs: columnMs(lines) } : {})}
      />
      <Legend lines={lines} />
    </>
  );
}

function timeline({ panel, span, width, height }: Drawing, frames: readonly SeriesFrame[]): ReactNode {
  const rows = frames.map(({ name, points }) => ({
    name: lookOf(panel, name).text ?? name,
    // What stays the same is one span, as with Grafana's mergeValues.
    spans: points
      .filter(({ value }, index) => value !== points[index - 1]?.value)
      .map(({ atMs, value }, index, changes) => {
        const { text = String(value), color = "#ccc" } = mapped(panel, value) ?? {};
        return { fromMs: atMs, toMs: changes[index + 1]?.atMs ?? span.toMs, colour: color, text };
      }),
  }));
  const options = Object.values((panel.fieldConfig?.defaults.mappings?.[0] as sdk.ValueMap | undefined)?.options ?? {});
  const key = options.map(({ text = "", color = "" }) => ({ name: text, colour: color }));
  return (
    <>
      <StateChart
        label={panel.title ?? ""}
        rows={rows}
        {...span}
        width={width}
        height={height - 26}
        sayTime={(atMs) => clock.format(atMs)}
      />
      <Legend lines={key} />
    </>
  );
}

function stat({ panel, words }: Drawing, frames: readonly SeriesFrame[], tables: readonly TableFrame[]): ReactNode {
  const options = panel.options as { reduceOptions: { fields: string }; colorMode: string };
  const { fields } = options.reduceOptions;
  const wanted = fields === "" ? null : new RegExp(fields.slice(1, -1));
  const ofTables = tables.flatMap(({ columns, rows }) =>
    columns.flatMap((name, at) => {
      if (wanted ? !wanted.test(name) : name === "Time") return [];
      return [{ name, value: rows.at(-1)?.[at] ?? null }];
    }),
  );
  const all = [...ofTables, ...frames.map((frame) => ({ name: frame.name, value: lastOf(frame) }))];
  const figures = all.map(({ name, value }) => ({
    name: wanted ? "" : (lookOf(panel, name).text ?? name),
    text: mapped(panel, value)?.text ?? words(value, name),
    colour: options.colorMode === "none" ? "#3d4147" : thresholdColour(panel, Number(value)),
  }));
  return <BigFigures figures={figures} />;
}

function bargauge({ panel, words }: Drawing, frames: readonly SeriesFrame[]): ReactNode {
  const bars = frames.map((frame) => {
    const { text: name = frame.name, colour } = lookOf(panel, frame.name);
    const value = lastOf(frame);
    return {
      name,
      value: Number(value),
      text: words(value, frame.name),
      colour: colour ?? thresholdColour(panel, Number(value)),
    };
  });
  return <BarList bars={bars} />;
}

function table({ panel, words }: Drawing, [frame]: readonly TableFrame[]): ReactNode {
  if (frame === undefined) return null;
  const hidden = panel.transformations?.[0]?.options.excludeByName ?? {};
  const shown = frame.columns.flatMap((name, at) => (hidden[name] ? [] : [{ name, at }]));
  const [sort] = (panel.options as { sortBy?: { displayName: string }[] }).sortBy ?? [];
  const by = frame.columns.findIndex((name) => (lookOf(panel, name).text ?? name) === sort?.displayName);
  const rows = by < 0 ? frame.rows : [...frame.rows].sort((a, b) => Number(b[by]) - Number(a[by]));
  return (
    <FigureTable
      columns={shown.map(({ name }) => lookOf(panel, name).text ?? name)}
      rows={rows.slice(0, 14).map((row) =>
        shown.map(({ name, at }) => {
          const value = row[at] ?? null;
          return mapped(panel, value, name)?.text ?? words(value, name);
        }),
      )}
    />
  );
}

/** By Grafana's name of the kind. */
const drawn: Record<string, (drawing: Drawing, frames: SeriesFrame[], tables: TableFrame[]) => ReactNode> = {
  timeseries,
  "state-timeline": timeline,
  stat,
  bargauge,
  table: (drawing, _, tables) => table(drawing, tables),
};

function DrawnPanel({
  panel,
  answers,
  span,
}: {
  panel: Panel;
  answers: ReadonlyMap<string, ResultSeries[]>;
  span: Span;
}) {
  const { x = 0, y = 0, w = 12, h = 8 } = panel.gridPos ?? {};
  const targets = (panel.targets ?? []) as Target[];
  const given = targets.map((target) => ({ target, found: answers.get(`${panel.id}${target.refId}`) ?? [] }));
  const frames = given.flatMap(({ target, found }) =>
    target.resultFormat === "table" ? [] : seriesFrames(found, target),
  );
  const tables = given.flatMap(({ target, found }) => (target.resultFormat === "table" ? [tableFrame(found)] : []));
  const { unit = "none", decimals, noValue = "" } = panel.fieldConfig?.defaults ?? {};
  const words = (value: Value, name?: string) =>
    say(value, (name === undefined ? undefined : lookOf(panel, name).unit) ?? unit, decimals, span.toMs);
  const isEmpty = frames.length === 0 && tables.every(({ rows }) => rows.length === 0);
  const size = { width: w * grid.column - 26, height: h * grid.row - 50 };
  const place = { left: x * grid.column, top: y * grid.row, width: w * grid.column - 8, height: h * grid.row - 8 };
  return (
    <section style={place} title={panel.description}>
      <h2>{panel.title}</h2>
      {isEmpty ? <p>{noValue}</p> : drawn[panel.type]?.({ panel, span, words, ...size }, frames, tables)}
    </section>
  );
}

const style = `
body { margin: 0; font: 13px/1.3 system-ui, sans-serif; color: #1b1d21; background: #eef0f2; }
main { position: relative; margin: 8px; }
h1 { font-size: 20px; margin: 10px 12px 2px; } .question { margin: 0 12px 8px; color: #5b5d60; font-size: 15px; }
section { position: absolute; background: #fff; border: 1px solid #d5d8dc; border-radius: 3px; overflow: hidden; box-sizing: border-box; padding: 6px 8px; }
h2 { font-size: 13px; font-weight: 600; margin: 0 0 4px; }
.chart-grid { stroke: #e3e5e8; } .chart-tick { font-size: 11px; fill: #5b5d60; }
.chart-legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 12px; margin: 2px 0 0; padding: 0; font-size: 12px; }
.chart-key { display: inline-block; width: 12px; height: 8px; }
.chart-figures { display: flex; justify-content: space-around; align-items: center; height: 75%; }
.chart-figures div { text-align: center; } .chart-figures strong { display: block; font-size: 28px; } .chart-figure-name { color: #5b5d60; }
.chart-bars { width: 100%; border-spacing: 0 3px; } .chart-bars th { text-align: right; font-weight: 400; width: 34%; padding-right: 8px; }
.chart-bar span { display: block; height: 13px; } .chart-bar-text { width: 15%; padding-left: 6px; white-space: nowrap; }
.chart-table { width: 100%; border-collapse: collapse; } .chart-table th { text-align: left; border-bottom: 1px solid #b0b3b8; }
.chart-table td, .chart-table th { padding: 2px 8px 2px 0; } .chart-table td { border-bottom: 1px solid #eceef0; white-space: nowrap; }
`;

/** The board as one page of HTML, and how large it is. `answers` by panel id and target. */
export function sheetOf(board: sdk.Dashboard, answers: ReadonlyMap<string, ResultSeries[]>, span: Span) {
  const panels = (board.panels ?? []) as Panel[];
  const rows = Math.max(...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  const markup = renderToStaticMarkup(
    <html lang="nb">
      <head>
        <meta charSet="utf-8" />
        <style>{style}</style>
      </head>
      <body>
        <h1>{board.title}</h1>
        <p className="question">{board.description}</p>
        <main>
          {panels.map((panel) => (
            <DrawnPanel key={panel.id} panel={panel} answers={answers} span={span} />
          ))}
        </main>
      </body>
    </html>,
  );
  return { html: `<!doctype html>${markup}`, width: 24 * grid.column + 16, height: rows * grid.row + 80 };
}
