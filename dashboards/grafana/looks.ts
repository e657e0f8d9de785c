import type { Severity, Verdict } from "../../rules/model/record.js";
import {
  alertKindWords,
  componentStatusWords,
  deviceStatusWords,
  severityColours,
  severityWords,
  statusColours,
  verdictLooks,
} from "../words.js";
import { type Look, looksOf } from "./panels.js";

/** The words and colours of the page, as panels want them. */
export const verdicts = Object.fromEntries(
  Object.entries(verdictLooks).map(([verdict, { word, colour }]) => [verdict, { text: word.no, colour: colour.light }]),
) as Record<Verdict, Look>;
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
