import { describe, test } from "vitest";
import { expectMistake, type Row } from "./row.js";

const cloudEnd = "criticality: 1, sla: *sla }\n";

const structure: Row[] = [
  {
    mistake: "a circle of dependencies",
    change: [cloudEnd, "criticality: 1, sla: *sla, dependsOn: [record] }\n"],
    line: "{ id: record",
    code: "ECOSYSTEM_CYCLE",
    message: "these components depend on each other in a circle: cloud → record → cloud",
  },
  {
    mistake: "a component that depends on itself",
    change: ["dependsOn: [cloud]", "dependsOn: [record]"],
    code: "ECOSYSTEM_CYCLE",
    message: "these components depend on each other in a circle: record → record",
  },
  {
    mistake: "a circle of subcontractors",
    change: ["{ id: maker, name: Maker,", "{ id: maker, name: Maker, subcontractorOf: helper,"],
    line: "{ id: helper",
    code: "ECOSYSTEM_CYCLE",
    message: "these suppliers are subcontractors of each other in a circle: maker → helper → maker",
  },
  {
    mistake: "a city-wide component that depends on one per district",
    change: [cloudEnd, "criticality: 1, sla: *sla, dependsOn: [network] } #!\n"],
    code: "ECOSYSTEM_PER_DISTRICT",
    message: /^cloud exists once and depends on network, which exists once per district/,
  },
  {
    mistake: "one probe for every district's component",
    change: ["perDistrict: true }", 'perDistrict: true, probe: { kind: tcp, target: "a.example:1" } } #!'],
    code: "ECOSYSTEM_PER_DISTRICT",
    message: /^network exists once per district, and one probe/,
  },
  {
    mistake: "an empty path",
    change: ["path: [network, cloud]", "path: []"],
    code: "ECOSYSTEM_PATH_BROKEN",
    message: "the path of dispenser starts nowhere: it is empty",
  },
  {
    mistake: "a path that starts nowhere",
    change: ["path: [network, cloud]", "path: [island, cloud]"],
    code: "ECOSYSTEM_PATH_BROKEN",
    message: "the path of dispenser starts nowhere: nothing connects island with cloud",
  },
  {
    mistake: "a path with a hole",
    change: ["path: [network, cloud]", "path: [network, cloud, island]"],
    code: "ECOSYSTEM_PATH_BROKEN",
    message: "nothing connects cloud with island",
  },
  {
    mistake: "a hop limit too few",
    change: ["hopLimitSec: [120, 60]", "hopLimitSec: [120]"],
    code: "ECOSYSTEM_HOP_LIMITS",
    message: "journal has 3 steps, so 2 hops, but 1 hop limit",
  },
  {
    mistake: "a device that is offline between two heartbeats",
    change: ["offlineAfterMin: 45", "offlineAfterMin: 15"],
    code: "ECOSYSTEM_OFFLINE_LIMIT",
    message: "dispenser would be offline after 15 min although it only speaks every 900 s",
  },
  {
    mistake: "hours of dispensing for a device that does not",
    change: ["offlineAfterMin: 45,", "offlineAfterMin: 45, dispensesWithoutCloud: no, dispensesWithoutCloudHours: 5,"],
    code: "ECOSYSTEM_CLOUDLESS_HOURS",
    message: /^dispenser says for how many hours/,
  },
  {
    mistake: "a webhook without a protocol",
    change: ["[{ id: console, kind: console }] }\n", "[{ id: w, kind: webhook, url: a.example/x }] } #!\n"],
    code: "ECOSYSTEM_ADDRESS",
    message: "this is not an http or https address",
  },
  {
    mistake: "a webhook over ftp",
    change: ["[{ id: console, kind: console }] }\n", '[{ id: w, kind: webhook, url: "ftp://a.example" }] } #!\n'],
    code: "ECOSYSTEM_ADDRESS",
    message: "this is not an http or https address",
  },
  {
    mistake: "a password in an address",
    change: ["[{ id: console, kind: console }] }\n", '[{ id: w, kind: webhook, url: "https://u:p@a.example" }] } #!\n'],
    code: "ECOSYSTEM_ADDRESS",
    message: "the address holds a user name or password",
  },
  {
    mistake: "a probe of no address",
    change: [cloudEnd, "criticality: 1, sla: *sla, probe: { kind: mqtt, target: a.example } } #!\n"],
    code: "ECOSYSTEM_ADDRESS",
    message: "this is not an address that a mqtt probe can ask",
    action: /host:port/,
  },
  {
    mistake: "a probe that waits longer than its interval",
    change: [
      cloudEnd,
      'criticality: 1, sla: *sla, probe: { kind: tcp, target: "a.example:80", everySec: 5, timeoutMs: 6000 } } #!\n',
    ],
    code: "ECOSYSTEM_PROBE",
    message: "the probe waits 6000 ms for an answer but is repeated every 5 s",
  },
  {
    mistake: "an unknown time zone",
    change: ["Europe/Oslo", "Europe/Olso"],
    code: "ECOSYSTEM_TIMEZONE",
    message: 'there is no time zone "Europe/Olso"; did you mean "Europe/Oslo"?',
  },
  {
    mistake: "an offset for a time zone",
    change: ["Europe/Oslo", '"+01:00"'],
    code: "ECOSYSTEM_TIMEZONE",
    message: 'there is no time zone "+01:00"',
  },
  {
    mistake: "an unknown country",
    change: ["countries: [SE]", "countries: [QQ]"],
    code: "ECOSYSTEM_COUNTRY",
    message: 'there is no country with the code "QQ"',
  },
  {
    mistake: "hours that end before they begin",
    change: ['to: "15:30"', 'to: "07:30"'],
    code: "ECOSYSTEM_SCHEDULE",
    message: "day closes at 07:30, not after it opens at 08:00",
  },
  {
    mistake: "a route behind one that takes everything",
    change: [
      "  - { teams: [north-care, care] }\n",
      "  - { teams: [north-care, care] }\n  - { kinds: [dose-missed], teams: [care] } #!\n",
    ],
    code: "ECOSYSTEM_ROUTE_UNREACHABLE",
    message: /routes\[1\] before it takes all/,
  },
  {
    mistake: "a district that nobody answers for",
    change: ["{ teams: [north-care, care] }", "{ teams: [north-care] }"],
    line: "{ id: south",
    code: "ECOSYSTEM_DISTRICT_UNREACHED",
    message: /^nobody would be told about serious alerts of kind dose-missed.* in south$/,
  },
  {
    mistake: "a district without any route",
    change: [
      "  - { kinds: [component-down], teams: [care] }\n  - { teams: [north-care, care] }\n",
      "  - { districts: [north], teams: [care] }\n",
    ],
    line: "{ id: south",
    code: "ECOSYSTEM_DISTRICT_UNREACHED",
    message: "nobody would be told about serious alerts in south",
  },
];

describe("mistakes of structure", () => {
  test.each(structure)("$mistake is named with its line, code and words", expectMistake);
});
