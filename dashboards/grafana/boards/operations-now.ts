import type { measurements } from "../../../services/projection/measurements.js";
import { ofDistrict, over, select } from "../influxql.js";
import { deviceStatuses, kinds, tasks, verdicts } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, noneSeen, type Panel, series, table } from "../panels.js";
import { componentTimeline } from "./component-timeline.js";

type Figure = keyof (typeof measurements)["district_now"]["fields"];

/** What each district said last. */
const latest = (...figures: Figure[]) =>
  select("district_now", {
    pick: Object.fromEntries(figures.map((figure) => [figure, ["last", figure] as const])),
    where: ofDistrict,
    by: ["district"],
  });

const inTheCity = (how: "sum" | "max", ...figures: Figure[]) =>
  table(over(latest(...figures), { how, columns: figures }));

const perDistrict = (
  figure: Figure,
  districts: Names["districts"],
  panel: Pick<Panel, "id" | "title" | "says" | "at">,
): Panel => ({
  ...panel,
  kind: "bars",
  ask: [series(latest(figure), "$tag_district")],
  looks: { ...districts, _: { text: "Hele byen" } },
});

export const operationsNow = ({ districts, components }: Names): Board => ({
  uid: "velvakt-now",
  title: "Drift nå",
  question: "Hva trenger et menneske nå, og hva er i stykker?",
  from: "now-12h",
  refresh: "30s",
  panels: [
    freshness(select("event", { pick: { seq: ["last", "seq"] } })),
    {
      id: 2,
      kind: "stat",
      title: "Trenger et menneske nå",
      says: "Varsler noen må gjøre noe med, talt som på Velvakts førsteside. Åpne arbeidslisten i Velvakt, og ta de tidskritiske først.",
      at: [4, 0, 10, 4],
      ask: [inTheCity("sum", "tasks", "untaken", "timeCritical", "people")],
      looks: tasks,
    },
    {
      id: 3,
      kind: "stat",
      title: "Eldste uten ansvarlig",
      says: "Hvor lenge det eldste varselet har ventet uten at noen har tatt det. Sammenlign med bydelens egen grense. Er den passert: ring bydelens vakttelefon.",
      at: [14, 0, 4, 4],
      ask: [inTheCity("max", "oldestUntakenMin")],
      looks: { oldestUntakenMin: { text: "Har ventet" } },
      unit: "min",
      decimals: 0,
    },
    {
      id: 4,
      kind: "stat",
      title: "Enheter",
      says: "Kontakt med enhetene nå. «Vet ikke» er enheter bak et ledd som er nede: de kan virke, men ingen kan vite det. Se tavlen «Enheter».",
      at: [18, 0, 6, 4],
      ask: [inTheCity("sum", "online", "offline", "unknown")],
      looks: deviceStatuses,
    },
    perDistrict("untaken", districts, {
      id: 5,
      title: "Uten ansvarlig, per bydel",
      says: "Varsler som ingen har tatt, nå. Ring den bydelen som har flest og eldst.",
      at: [0, 4, 8, 8],
    }),
    {
      id: 6,
      kind: "columns",
      stacked: true,
      title: "Doser per halvtime, etter utfall",
      says: "Når utfallet ble avgjort; under null er rettelser av det som var sagt før. Mange «Ukjent» samtidig betyr at et ledd er nede: se tidslinjen under. «Ikke utlevert» følges opp én for én i arbeidslisten.",
      at: [8, 4, 16, 8],
      ask: [
        series(
          select("dose", { pick: { doses: ["sum", "change"] }, where: ofDistrict, by: ["verdict"], every: "30m" }),
          "$tag_verdict",
        ),
      ],
      looks: verdicts,
    },
    componentTimeline(
      { components },
      {
        id: 7,
        title: "Leddene i kjeden",
        says: "Hvert ledd over tid. Er et ledd nede: ring leverandørens vakt (nummeret står i hendelsen i Velvakt), og bestem reserverutine innen beslutningstiden.",
        at: [0, 12, 24, 12],
      },
    ),
    {
      id: 8,
      kind: "table",
      title: "Siste brudd",
      says: "De siste ledd og dataflyter som brøt sammen. Én hendelse kan forklare mange varsler: åpne den i Velvakt før noen ringer rundt.",
      at: [0, 24, 12, 8],
      ask: [
        table(
          select("alert", {
            pick: { what: ["what"], kind: ["kind"], severity: ["severity"] },
            where: { kind: ["component-down", "flow-broken", "flow-slow", "flow-rejecting"], transition: "opened" },
            latest: 20,
          }),
        ),
      ],
      looks: {
        Time: { text: "Oppdaget", unit: "time" },
        what: { text: "Ledd" },
        kind: { text: "Hva" },
        severity: { text: "Alvor" },
      },
      values: {
        ...components,
        ...kinds,
        serious: { text: "Alvorlig" },
        critical: { text: "Kritisk" },
        moderate: { text: "Moderat" },
      },
      nothing: noneSeen,
    },
    perDistrict("offline", districts, {
      id: 9,
      title: "Uten kontakt, per bydel",
      says: "Enheter uten kontakt nå. Mange i én bydel tyder på mobilnettet der; spredt tyder på enkelte enheter: se tavlen «Enheter».",
      at: [12, 24, 12, 8],
    }),
  ],
});
