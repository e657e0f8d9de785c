import type { PeriodFacts } from "./facts.js";
import { sizeOf } from "./histogram.js";
import { followup, type Kpi, listened, open, percentiles, perResidentDay, plain, ratio, sum } from "./kpi.js";

const openWords = ["Doser ikke utlevert eller med ukjent utfall", "Doses not dispensed or of unknown outcome"] as const;
const callWords = [
  "Varsler som ble besvart eller fristen gikk ut for",
  "Alerts answered, or past their limit",
] as const;

const openShare = {
  denominator: openWords,
  unit: "percent",
  bottom: open,
  whole: "followup",
  known: listened,
} as const;

/** What people found out of doses that are not known to be dispensed. */
export const followupKpis: readonly Kpi[] = [
  ratio("followup-by-phone", {
    ...openShare,
    name: ["Fulgt opp på telefon", "Followed up by phone"],
    numerator: ["Doser bekreftet på telefon", "Doses confirmed by phone"],
    top: followup("confirmed-by-phone"),
  }),
  ratio("followup-by-staff", {
    ...openShare,
    name: ["Gitt av ansatte", "Given by staff"],
    numerator: ["Doser gitt av ansatte", "Doses given by staff"],
    top: followup("given-by-staff"),
  }),
  ratio("followup-refused", {
    ...openShare,
    name: ["Ønsket ikke dosen", "Refused"],
    numerator: ["Doser som innbyggeren ikke ønsket", "Doses the resident refused"],
    top: followup("refused"),
  }),
  ratio("followup-not-reached", {
    ...openShare,
    name: ["Ikke nådd", "Not reached"],
    numerator: ["Doser der innbyggeren ikke ble nådd", "Doses whose resident was not reached"],
    top: followup("not-reached"),
    better: "lower",
  }),
  ratio("followup-not-at-home", {
    ...openShare,
    name: ["Ikke hjemme", "Not at home"],
    numerator: ["Doser der innbyggeren ikke var hjemme", "Doses whose resident was not at home"],
    top: followup("not-at-home"),
  }),
  ratio("followup-none", {
    ...openShare,
    name: ["Ikke fulgt opp", "Nobody followed up"],
    numerator: ["Doser som ingen har sagt noe om", "Doses of which nobody has said anything"],
    top: followup("none"),
    better: "lower",
  }),
];

const response = ({ cell: { calls } }: PeriodFacts) => ({ minutes: calls.responseMin, longer: calls.unanswered });
const told = ({ cell: { calls } }: PeriodFacts): number => sum(calls.bySeverity, Object.keys(calls.bySeverity));

/** What people were told, and how they answered. */
export const alertKpis: readonly Kpi[] = [
  plain("alerts", {
    name: ["Varsler", "Alerts"],
    numerator: ["Varsler som noen fikk beskjed om", "Alerts that people were told of"],
    top: told,
    better: "lower",
    known: listened,
  }),
  ratio("alerts-per-100", {
    ...perResidentDay,
    name: ["Varsler, per 100 innbyggere og dag", "Alerts, per 100 residents a day"],
    numerator: ["Varsler som noen fikk beskjed om", "Alerts that people were told of"],
    top: told,
    better: "lower",
    known: listened,
  }),
  ...percentiles("response", {
    name: ["Svartid", "Response time"],
    numerator: ["Minutter fra beskjed til noen tok varselet", "Minutes from told to taken"],
    denominator: callWords,
    of: response,
    better: "lower",
    known: listened,
  }),
  ratio("response-within-limit", {
    name: ["Besvart innen bydelens frist", "Answered within the district's limit"],
    numerator: ["Varsler besvart innen fristen", "Alerts answered within the limit"],
    denominator: callWords,
    unit: "percent",
    top: ({ cell }) => cell.calls.answeredWithinLimit,
    bottom: ({ cell }) => sizeOf(cell.calls.responseMin) + cell.calls.unanswered,
    better: "higher",
    known: listened,
  }),
  plain("unanswered", {
    name: ["Ubesvart etter fristen", "Unanswered past the limit"],
    numerator: ["Varsler ingen har tatt innen fristen eller siden", "Alerts nobody took within the limit or since"],
    top: ({ cell }) => cell.calls.unanswered,
    better: "lower",
    known: listened,
  }),
  {
    id: "alerts-per-phone-hour-peak",
    name: { no: "Flest varsler per vakttelefon på en time", en: "Most alerts per duty phone in an hour" },
    numerator: { no: "Varsler i den verste timen i en bydel", en: "Alerts in the worst hour of a district" },
    denominator: { no: "Vakttelefoner i bydelen", en: "The district's duty phones" },
    unit: "per-phone-hour",
    about: "systems",
    better: "lower",
    whole: null,
    daily: false,
    count: told,
    sample: () => null,
    value: ({ phonePeak }) => phonePeak,
    known: listened,
  },
];
