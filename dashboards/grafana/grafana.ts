import type * as cog from "@grafana/grafana-foundation-sdk/cog";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { signalColours } from "../words.js";
import { panelOf, source } from "./grafana-panel.js";
import { select } from "./influxql.js";
import type { Board } from "./panels.js";

export const boardTag = "velvakt";

function variable(name: string, label: string, query: string, regex: string): sdk.QueryVariableBuilder {
  return new sdk.QueryVariableBuilder(name)
    .label(label)
    .datasource(source)
    .query(query)
    .definition(query)
    .regex(regex)
    .refresh(sdk.VariableRefresh.OnDashboardLoad)
    .sort(sdk.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ selected: true, text: "All", value: "$__all" });
}

const variables = () => [
  new sdk.DatasourceVariableBuilder("tenant").label("Kommune").type("influxdb").regex("/^Velvakt/"),
  // `_` stands for systems that serve all districts.
  variable("district", "Bydel", 'SHOW TAG VALUES FROM "event" WITH KEY = "district"', "/^(?!_$).*/"),
  variable("class", "Enhetstype", 'SHOW TAG VALUES FROM "device_status" WITH KEY = "deviceClass"', ""),
];

/** What people have to know of whatever chart they look at: where the chain was broken, meant to be, or not watched. */
const annotations: { name: string; colour: string; columns: { text: string; tags?: string }; query: string }[] = [
  {
    name: "Brudd i kjeden",
    colour: signalColours.act,
    columns: { text: "what", tags: "kind" },
    query: select("alert", {
      pick: { what: ["what"], kind: ["kind"] },
      where: { kind: ["component-down", "flow-broken"], transition: "opened" },
    }),
  },
  {
    name: "Vedlikehold meldt",
    colour: "#6a4c9c",
    columns: { text: "component" },
    query: select("event", {
      pick: { component: ["component"], seq: ["seq"] },
      where: { type: "maintenance.announced" },
    }),
  },
  {
    name: "Velvakt fulgte ikke med",
    colour: "#77797b",
    columns: { text: "kind" },
    query: select("event", { pick: { kind: ["kind"], seq: ["seq"] }, where: { kind: ["gap-opened", "gap-closed"] } }),
  },
];

function annotationOf({
  name,
  colour,
  columns,
  query,
}: (typeof annotations)[number]): cog.Builder<sdk.AnnotationQuery> {
  const made = {
    refId: "Anno",
    query,
    rawQuery: true,
    fromAnnotations: true,
    textColumn: columns.text,
    ...(columns.tags === undefined ? {} : { tagsColumn: columns.tags }),
  };
  return new sdk.AnnotationQueryBuilder()
    .name(name)
    .datasource(source)
    .enable(true)
    .iconColor(colour)
    .target({ build: () => made as unknown as cog.Dataquery });
}

/** Grafana's JSON of a board, classic schema. `others` are the boards that it leads to, this one left out. */
export function dashboardOf(board: Board, others: readonly Board[]): sdk.Dashboard {
  const { uid, title, question, from, refresh, panels } = board;
  const links = others
    .filter((other) => other.uid !== uid)
    .map((other) => {
      return new sdk.DashboardLinkBuilder(other.title)
        .type(sdk.DashboardLinkType.Link)
        .url(`/d/${other.uid}`)
        .tooltip(other.question)
        .icon("dashboard")
        .keepTime(true)
        .includeVars(true);
    });
  const made = new sdk.DashboardBuilder(title)
    .uid(uid)
    .description(question)
    .tags([boardTag])
    .readonly()
    .timezone("browser")
    .weekStart("monday")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .time({ from, to: "now" })
    .refresh(refresh)
    .variables(variables())
    .annotations(annotations.map(annotationOf))
    .links(links);
  for (const panel of panels) made.withPanel(panelOf(panel));
  return inSight(made.build());
}

/** The SDK hides links and annotations in a menu by default; people have to see where they can go. */
function inSight(dashboard: sdk.Dashboard): sdk.Dashboard {
  for (const one of [...(dashboard.links ?? []), ...(dashboard.annotations?.list ?? [])]) delete one.placement;
  return dashboard;
}
