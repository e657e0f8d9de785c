import { defaultThresholds } from "../../../rules/thresholds.js";
import { ofClass, ofDistrict, over, select } from "../influxql.js";
import { deviceStatuses, kinds } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, noneSeen, series, table } from "../panels.js";

const { batteryLowPercent } = defaultThresholds;
const statuses = ["online", "offline", "unknown"] as const;
const heartbeats = { ...ofDistrict, ...ofClass, type: "link.heartbeat" } as const;
const pick = { online: ["last", "online"], offline: ["last", "offline"], unknown: ["last", "unknown"] } as const;
const findings = [
  "device-offline",
  "device-flapping",
  "power-lost",
  "battery-low",
  "battery-empty",
  "dispenser-fault",
  "stock-low",
  "stock-empty",
  "clock-skewed",
];

export const devices = ({ districts, classes }: Names): Board => ({
  uid: "velvakt-devices",
  title: "Enheter",
  question: "Hvilke enheter er ikke til å stole på, og hvorfor?",
  from: "now-2d",
  refresh: "1m",
  panels: [
    freshness(select("event", { pick: { seq: ["last", "seq"] }, where: { type: "link.heartbeat" } })),
    {
      id: 2,
      kind: "stat",
      title: "Enheter nå",
      says: "Kontakt med enhetene i de valgte bydelene. «Vet ikke» er enheter bak et ledd som er nede.",
      at: [4, 0, 8, 4],
      ask: [table(over(select("district_now", { pick, where: ofDistrict, by: ["district"] }), { columns: statuses }))],
      looks: deviceStatuses,
    },
    {
      id: 3,
      kind: "columns",
      stacked: true,
      title: "Kontakt over tid",
      says: "Går mange over i «Vet ikke» samtidig, er det et ledd og ikke enhetene: se tavlen «Kjeden». Øker «Uten kontakt» sakte, må noen ut og se.",
      at: [0, 4, 16, 9],
      ask: [
        series(
          over(select("district_now", { pick, where: ofDistrict, by: ["district"], every: "15m" }), {
            columns: statuses,
            every: "15m",
          }),
          "$col",
        ),
      ],
      looks: deviceStatuses,
    },
    {
      id: 4,
      kind: "bars",
      title: "Uten kontakt, per bydel",
      says: "Nå. Planlegg hjemmebesøk der det er flest, og spør om strøm og dekning først.",
      at: [16, 4, 8, 9],
      ask: [
        series(
          select("district_now", { pick: { offline: ["last", "offline"] }, where: ofDistrict, by: ["district"] }),
          "$tag_district",
        ),
      ],
      looks: { ...districts, _: { text: "Uten bydel" } },
    },
    {
      id: 5,
      kind: "columns",
      stacked: true,
      title: "Funn per time",
      says: "Varsler om enhetene, etter hva de gjelder. Mange «Uten strøm» på én gang er et strømbrudd; mange «Feil på dispenser» etter en oppdatering er fastvaren.",
      at: [0, 13, 12, 9],
      ask: [
        series(
          select("alert", {
            pick: { alerts: ["count", "openMin"] },
            where: { ...ofDistrict, kind: findings, transition: "opened" },
            by: ["kind"],
            every: "1h",
          }),
          "$tag_kind",
        ),
      ],
      looks: Object.fromEntries(findings.map((kind) => [kind, kinds[kind] ?? {}])),
      nothing: noneSeen,
    },
    {
      id: 6,
      kind: "lines",
      title: "Livstegn per time, etter type",
      says: "Hvor mange livstegn som kommer. Faller én type bort, er det leverandørens system for den typen.",
      at: [12, 13, 12, 9],
      ask: [
        series(
          select("event", {
            pick: { count: ["count", "seq"] },
            where: heartbeats,
            by: ["deviceClass"],
            every: "1h",
          }),
          "$tag_deviceClass",
        ),
      ],
      looks: classes,
    },
    {
      id: 7,
      kind: "lines",
      title: "Batteri, den svakeste",
      says: `Enheten med minst batteri, av hver type. Under ${batteryLowPercent} % varsles det: sjekk støpselet, ellers er den tom for strøm innen et døgn.`,
      at: [0, 22, 12, 8],
      ask: [
        series(
          select("event", {
            pick: { battery: ["min", "batteryPercent"] },
            where: heartbeats,
            by: ["deviceClass"],
            every: "1h",
          }),
          "$tag_deviceClass",
        ),
      ],
      looks: classes,
      unit: "percent",
    },
    {
      id: 8,
      kind: "lines",
      title: "Signal, den svakeste",
      says: "Enheten med svakest signal, av hver type. Under −105 dBm faller forbindelsen ofte: flytt enheten eller bytt operatør.",
      at: [12, 22, 12, 8],
      ask: [
        series(
          select("event", {
            pick: { signal: ["min", "rssiDbm"] },
            where: heartbeats,
            by: ["deviceClass"],
            every: "1h",
          }),
          "$tag_deviceClass",
        ),
      ],
      looks: classes,
      unit: "dBm",
    },
    {
      id: 9,
      kind: "table",
      title: "Sist mistet kontakt",
      says: "Enhetene som sist ble tause. Slå opp enheten i Velvakt for å se hvem den gjelder og når neste dose er.",
      at: [0, 30, 12, 9],
      ask: [
        table(
          select("device_status", {
            pick: { deviceId: ["deviceId"], deviceClass: ["deviceClass"], district: ["district"] },
            where: { ...ofDistrict, ...ofClass, status: "offline" },
            latest: 50,
          }),
        ),
      ],
      looks: {
        Time: { text: "Taus siden", unit: "time" },
        deviceId: { text: "Enhet" },
        deviceClass: { text: "Type" },
        district: { text: "Bydel" },
      },
      values: { ...districts, ...classes },
      unit: "text",
      nothing: noneSeen,
    },
    {
      id: 10,
      kind: "table",
      title: "Fastvare i bruk",
      says: "Alle versjoner som enhetene har meldt. Spør leverandøren om de eldste fortsatt får rettelser.",
      at: [12, 30, 12, 9],
      ask: [
        table(
          select("event", { pick: { firmware: ["distinct", "firmware"] }, where: heartbeats, by: ["deviceClass"] }),
        ),
      ],
      looks: { deviceClass: { text: "Type" }, firmware: { text: "Versjon" } },
      without: ["Time"],
      values: classes,
      unit: "text",
    },
  ],
});
