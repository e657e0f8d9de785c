/** The smallest ecosystem that makes sense; tests change one line of it and say which by `#!`. */
export const smallEcosystem = `tenant: test
timezone: Europe/Oslo
districts:
  - { id: north, name: North, dutyPhones: 1, responseLimitMin: 30 }
  - { id: south, name: South, dutyPhones: 2, responseLimitMin: 15 }
suppliers:
  - { id: maker, name: Maker, countries: [NO] }
  - { id: helper, name: Helper, subcontractorOf: maker, countries: [SE] }
components:
  - { id: network, name: Network, kind: network, supplier: helper, criticality: 1, sla: &sla { availabilityPercent: 99.5, restoreWithinMin: 60 }, perDistrict: true }
  - { id: cloud, name: Cloud, kind: cloud, supplier: maker, criticality: 1, sla: *sla }
  - { id: record, name: Record, kind: record, supplier: maker, criticality: 2, sla: *sla, dependsOn: [cloud] }
  - { id: island, name: Island, kind: record, supplier: maker, criticality: 2, sla: *sla }
deviceClasses:
  - { id: dispenser, kind: dispenser, heartbeatEverySec: 900, offlineAfterMin: 45, path: [network, cloud] }
flows:
  - { id: dose-event, steps: [network, cloud], hopLimitSec: [120] }
  - { id: journal, steps: [network, cloud, record], hopLimitSec: [120, 60] }
scenarios:
  - { id: R1, name: { no: navn, en: name }, owner: o, consequence: &c { life-and-health: 1, compliance: 1, goal-attainment: 1, trust: 1 }, bands: &b [1, 2, 3, 4], acceptance: &a { green: g, yellow: y, red: r } }
  - { id: R2, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R3, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R4, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R5, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R6, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R7, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
  - { id: R8, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }
scaling: { ceiling: 100 }
teams:
  - { id: care, name: Care, channels: [{ id: console, kind: console }] }
  - { id: north-care, name: North care, districts: [north], channels: [{ id: console, kind: console }], schedule: day }
routes:
  - { kinds: [component-down], teams: [care] }
  - { teams: [north-care, care] }
schedules:
  - { id: day, days: [mon], from: "08:00", to: "15:30" }
thresholds: {}
`;

/** The line (from 1) that holds the text. */
export const lineOf = (text: string, part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
