import { PanelBuilder as BarGauge } from "@grafana/grafana-foundation-sdk/bargauge";
import type * as cog from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as Timeline } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";
import { signalColours } from "../words.js";
import { type Ask, type Look, noData, type Panel, type Unit } from "./panels.js";

/** Grafana's own names of units. */
const units: Record<Unit, string> = {
  count: "none",
  min: "m",
  ms: "ms",
  percent: "percent",
  dBm: "dBm",
  MB: "decmbytes",
  age: "dateTimeFromNow",
  perMin: "cpm",
  time: "dateTimeAsIso",
  text: "string",
};

/** One installation is one tenant and has a database of its own, so choosing the tenant is choosing the data source. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the board, not of this program
export const source = { type: "influxdb", uid: "${tenant}" };

type AnyPanel = Stat | BarGauge | TimeSeries | Timeline | Table;

interface InfluxTarget {
  refId: string;
  datasource: typeof source;
  query: string;
  rawQuery: true;
  resultFormat: "time_series" | "table";
  alias?: string;
}

/** The SDK has no builder for this data source: its queries are plain data. */
export function target({ query, as, called }: Ask, index: number): cog.Builder<cog.Dataquery> {
  const refId = String.fromCharCode("A".charCodeAt(0) + index);
  const resultFormat = as === "series" ? "time_series" : "table";
  const made: InfluxTarget = { refId, datasource: source, query, rawQuery: true, resultFormat };
  return { build: () => ({ ...made, ...(called === undefined ? {} : { alias: called }) }) as unknown as cog.Dataquery };
}

function properties({ text, colour, unit, values }: Look): sdk.DynamicConfigValue[] {
  return [
    ...(text === undefined ? [] : [{ id: "displayName", value: text }]),
    ...(colour === undefined ? [] : [{ id: "color", value: { mode: "fixed", fixedColor: colour } }]),
    ...(unit === undefined ? [] : [{ id: "unit", value: units[unit] }]),
    ...(values === undefined ? [] : [{ id: "mappings", value: [mapping(values)] }]),
  ];
}

function mapping(values: Record<string, Look>): sdk.ValueMapping {
  const options = Object.entries(values).map(([value, { text, colour }], index) => {
    return [value, { index, text: text ?? value, ...(colour === undefined ? {} : { color: colour }) }];
  });
  return { type: sdk.MappingType.ValueToText, options: Object.fromEntries(options) };
}

const reduced = (shows: string | undefined) =>
  new common.ReduceDataOptionsBuilder()
    .calcs(["lastNotNull"])
    .values(false)
    .fields(shows === undefined ? "" : `/^${shows}$/`);

const legend = () =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .calcs([]);

const tooltip = () =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

/** How each kind is drawn. */
const kinds: Record<Panel["kind"], (panel: Panel) => AnyPanel> = {
  stat: ({ shows, limits }) =>
    new Stat()
      .reduceOptions(reduced(shows))
      .graphMode(common.BigValueGraphMode.None)
      .colorMode(limits === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Value),
  bars: () =>
    new BarGauge()
      .reduceOptions(reduced(undefined))
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .valueMode(common.BarGaugeValueMode.Text)
      .min(0),
  lines: () =>
    new TimeSeries()
      .drawStyle(common.GraphDrawStyle.Line)
      .lineWidth(2)
      .spanNulls(false)
      .showPoints(common.VisibilityMode.Auto)
      .legend(legend())
      .tooltip(tooltip())
      .axisSoftMin(0),
  columns: ({ stacked }) => {
    const made = new TimeSeries()
      .drawStyle(common.GraphDrawStyle.Bars)
      .fillOpacity(100)
      .lineWidth(0)
      .barAlignment(common.BarAlignment.After)
      .legend(legend())
      .tooltip(tooltip())
      .axisSoftMin(0);
    return stacked ? made.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal)) : made;
  },
  timeline: () =>
    new Timeline()
      .showValue(common.VisibilityMode.Never)
      .mergeValues(true)
      .rowHeight(0.8)
      .legend(legend())
      .tooltip(tooltip()),
  table: ({ largestFirst, looks }) => {
    const made = new Table().showHeader(true).cellHeight(common.TableCellHeight.Sm);
    if (largestFirst === undefined) return made;
    const column = looks?.[largestFirst]?.text ?? largestFirst;
    return made.sortBy([new common.TableSortByFieldStateBuilder().displayName(column).desc(true)]);
  },
};

const hiding = (columns: readonly string[]): sdk.DataTransformerConfig => ({
  id: "organize",
  options: { excludeByName: Object.fromEntries(columns.map((column) => [column, true])) },
});

/** Grafana's JSON of a panel. */
export function panelOf(panel: Panel): AnyPanel {
  const {
    id,
    kind,
    title,
    says,
    at,
    ask,
    unit = "count",
    looks = {},
    values,
    limits,
    decimals,
    nothing,
    without,
  } = panel;
  const [x, y, w, h] = at;
  const made: AnyPanel = kinds[kind](panel)
    .id(id)
    .title(title)
    .description(says)
    .gridPos({ x, y, w, h })
    .datasource(source)
    .interval("1m")
    .targets(ask.map(target))
    .unit(units[unit])
    .noValue(nothing ?? noData);
  const steps = [
    { value: null, color: signalColours.calm },
    ...(limits ?? []).map(({ from, colour }) => ({ value: from, color: colour })),
  ];
  made.thresholds(new sdk.ThresholdsConfigBuilder().mode(sdk.ThresholdsMode.Absolute).steps(steps));
  const byLimits = limits !== undefined || kind === "stat" || kind === "timeline";
  const mode =
    byLimits && kind !== "lines" && kind !== "columns"
      ? sdk.FieldColorModeId.Thresholds
      : sdk.FieldColorModeId.PaletteClassic;
  made.colorScheme(new sdk.FieldColorBuilder().mode(mode));
  if (without !== undefined) made.withTransformation(hiding(without));
  if (decimals !== undefined) made.decimals(decimals);
  if (values !== undefined) made.mappings([mapping(values)]);
  for (const [name, look] of Object.entries(looks)) made.overrideByName(name, properties(look));
  return made;
}
