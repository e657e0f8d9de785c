import { describe, test } from "vitest";
import { expectMistake, type Row } from "./row.js";

const southRow = "  - { id: south, name: South, dutyPhones: 2, responseLimitMin: 15 }\n";

const ids: Row[] = [
  {
    mistake: "a district twice",
    change: [southRow, `${southRow}  - { id: north, name: N, dutyPhones: 1, responseLimitMin: 5 } #!\n`],
    code: "ECOSYSTEM_ID_DUPLICATE",
    message: 'another district has the id "north" already',
  },
  {
    mistake: "a scenario twice",
    change: ["{ id: R8,", "{ id: R7,"],
    alsoFound: ["ECOSYSTEM_SCENARIO_MISSING"],
    code: "ECOSYSTEM_ID_DUPLICATE",
    message: 'another scenario has the id "R7" already',
  },
  {
    mistake: "a channel twice in a team",
    change: [
      "[{ id: console, kind: console }] }\n",
      "[{ id: console, kind: console }, { id: console, kind: console }] } #!\n",
    ],
    code: "ECOSYSTEM_ID_DUPLICATE",
    message: 'another channel of this team has the id "console" already',
  },
  {
    mistake: "a device class named like systems in topics",
    change: ["{ id: dispenser, kind", "{ id: component, kind"],
    code: "ECOSYSTEM_ID_RESERVED",
    message: /^the id "component" is taken/,
  },
  {
    mistake: "a component named like Velvakt's own gaps",
    change: ["{ id: island,", "{ id: monitoring-gap,"],
    code: "ECOSYSTEM_ID_RESERVED",
    message: /^the id "monitoring-gap" is taken/,
  },
  {
    mistake: "an unknown supplier of a component",
    change: ["kind: cloud, supplier: maker", "kind: cloud, supplier: makr"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no supplier "makr"; did you mean "maker"?',
    action: /known: maker or helper/,
  },
  {
    mistake: "an unknown main contractor",
    change: ["subcontractorOf: maker", "subcontractorOf: somebody"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no supplier "somebody"',
  },
  {
    mistake: "an unknown dependency",
    change: ["dependsOn: [cloud]", "dependsOn: [cluod]"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no component "cluod"; did you mean "cloud"?',
  },
  {
    mistake: "an unknown component on a path",
    change: ["path: [network, cloud]", "path: [network, skyen]"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no component "skyen"',
  },
  {
    mistake: "one district's component on a path",
    change: ["path: [network, cloud]", "path: [network@north, cloud]"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no component "network@north"; write network, the district follows from the device',
  },
  {
    mistake: "a flow through an unknown component",
    change: ["steps: [network, cloud, record]", "steps: [network, cloud, ledger]"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no component "ledger"',
  },
  {
    mistake: "a team for an unknown district",
    change: ["districts: [north], channels", "districts: [norht], channels"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no district "norht"; did you mean "north"?',
  },
  {
    mistake: "a team with an unknown schedule",
    change: ["schedule: day", "schedule: night"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no schedule "night"',
  },
  {
    mistake: "a route to an unknown team",
    change: ["{ teams: [north-care, care] }", "{ teams: [nort-care, care] } #!"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no team "nort-care"; did you mean "north-care"?',
  },
  {
    mistake: "a route for an unknown kind of alert",
    change: ["kinds: [component-down]", "kinds: [components-down]"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no kind of alert "components-down"; did you mean "component-down"?',
  },
  {
    mistake: "a route for an unknown district",
    change: ["kinds: [component-down], teams", "kinds: [component-down], districts: [west], teams"],
    code: "ECOSYSTEM_ID_UNKNOWN",
    message: 'there is no district "west"',
  },
  {
    mistake: "a dependency named twice",
    change: ["dependsOn: [cloud]", "dependsOn: [cloud, cloud]"],
    code: "ECOSYSTEM_NAMED_TWICE",
    message: '`dependsOn` names "cloud" twice',
  },
  {
    mistake: "a flow that comes by twice",
    change: ["steps: [network, cloud], hopLimitSec: [120]", "steps: [network, cloud, network], hopLimitSec: [120, 1]"],
    code: "ECOSYSTEM_NAMED_TWICE",
    message: '`steps` names "network" twice',
    action: /each component once/,
  },
];

describe("mistakes of ids and references", () => {
  test.each(ids)("$mistake is named with its line, code and words", expectMistake);
});
