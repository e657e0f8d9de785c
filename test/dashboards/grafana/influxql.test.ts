import { expect, test } from "vitest";
import { ofDistrict, over, select } from "../../../dashboards/grafana/influxql.js";

test("a question names columns, conditions, groups and spans", () => {
  const question = select("dose", {
    pick: { doses: ["sum", "change"], "90 %": [90, "delayMin"] },
    where: { ...ofDistrict, critical: "yes", verdict: ["missed", "on-time"] },
    by: ["verdict"],
    every: "1h",
    fill: "0",
  });
  expect(question).toBe(
    'SELECT sum("change") AS "doses", percentile("delayMin", 90) AS "90 %" FROM "dose" WHERE $timeFilter AND ' +
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the board
      '"district" =~ /^${district:regex}$/ AND "critical" = \'yes\' AND "verdict" =~ /^(missed|on-time)$/ ' +
      'GROUP BY time(1h), "verdict" fill(0)',
  );
});

test("what is listed comes as it is, the latest first", () => {
  expect(select("hop", { pick: { code: ["code"] }, where: { outcome: "rejected" }, latest: 5 })).toBe(
    `SELECT "code" AS "code" FROM "hop" WHERE $timeFilter AND "outcome" = 'rejected' ORDER BY time DESC LIMIT 5`,
  );
});

test("what every district says is added up", () => {
  const inner = select("district_now", { pick: { online: ["last", "online"] }, by: ["district"] });
  expect(over(inner, { columns: ["online"], every: "15m" })).toBe(
    `SELECT sum("online") AS "online" FROM (${inner}) WHERE $timeFilter GROUP BY time(15m) fill(none)`,
  );
});

test("a word with a point stands for that point alone", () => {
  expect(select("event", { pick: { seq: ["seq"] }, where: { type: ["probe.result"] } })).toContain(
    "=~ /^(probe\\.result)$/",
  );
});
