import { select } from "../influxql.js";
import type { Names } from "../names.js";
import { type Board, freshness, limits, noneSeen, series, table } from "../panels.js";
import { componentTimeline } from "./component-timeline.js";

const minuteMs = 60_000;

export const chain = ({ components, hops }: Names): Board => ({
  uid: "velvakt-chain",
  title: "Kjeden",
  question: "Hvilket ledd holder igjen, og siden når?",
  from: "now-2d",
  refresh: "1m",
  panels: [
    freshness(select("event", { pick: { seq: ["last", "seq"] }, where: { type: ["probe.result", "hop.passed"] } })),
    {
      id: 2,
      kind: "stat",
      title: "Meldinger mellom systemene",
      says: "Hvor mange meldinger som gikk videre, og hvor mange som ble avvist, i perioden. Er avviste flere enn noen få: se «Avvist» under, og ring systemet som avviser.",
      at: [4, 0, 10, 4],
      ask: [series(select("hop", { pick: { count: ["count", "seq"] }, by: ["outcome"] }), "$tag_outcome")],
      looks: { passed: { text: "Gått videre" }, rejected: { text: "Avvist" } },
    },
    componentTimeline(
      { components },
      {
        id: 3,
        title: "Leddene over tid",
        says: "Hvert ledd. «Vet ikke» betyr at ingen har målt: det er ikke det samme som at det virker. Følg opp med leverandøren når det samme leddet går igjen.",
        at: [0, 4, 24, 12],
      },
    ),
    {
      id: 4,
      kind: "lines",
      title: "Svartid på måling, de tregeste",
      says: "95 % av målingene svarer raskere. En langsom stigning kommer ofte før et brudd: si fra til leverandøren i dag.",
      at: [0, 16, 12, 9],
      ask: [
        series(
          select("event", {
            pick: { latency: [95, "latencyMs"] },
            where: { type: "probe.result" },
            by: ["component"],
            every: "30m",
          }),
          "$tag_component",
        ),
      ],
      looks: components,
      unit: "ms",
    },
    {
      id: 5,
      kind: "columns",
      stacked: true,
      title: "Målinger uten svar per time",
      says: "Tre på rad er et brudd; spredte enkeltmålinger er støy. Mange spredte fra ett ledd er et ustabilt ledd: be leverandøren om en forklaring.",
      at: [12, 16, 12, 9],
      ask: [
        series(
          select("event", {
            pick: { failed: ["count", "ok"] },
            where: { type: "probe.result", ok: false },
            by: ["component"],
            every: "1h",
          }),
          "$tag_component",
        ),
      ],
      looks: components,
      nothing: noneSeen,
    },
    {
      id: 6,
      kind: "lines",
      title: "Tid fra ledd til ledd, de tregeste",
      says: "95 % av meldingene går raskere, per dataflyt og ledd. Over noen minutter kommer journalnotat og varsler for sent: ring leddet som linjen er merket med.",
      at: [0, 25, 12, 9],
      ask: [
        series(
          select("hop", { pick: { latency: [95, "latencyMs"] }, by: ["flow", "step"], every: "30m" }),
          "$tag_flow → $tag_step",
        ),
      ],
      looks: hops,
      unit: "ms",
      limits: limits(5 * minuteMs),
    },
    {
      id: 7,
      kind: "columns",
      stacked: true,
      title: "Meldinger per dataflyt og time",
      says: "Hva som går gjennom. Blir en flyt borte mens de andre går, står den stille et sted: se tiden fra ledd til ledd.",
      at: [12, 25, 12, 9],
      ask: [
        series(
          select("hop", {
            pick: { count: ["count", "seq"] },
            where: { outcome: "passed" },
            by: ["flow"],
            every: "1h",
          }),
          "$tag_flow",
        ),
      ],
    },
    {
      id: 8,
      kind: "bars",
      title: "Avvist, per dataflyt og ledd",
      says: "Meldinger som et ledd ikke tok imot. Kodene i listen ved siden av sier hvorfor; leverandøren av leddet må rette.",
      at: [0, 34, 8, 12],
      ask: [
        series(
          select("hop", { pick: { rejected: ["count", "seq"] }, where: { outcome: "rejected" }, by: ["flow", "step"] }),
          "$tag_flow → $tag_step",
        ),
      ],
      looks: hops,
      nothing: noneSeen,
    },
    {
      id: 9,
      kind: "table",
      title: "Sist avvist",
      says: "De siste avviste meldingene med det nasjonale knutepunktets kode, for eksempel 2.1 ugyldig fødselsnummer og 3.1 tidsavbrudd.",
      at: [8, 34, 8, 12],
      ask: [
        table(
          select("hop", {
            pick: { flow: ["flow"], step: ["step"], code: ["code"] },
            where: { outcome: "rejected" },
            latest: 20,
          }),
        ),
      ],
      looks: {
        Time: { text: "Tid", unit: "time" },
        flow: { text: "Dataflyt" },
        step: { text: "Ledd" },
        code: { text: "Kode" },
      },
      unit: "text",
      nothing: noneSeen,
    },
    {
      id: 10,
      kind: "bars",
      title: "Nede i perioden",
      says: "Minutter hvert ledd var nede uten at det var meldt. Ta det med til leverandørmøtet; avtalene står i tavlen «Avtaler».",
      at: [16, 34, 8, 12],
      ask: [
        series(
          select("component_status", { pick: { down: ["spread", "downMin"] }, by: ["component"] }),
          "$tag_component",
        ),
      ],
      looks: components,
      unit: "min",
      decimals: 0,
    },
  ],
});
