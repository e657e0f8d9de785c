import { interval, select } from "../influxql.js";
import { bandUnits, confidences, riskLevels, riskStates } from "../looks.js";
import type { NamedScenario, Names } from "../names.js";
import { type Board, freshness, limits, noneSeen, nothingCounted, type Panel, series, table } from "../panels.js";

const scenarioTag = ["scenario"] as const;
const overTime = (field: "proposedLevel" | "state") =>
  series(select("scenario", { pick: { said: ["last", field] }, by: scenarioTag, every: interval }), "$tag_scenario");

/** What one scenario's bands count, against them: small, eight of them beside each other. */
function observed({ id, name, bands }: NamedScenario, index: number): Panel {
  const { text, unit } = bandUnits[id] ?? { text: "Observert", unit: "count" as const };
  const [first = 0, , third] = bands;
  return {
    id: 20 + index,
    kind: "lines",
    title: `${id} ${text}`,
    says: `${name}. Båndene går ved ${bands.map((band) => String(band).replace(".", ",")).join(", ")}: over det første foreslås sannsynlighet 2, over det siste 5. Krysses et bånd, skal ukesmøtet vurdere risikoen på nytt.`,
    at: [(index % 4) * 6, 26 + Math.floor(index / 4) * 7, 6, 7],
    ask: [
      series(
        select("scenario", { pick: { [id]: ["last", "observed"] }, where: { scenario: id }, every: interval }),
        "$col",
      ),
    ],
    unit,
    looks: { [id]: { text: "Observert" } },
    limits: limits(first, third),
    nothing: nothingCounted,
  };
}

export const fros = ({ scenarios }: Names): Board => {
  const named = Object.fromEntries(scenarios.map(({ id, name }) => [id, { text: `${id} ${name}` }]));
  return {
    uid: "velvakt-fros",
    title: "FROS R1–R8",
    question: "Hvilke risikoer har endret seg, og hvem har akseptert dem?",
    from: "now-30d",
    refresh: "5m",
    panels: [
      freshness(select("scenario", { pick: { state: ["last", "state"] } })),
      {
        id: 2,
        kind: "table",
        title: "Det tallene foreslår, og det mennesker har bestemt",
        says: "Forslaget kommer fra telemetri, vurderingen fra ukesmøtet. Er forslaget høyere enn vurderingen, eller står det «Ikke akseptert»: ta risikoen opp på neste møte.",
        at: [4, 0, 20, 9],
        ask: [
          table(
            select("scenario", {
              pick: {
                proposedProbability: ["proposedProbability"],
                proposedLevel: ["proposedLevel"],
                confidence: ["confidence"],
                assessedProbability: ["assessedProbability"],
                assessedConsequence: ["assessedConsequence"],
                state: ["state"],
                sample: ["sample"],
                coveragePercent: ["coveragePercent"],
              },
              by: scenarioTag,
              latest: 1,
            }),
          ),
        ],
        looks: {
          scenario: { text: "Risiko" },
          proposedProbability: { text: "Foreslått S" },
          proposedLevel: { text: "Foreslått nivå" },
          confidence: { text: "Hvor sikkert" },
          assessedProbability: { text: "Vurdert S" },
          assessedConsequence: { text: "Vurdert K" },
          state: { text: "Bestemt" },
          sample: { text: "Antall bak" },
          coveragePercent: { text: "Kjent", unit: "percent" },
        },
        without: ["Time"],
        values: { ...named, ...riskLevels, ...confidences, ...riskStates },
        decimals: 0,
      },
      {
        id: 3,
        kind: "timeline",
        title: "Foreslått nivå over tid",
        says: "Fargen i matrisen med foreslått sannsynlighet. Grått er for lite data, aldri at alt er vel: se hva som mangler i kolonnen «Kjent».",
        at: [0, 9, 12, 9],
        ask: [overTime("proposedLevel")],
        values: riskLevels,
      },
      {
        id: 4,
        kind: "timeline",
        title: "Hva mennesker har bestemt",
        says: "En aksept gjelder til en dato, og risikoen åpnes igjen når den er utløpt. Blir det rødt her: den som eier risikoen må be om ny aksept eller et tiltak.",
        at: [12, 9, 12, 9],
        ask: [overTime("state")],
        values: riskStates,
      },
      {
        id: 5,
        kind: "columns",
        stacked: true,
        title: "Varsler som hører til hver risiko",
        says: "Nye varsler etter risikoen de handler om. Øker en søyle uke for uke, er det der tiltak trengs, også om forslaget ikke har skiftet farge.",
        at: [0, 18, 16, 8],
        ask: [
          series(
            select("alert", {
              pick: { alerts: ["count", "openMin"] },
              where: { transition: "opened" },
              by: scenarioTag,
              every: interval,
            }),
            "$tag_scenario",
          ),
        ],
        looks: named,
        nothing: noneSeen,
      },
      {
        id: 6,
        kind: "bars",
        title: "Hvor mye som er kjent",
        says: "Andelen av det som skulle vært observert. Lav andel gir lav sikkerhet i forslaget: finn ut hva som ikke rapporterer, og si det på møtet.",
        at: [16, 18, 8, 8],
        ask: [
          series(
            select("scenario", { pick: { known: ["coveragePercent"] }, by: scenarioTag, latest: 1 }),
            "$tag_scenario",
          ),
        ],
        unit: "percent",
        decimals: 0,
      },
      ...scenarios.map(observed),
    ],
  };
};
