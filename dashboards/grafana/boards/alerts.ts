import { interval, ofDistrict, over, select } from "../influxql.js";
import { kinds, severities, tasks } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, limits, noneSeen, series, table } from "../panels.js";

const opened = { ...ofDistrict, transition: "opened" } as const;

/** What one duty phone can bear in an hour. Source: one alarm in ten minutes, EEMUA 191. */
const perPhoneHourMax = 6;

export const alerts = ({ districts, teams }: Names): Board => ({
  uid: "velvakt-alerts",
  title: "Varsler og respons",
  question: "Blir varslene tatt i tide, og er de for mange?",
  from: "now-2d",
  refresh: "1m",
  panels: [
    freshness(select("event", { pick: { seq: ["last", "seq"] } })),
    {
      id: 2,
      kind: "stat",
      title: "Trenger et menneske nå",
      says: "Varsler noen må gjøre noe med. Har noen stått lenge uten ansvarlig: ring bydelen.",
      at: [4, 0, 10, 4],
      ask: [
        table(
          over(
            select("district_now", {
              pick: { tasks: ["last", "tasks"], untaken: ["last", "untaken"], timeCritical: ["last", "timeCritical"] },
              where: ofDistrict,
              by: ["district"],
            }),
            { columns: ["tasks", "untaken", "timeCritical"] },
          ),
        ),
      ],
      looks: tasks,
    },
    {
      id: 3,
      kind: "columns",
      stacked: true,
      title: "Nye varsler per time, etter alvor",
      says: "Jevnt mange moderate er en grense som er satt for strengt: prøv en annen med «velvakt replay --compare». Topper skal falle sammen med brudd.",
      at: [0, 4, 24, 9],
      ask: [
        series(
          select("alert", { pick: { alerts: ["count", "openMin"] }, where: opened, by: ["severity"], every: "1h" }),
          "$tag_severity",
        ),
      ],
      looks: severities,
    },
    {
      id: 4,
      kind: "bars",
      title: "Nye varsler, etter hva de gjelder",
      says: "Begynn med den lengste: kan årsaken fjernes én gang for alle?",
      at: [0, 13, 12, 14],
      ask: [
        series(select("alert", { pick: { alerts: ["count", "openMin"] }, where: opened, by: ["kind"] }), "$tag_kind"),
      ],
      looks: kinds,
    },
    {
      id: 5,
      kind: "lines",
      title: "Fra varsel til noen tar det",
      says: "Minutter for de fleste (50 %) og for nesten alle (90 %). Ligger 90 % over bydelens grense, er vakten underbemannet eller telefonen stum.",
      at: [12, 13, 12, 7],
      ask: [
        series(
          select("alert", {
            pick: { "50 %": [50, "openMin"], "90 %": [90, "openMin"] },
            where: { ...ofDistrict, transition: "acknowledged" },
            every: "1h",
          }),
          "$col",
        ),
      ],
      unit: "min",
    },
    {
      id: 6,
      kind: "bars",
      title: "Nye varsler, per bydel",
      says: "Hvor varslene kommer. Skiller én bydel seg ut: se «Enheter» og «Kjeden» med den bydelen valgt.",
      at: [12, 20, 12, 7],
      ask: [
        series(
          select("alert", { pick: { alerts: ["count", "openMin"] }, where: opened, by: ["district"] }),
          "$tag_district",
        ),
      ],
      looks: { ...districts, _: { text: "Hele byen" } },
    },
    {
      id: 7,
      kind: "lines",
      title: "Meldinger per lag og time",
      says: `Hva hvert lag fikk. Over ${perPhoneHourMax} i timen per vakttelefon rekker ingen å følge opp: flytt, slå sammen eller fjern varsler.`,
      at: [0, 27, 12, 9],
      ask: [
        series(
          select("delivery", { pick: { messages: ["count", "attempts"] }, by: ["team"], every: "1h", fill: "0" }),
          "$tag_team",
        ),
      ],
      looks: teams,
      limits: limits(perPhoneHourMax),
    },
    {
      id: 8,
      kind: "lines",
      title: "Fra Velvakt til kanalen, de tregeste",
      says: "95 % av meldingene kom raskere frem. Stiger den: kanalen er treg eller nede, og noen må varsles på annen måte.",
      at: [12, 27, 12, 9],
      ask: [
        series(
          select("delivery", { pick: { latency: [95, "latencyMs"] }, by: ["channel"], every: "1h" }),
          "$tag_channel",
        ),
      ],
      unit: "ms",
    },
    {
      id: 9,
      kind: "table",
      title: "Ikke tatt i tide",
      says: "Varsler som ingen tok innen bydelens grense. Gå gjennom dem med bydelen: hvem hadde vakt, kom SMS-en frem?",
      at: [0, 36, 12, 8],
      ask: [
        table(
          select("alert", {
            pick: { district: ["district"], severity: ["severity"], scenario: ["scenario"], openMin: ["openMin"] },
            where: { ...opened, kind: "response-overdue" },
            latest: 30,
          }),
        ),
      ],
      without: ["openMin"],
      looks: {
        Time: { text: "Grensen passert", unit: "time" },
        district: { text: "Bydel" },
        severity: { text: "Alvor" },
        scenario: { text: "Scenario" },
      },
      values: { ...districts, _: { text: "Hele byen" }, ...severities },
      unit: "text",
      nothing: noneSeen,
    },
    {
      id: 10,
      kind: "columns",
      stacked: true,
      title: "Meldinger, levert og oppgitt",
      says: "Oppgitt betyr at ingen ble nådd på den kanalen på en time. Sjekk kanalen nå, og ring dem det gjaldt.",
      at: [12, 36, 12, 8],
      ask: [
        series(
          select("delivery", { pick: { messages: ["count", "attempts"] }, by: ["outcome"], every: interval }),
          "$tag_outcome",
        ),
      ],
      looks: { done: { text: "Levert" }, failed: { text: "Oppgitt" } },
    },
  ],
});
