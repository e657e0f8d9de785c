import { defaultThresholds } from "../../../rules/thresholds.js";
import { select } from "../influxql.js";
import { kinds } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, limits, noneSeen, series, table } from "../panels.js";

const breaches = ["restore-at-risk", "restore-breached", "availability-burning", "availability-breached"];

export const contracts = ({ components }: Names): Board => ({
  uid: "velvakt-sla",
  title: "Avtaler og feilbudsjett",
  question: "Holder leverandørene det de har lovet?",
  from: "now-30d",
  refresh: "15m",
  panels: [
    freshness(select("sla", { pick: { downMin: ["last", "downMin"] } })),
    {
      id: 2,
      kind: "table",
      title: "Hvert ledd mot avtalen, i avtaleperioden som løper",
      says: "Tilgjengelighet mot avtalt, og minutter igjen før avtalen er brutt. Tom tilgjengelighet: for lite er kjent til å si det. Ring leverandøren før budsjettet er brukt opp, ikke etter.",
      at: [0, 4, 24, 14],
      ask: [
        table(
          select("sla", {
            pick: {
              availabilityPercent: ["availabilityPercent"],
              agreedPercent: ["agreedPercent"],
              budgetLeftMin: ["budgetLeftMin"],
              downMin: ["downMin"],
              maintenanceMin: ["maintenanceMin"],
              unknownMin: ["unknownMin"],
              coveragePercent: ["coveragePercent"],
            },
            by: ["component"],
            // Not the last that was known of each: what nobody knows now is to be empty.
            latest: 1,
          }),
        ),
      ],
      looks: {
        component: { text: "Ledd" },
        availabilityPercent: { text: "Tilgjengelig", unit: "percent" },
        agreedPercent: { text: "Avtalt", unit: "percent" },
        budgetLeftMin: { text: "Igjen av budsjettet", unit: "min" },
        downMin: { text: "Nede", unit: "min" },
        maintenanceMin: { text: "Vedlikehold", unit: "min" },
        unknownMin: { text: "Vet ikke", unit: "min" },
        coveragePercent: { text: "Kjent av tiden", unit: "percent" },
      },
      without: ["Time"],
      values: components,
      decimals: 2,
      largestFirst: "downMin",
    },
    {
      id: 3,
      kind: "lines",
      title: "Igjen av feilbudsjettet",
      says: "Faller linjen raskt, er avtalen brutt før perioden er over. Under null er den brutt: meld avvik til leverandøren.",
      at: [0, 18, 12, 12],
      ask: [
        series(
          select("sla", { pick: { left: ["last", "budgetLeftMin"] }, by: ["component"], every: "1h" }),
          "$tag_component",
        ),
      ],
      looks: components,
      unit: "min",
    },
    {
      id: 4,
      kind: "bars",
      title: "Kjent av tiden",
      says: `Hvor mye av avtaleperioden noen har målt. Under ${defaultThresholds.slaCoveragePercentMin} % dømmes leddet ikke: få på plass en måling (probe) av det.`,
      at: [12, 18, 12, 12],
      ask: [
        series(
          select("sla", { pick: { coverage: ["coveragePercent"] }, by: ["component"], latest: 1 }),
          "$tag_component",
        ),
      ],
      looks: components,
      unit: "percent",
      decimals: 0,
    },
    {
      id: 5,
      kind: "columns",
      stacked: true,
      title: "Varsler om avtaler per dag",
      says: "Rettetid og tilgjengelighet som er i fare eller brutt. Hvert brudd skal være tatt opp med leverandøren før neste leverandørmøte.",
      at: [0, 30, 24, 8],
      ask: [
        series(
          select("alert", {
            pick: { alerts: ["count", "openMin"] },
            where: { kind: breaches, transition: "opened" },
            by: ["kind"],
            every: "1d",
          }),
          "$tag_kind",
        ),
      ],
      looks: Object.fromEntries(breaches.map((kind) => [kind, kinds[kind] ?? {}])),
      nothing: noneSeen,
      limits: limits(1),
    },
  ],
});
