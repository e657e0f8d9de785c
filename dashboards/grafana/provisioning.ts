import type { AlertRule } from "./alert-rules.js";

/** What Grafana reads at its start, as data; each is written as YAML. */

/** The data source that is shipped; another tenant's is a copy with another name that begins with Velvakt. */
export const sourceUid = "velvakt";

/** Everything that differs between installations comes from the environment, and the token from a file. */
export const datasources = {
  apiVersion: 1,
  datasources: [
    {
      name: "Velvakt",
      uid: sourceUid,
      type: "influxdb",
      access: "proxy",
      isDefault: true,
      editable: false,
      url: "$__env{VELVAKT_GRAFANA_INFLUX_URL}",
      jsonData: {
        dbName: "$__env{VELVAKT_GRAFANA_INFLUX_DATABASE}",
        httpMode: "POST",
        timeInterval: "1m",
        // InfluxQL with a token: InfluxDB 2 and 3. For version 1 give user and password here instead.
        httpHeaderName1: "Authorization",
      },
      secureJsonData: { httpHeaderValue1: "Token $__file{/run/secrets/influx-token}" },
    },
  ],
};

export const dashboardProviders = {
  apiVersion: 1,
  providers: [
    {
      name: "Velvakt",
      folder: "Velvakt",
      type: "file",
      disableDeletion: true,
      allowUiUpdates: false,
      options: { path: "/etc/grafana/provisioning/boards" },
    },
  ],
};

function ruleOf({ uid, title, says, query, minutes, when, than, forMin, silenceIsBad, panel }: AlertRule) {
  const range = { from: minutes * 60, to: 0 };
  const expression = (refId: string, model: object) => ({
    refId,
    relativeTimeRange: range,
    datasourceUid: "__expr__",
    model: { refId, datasource: { type: "__expr__", uid: "__expr__" }, ...model },
  });
  return {
    uid,
    title,
    condition: "C",
    data: [
      {
        refId: "A",
        relativeTimeRange: range,
        datasourceUid: sourceUid,
        model: { refId: "A", query, rawQuery: true, resultFormat: "time_series" },
      },
      expression("B", { type: "reduce", expression: "A", reducer: "last", settings: { mode: "dropNN" } }),
      expression("C", {
        type: "threshold",
        expression: "B",
        conditions: [{ type: "query", evaluator: { type: when === "more" ? "gt" : "lt", params: [than] } }],
      }),
    ],
    dashboardUid: panel.board,
    panelId: panel.id,
    for: `${forMin}m`,
    noDataState: silenceIsBad ? "Alerting" : "OK",
    execErrState: "Alerting",
    annotations: { summary: title, description: says },
    labels: { product: "velvakt" },
    isPaused: false,
  };
}

export function alerting(rules: readonly AlertRule[]) {
  const group = { orgId: 1, name: "Velvakt selv", folder: "Velvakt", interval: "1m", rules: rules.map(ruleOf) };
  return { apiVersion: 1, groups: [group] };
}
