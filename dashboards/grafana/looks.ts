import type { Severity, Text } from "../../rules/model/record.js";
import {
  alertKindWords,
  componentStatusWords,
  deviceStatusWords,
  gateLooks,
  riskLevelLooks,
  riskStateLooks,
  severityColours,
  severityWords,
  statusColours,
  verdictLooks,
} from "../words.js";
import { type Look, looksOf, type Unit } from "./panels.js";

/** Boards have one colour for both backgrounds: that of the light one. */
const coloured = <K extends string>(
  looks: Record<K, { word: Text; colour: string | { light: string } }>,
): Record<K, Look> =>
  Object.fromEntries(
    Object.entries<{ word: Text; colour: string | { light: string } }>(looks).map(([key, { word, colour }]) => [
      key,
      { text: word.no, colour: typeof colour === "string" ? colour : colour.light },
    ]),
  ) as Record<K, Look>;

/** The words and colours of the page, as panels want them. */
export const verdicts = coloured(verdictLooks);
export const severities: Record<Severity, Look> = looksOf(severityWords, severityColours);
export const kinds = looksOf(alertKindWords);
export const componentStatuses = looksOf(componentStatusWords, statusColours);
export const deviceStatuses = looksOf(deviceStatusWords, statusColours);

/** Of alerts that need a human, as the first page counts them. */
export const tasks: Record<string, Look> = {
  tasks: { text: "Oppgaver" },
  untaken: { text: "Uten ansvarlig" },
  timeCritical: { text: "Tidskritiske" },
  people: { text: "Innbyggere" },
};

export const riskLevels = coloured(riskLevelLooks);
export const riskStates = coloured(riskStateLooks);
export const gates = coloured(gateLooks);
export const confidences: Record<string, Look> = {
  high: { text: "Høy" },
  medium: { text: "Middels" },
  low: { text: "Lav" },
};
/** Of one criterion, as the series count it. */
export const metStates: Record<string, Look> = {
  "1": { text: "Oppfylt", colour: gateLooks.GO.colour },
  "0": { text: "Vet ikke", colour: gateLooks.UNKNOWN.colour },
  "-1": { text: "Ikke oppfylt", colour: gateLooks["NO-GO"].colour },
};
/** A criterion's unit, after its name: a table has them all in one column. */
export const criterionUnits = {
  percent: " (%)",
  minutes: " (minutter)",
  count: "",
  days: "",
  "per-phone-hour": "",
} as const;

/** What the bands of each scenario count. */
export const bandUnits: Record<string, { text: string; unit: Unit }> = {
  R1: { text: "Bekreftede hendelser per år", unit: "count" },
  R2: { text: "Meldinger sent, fast eller avvist", unit: "percent" },
  R3: { text: "Nedetid per måned", unit: "min" },
  R4: { text: "Enheter uten støttet programvare", unit: "percent" },
  R5: { text: "Lukket uten årsak eller tiltak", unit: "percent" },
  R6: { text: "Endringer gjort av leverandører", unit: "percent" },
  R7: { text: "Innbyggere av godkjent tak", unit: "percent" },
  R8: { text: "Ikke utleverte per 1000 doser", unit: "count" },
};
