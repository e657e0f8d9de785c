import { defaultThresholds } from "../../../rules/thresholds.js";
import { ofDistrict, select } from "../influxql.js";
import { verdicts } from "../looks.js";
import type { Names } from "../names.js";
import { type Board, freshness, limits, noneSeen, series } from "../panels.js";

const { onTimeMin, alertAfterMin } = defaultThresholds;

export const doses = ({ districts, causes }: Names): Board => ({
  uid: "velvakt-doses",
  title: "Doser og innbyggere",
  question: "Kommer dosene ut som planlagt, og hvor gjør de ikke det?",
  from: "now-2d",
  refresh: "5m",
  panels: [
    freshness(select("event", { pick: { seq: ["last", "seq"] } })),
    {
      id: 2,
      kind: "bars",
      title: "Doser i perioden, etter utfall",
      says: "Antall doser med hvert utfall, med rettelser. «Ukjent» er aldri regnet som utlevert: spør innbyggeren og registrer svaret i Velvakt.",
      at: [4, 0, 10, 8],
      ask: [
        series(
          select("dose", { pick: { doses: ["sum", "change"] }, where: ofDistrict, by: ["verdict"] }),
          "$tag_verdict",
        ),
      ],
      looks: verdicts,
    },
    {
      id: 3,
      kind: "bars",
      title: "Tidskritiske doser, etter utfall",
      says: "For eksempel medisin mot Parkinsons sykdom. Hver som ikke er utlevert eller er ukjent, skal noen ha oppsøkt: se arbeidslisten.",
      at: [14, 0, 10, 8],
      ask: [
        series(
          select("dose", {
            pick: { doses: ["sum", "change"] },
            where: { ...ofDistrict, critical: "yes" },
            by: ["verdict"],
          }),
          "$tag_verdict",
        ),
      ],
      looks: verdicts,
    },
    {
      id: 4,
      kind: "columns",
      stacked: true,
      title: "Doser per time, etter utfall",
      says: "Når utfallet ble avgjort. En søyle under null er utfall som ble rettet senere, når forsinkede data kom.",
      at: [0, 8, 24, 9],
      ask: [
        series(
          select("dose", { pick: { doses: ["sum", "change"] }, where: ofDistrict, by: ["verdict"], every: "1h" }),
          "$tag_verdict",
        ),
      ],
      looks: verdicts,
    },
    {
      id: 5,
      kind: "bars",
      title: "Ikke utlevert: hvorfor",
      says: "«Ikke hentet» er innbyggerens; «tomt» og «feil på dispenseren» er våre å rette: planlegg påfylling, bytt dispenser.",
      at: [0, 17, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { doses: ["sum", "change"] },
            where: { ...ofDistrict, verdict: "missed" },
            by: ["cause"],
          }),
          "$tag_cause",
        ),
      ],
      looks: causes,
      nothing: noneSeen,
    },
    {
      id: 6,
      kind: "bars",
      title: "Ukjent: hvorfor",
      says: "Hva som gjorde at ingen kan vite om dosen kom ut. Er det et ledd: se tavlen «Kjeden», og ta det opp med leverandøren.",
      at: [8, 17, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { doses: ["sum", "change"] },
            where: { ...ofDistrict, verdict: "unconfirmed" },
            by: ["cause"],
          }),
          "$tag_cause",
        ),
      ],
      looks: causes,
      nothing: noneSeen,
    },
    {
      id: 7,
      kind: "lines",
      title: "Fra planlagt til utlevert",
      says: `Minutter for de fleste (50 %) og for nesten alle (90 %). Over ${onTimeMin} minutter er sent, ved ${alertAfterMin} varsles det. Stiger begge, er påminnelsene for stille eller tidene feil.`,
      at: [16, 17, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { "50 %": [50, "delayMin"], "90 %": [90, "delayMin"] },
            where: ofDistrict,
            every: "1h",
          }),
          "$col",
        ),
      ],
      unit: "min",
      limits: limits(onTimeMin, alertAfterMin),
    },
    {
      id: 8,
      kind: "bars",
      title: "Ikke utlevert, per bydel",
      says: "Antall, ikke andel: en stor bydel har flere. Spør bydelen som skiller seg ut hva som er annerledes der.",
      at: [0, 25, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { doses: ["sum", "change"] },
            where: { ...ofDistrict, verdict: "missed" },
            by: ["district"],
          }),
          "$tag_district",
        ),
      ],
      looks: districts,
      nothing: noneSeen,
    },
    {
      id: 9,
      kind: "bars",
      title: "Ukjent, per bydel",
      says: "Doser ingen vet om kom ut. Bydelen må spørre innbyggerne; er de mange, er det reserverutinen som gjelder.",
      at: [8, 25, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { doses: ["sum", "change"] },
            where: { ...ofDistrict, verdict: "unconfirmed" },
            by: ["district"],
          }),
          "$tag_district",
        ),
      ],
      looks: districts,
      nothing: noneSeen,
    },
    {
      id: 10,
      kind: "columns",
      title: "Rettelser per time",
      says: "Utfall som ble et annet fordi data kom sent. Mange rettelser etter et brudd er ventet; mange uten brudd betyr at dispensere holder data tilbake.",
      at: [16, 25, 8, 8],
      ask: [
        series(
          select("dose", {
            pick: { Rettelser: ["count", "decidedAfterMin"] },
            where: { ...ofDistrict, revised: "yes" },
            every: "1h",
          }),
          "$col",
        ),
      ],
      nothing: noneSeen,
    },
  ],
});
