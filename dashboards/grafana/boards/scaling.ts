import { kpis } from "../../../rules/kpi/catalogue.js";
import { criteriaTable } from "../../../rules/scaling/criteria.js";
import { interval, ofDistrict, select } from "../influxql.js";
import { criterionUnits, gates, metStates } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, type Look, series, table } from "../panels.js";

const city = { district: "_" } as const;
const criteria: Record<string, Look> = Object.fromEntries(
  criteriaTable.map(({ id, name, unit }) => [id, { text: `${name.no}${criterionUnits[unit]}` }]),
);

/** Key figures that the gate rests on, as they were known at the deadline, and those that are all in percent. */
const shown = ["on-time-at-deadline", "unconfirmed-at-deadline", "journal-completeness", "listening"];
const kpiLooks = Object.fromEntries(kpis.map(({ id, name }) => [id, { text: name.no }]));

export const scaling = ({ districts }: Names): Board => {
  const places: Record<string, Look> = { _: { text: "Byen" }, ...districts };
  return {
    uid: "velvakt-scaling",
    title: "Skalering",
    question: "Er det forsvarlig å ta inn flere innbyggere?",
    from: "now-30d",
    refresh: "5m",
    panels: [
      freshness(select("scaling", { pick: { status: ["last", "status"] } })),
      {
        id: 2,
        kind: "stat",
        title: "Byen nå",
        says: "Åpen bare når alle kriterier er oppfylt. «Vet ikke» er ikke åpen: finn ut hva som mangler i tabellen under, før noen lover flere plasser.",
        at: [4, 0, 20, 4],
        ask: [
          table(
            select("scaling", {
              pick: {
                status: ["status"],
                unmet: ["unmet"],
                unknown: ["unknown"],
                served: ["served"],
                headroom: ["headroom"],
                headroomAtMost: ["headroomAtMost"],
              },
              where: city,
              latest: 1,
            }),
          ),
        ],
        looks: {
          status: { text: "Skaleringsport" },
          unmet: { text: "Kriterier ikke oppfylt" },
          unknown: { text: "Kriterier ingen kan bedømme" },
          served: { text: "Innbyggere i dag" },
          headroom: { text: "Plass til flere" },
          headroomAtMost: { text: "Høyst plass til, av det vi vet" },
        },
        values: gates,
        decimals: 0,
      },
      {
        id: 3,
        kind: "table",
        title: "Byens kriterier nå",
        says: "Faktisk mot krav. Tomt under «Faktisk»: kan ikke sies ennå. Begrunnelsen for hvert kriterium står i Velvakt.",
        at: [0, 4, 12, 11],
        ask: [
          table(
            select("scaling_criterion", {
              pick: { actual: ["actual"], target: ["target"], met: ["met"] },
              where: city,
              by: ["criterion"],
              latest: 1,
            }),
          ),
        ],
        looks: {
          criterion: { text: "Kriterium" },
          actual: { text: "Faktisk" },
          target: { text: "Krav" },
          met: { text: "Oppfylt", values: metStates },
        },
        without: ["Time"],
        values: criteria,
      },
      {
        id: 4,
        kind: "timeline",
        title: "Byens kriterier over tid",
        says: "Når hvert kriterium ble brutt, og når det var godt igjen. Et som veksler ofte, ligger for nær grensen til å bygge vekst på.",
        at: [12, 4, 12, 11],
        ask: [
          series(
            select("scaling_criterion", {
              pick: { met: ["last", "met"] },
              where: city,
              by: ["criterion"],
              every: interval,
            }),
            "$tag_criterion",
          ),
        ],
        looks: criteria,
        values: metStates,
      },
      {
        id: 5,
        kind: "timeline",
        title: "Porten, by og bydeler",
        says: "Hver bydel har sin egen port og deler byens. Er bydelen åpen og byen stengt, er det noe felles som må rettes først.",
        at: [0, 15, 14, 13],
        ask: [
          series(
            select("scaling", {
              pick: { status: ["last", "status"] },
              where: ofDistrict,
              by: ["district"],
              every: interval,
            }),
            "$tag_district",
          ),
        ],
        looks: places,
        values: gates,
      },
      {
        id: 6,
        kind: "table",
        title: "Plass til flere, by og bydeler",
        says: "Hvor mange flere før den første grensen er nådd; under null er den passert. Tomt: en grense er ukjent. Da sier «Høyst» bare hva de kjente grensene tillater; lov ikke plasser etter den.",
        at: [14, 15, 10, 13],
        ask: [
          table(
            select("scaling", {
              pick: {
                served: ["served"],
                headroom: ["headroom"],
                headroomAtMost: ["headroomAtMost"],
                unmet: ["unmet"],
              },
              where: ofDistrict,
              by: ["district"],
              latest: 1,
            }),
          ),
        ],
        looks: {
          district: { text: "Sted" },
          served: { text: "I dag" },
          headroom: { text: "Flere" },
          headroomAtMost: { text: "Høyst" },
          unmet: { text: "Ikke oppfylt" },
        },
        without: ["Time"],
        values: places,
        decimals: 0,
        largestFirst: "served",
      },
      {
        id: 7,
        kind: "lines",
        title: "Innbyggere i dag og plass til flere, byen",
        says: "Faller plassen raskere enn innbyggerne øker, er det vakttelefoner eller manuelle runder som blir for få. Øk dem før neste opptak.",
        at: [0, 28, 12, 8],
        ask: [
          series(
            select("scaling", {
              pick: { served: ["last", "served"], headroomAtMost: ["last", "headroomAtMost"] },
              where: city,
              every: interval,
            }),
            "$col",
          ),
        ],
        looks: { served: { text: "Innbyggere i dag" }, headroomAtMost: { text: "Høyst plass til flere" } },
        decimals: 0,
      },
      {
        id: 8,
        kind: "lines",
        title: "Nøkkeltall porten bygger på, byen per dag",
        says: "Slik det var kjent da fristen gikk ut; sene rettelser endrer dem ikke. Se etter jevn bevegelse over flere dager, ikke ett enkelt utslag.",
        at: [12, 28, 12, 8],
        ask: [
          series(
            select("kpi_city", { pick: { value: ["value"] }, where: { period: "day", kpi: shown }, by: ["kpi"] }),
            "$tag_kpi",
          ),
        ],
        looks: Object.fromEntries(shown.map((id) => [id, kpiLooks[id] ?? {}])),
        unit: "percent",
      },
      {
        id: 9,
        kind: "lines",
        title: "Doser i tide ved fristen, per bydel og dag",
        says: "Bydeler som ligger under de andre, bør ikke få flere før årsaken er funnet. Få doser gir store utslag: se antallet bak i Velvakts nøkkeltall.",
        at: [0, 36, 24, 8],
        ask: [
          series(
            select("kpi_district", {
              pick: { value: ["value"] },
              where: { ...ofDistrict, kpi: "on-time-at-deadline" },
              by: ["district"],
            }),
            "$tag_district",
          ),
        ],
        looks: places,
        unit: "percent",
      },
    ],
  };
};
