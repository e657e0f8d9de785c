import {
  due,
  dueAtDeadline,
  type Kpi,
  outcomesKnown,
  outcomesKnownAtDeadline,
  perResidentDay,
  plain,
  ratio,
  residentDayWords,
  verdict,
  verdictAtDeadline,
} from "./kpi.js";

const dueWords = ["Ventede doser med kjent verdikt", "Expected doses that have been decided"] as const;
const atDeadlineWords = ["Ventede doser etter fristen", "Expected doses past their deadline"] as const;

const verdictShare = { denominator: dueWords, unit: "percent", bottom: due, whole: "verdict" } as const;
const deadlineShare = {
  denominator: atDeadlineWords,
  unit: "percent",
  bottom: dueAtDeadline,
  whole: "at-deadline",
} as const;

/** What became of planned doses. */
export const doseKpis: readonly Kpi[] = [
  ratio("on-time", {
    ...verdictShare,
    name: ["Utlevert i tide", "Dispensed on time"],
    numerator: ["Doser utlevert i tide", "Doses dispensed on time"],
    top: verdict("on-time"),
    better: "higher",
    known: outcomesKnown,
  }),
  ratio("early", {
    ...verdictShare,
    name: ["Utlevert tidlig", "Dispensed early"],
    numerator: ["Doser utlevert tidlig", "Doses dispensed early"],
    top: verdict("early"),
    known: outcomesKnown,
  }),
  ratio("late", {
    ...verdictShare,
    name: ["Utlevert sent", "Dispensed late"],
    numerator: ["Doser utlevert sent", "Doses dispensed late"],
    top: verdict("late"),
    better: "lower",
    known: outcomesKnown,
  }),
  ratio("missed", {
    ...verdictShare,
    name: ["Ikke utlevert", "Not dispensed"],
    numerator: ["Doser ikke utlevert", "Doses not dispensed"],
    top: verdict("missed"),
    better: "lower",
    known: outcomesKnown,
  }),
  ratio("unconfirmed", {
    ...verdictShare,
    name: ["Ukjent utfall", "Unknown outcome"],
    numerator: ["Doser med ukjent utfall", "Doses of unknown outcome"],
    top: verdict("unconfirmed"),
    better: "lower",
  }),
  plain("excused", {
    name: ["Ikke ventet", "Not expected"],
    numerator: ["Doser i pause eller på reise", "Doses in a pause or handed over before"],
    top: verdict("excused"),
  }),
  ratio("late-or-missed-per-1000", {
    name: ["Ikke utlevert eller sent, per 1000 doser", "Late or not dispensed, per 1,000 doses"],
    numerator: ["Doser utlevert sent eller ikke", "Doses dispensed late or not"],
    denominator: dueWords,
    unit: "per-1000-doses",
    top: ({ cell }) => cell.doses.late + cell.doses.missed,
    bottom: due,
    better: "lower",
    known: outcomesKnown,
  }),
  ratio("technical-missed-per-1000", {
    name: ["Tekniske bortfall, per 1000 doser", "Technically caused misses, per 1,000 doses"],
    numerator: [
      "Doser ikke utlevert på grunn av feil i enheten, eller bak et brudd",
      "Doses not dispensed through a device's fault, or behind a break",
    ],
    denominator: dueWords,
    unit: "per-1000-doses",
    top: ({ cell }) => cell.technicalMissed,
    bottom: due,
    better: "lower",
    known: outcomesKnown,
  }),
  ratio("critical-missed", {
    name: ["Tidskritiske doser ikke utlevert", "Time-critical doses not dispensed"],
    numerator: ["Tidskritiske doser ikke utlevert", "Time-critical doses not dispensed"],
    denominator: ["Tidskritiske doser med kjent verdikt", "Time-critical doses that have been decided"],
    unit: "percent",
    top: ({ cell }) => cell.critical.missed,
    bottom: ({ cell }) => cell.critical.due,
    better: "lower",
    known: ({ cell }) => ({ known: cell.critical.due - cell.critical.unconfirmed, of: cell.critical.due }),
  }),
  ratio("on-time-at-deadline", {
    ...deadlineShare,
    name: ["I tide, slik det var kjent ved fristen", "On time, as known at the deadline"],
    numerator: [
      "Doser kjent som utlevert i tide da fristen gikk ut",
      "Doses known as on time when their deadline passed",
    ],
    top: verdictAtDeadline("on-time"),
    better: "higher",
    known: outcomesKnownAtDeadline,
  }),
  ratio("missed-at-deadline", {
    ...deadlineShare,
    name: ["Ikke utlevert, slik det var kjent ved fristen", "Not dispensed, as known at the deadline"],
    numerator: [
      "Doser kjent som ikke utlevert da fristen gikk ut",
      "Doses known as not dispensed when their deadline passed",
    ],
    top: verdictAtDeadline("missed"),
    better: "lower",
    known: outcomesKnownAtDeadline,
  }),
  ratio("unconfirmed-at-deadline", {
    ...deadlineShare,
    name: ["Ukjent ved fristen", "Unknown at the deadline"],
    numerator: ["Doser med ukjent utfall da fristen gikk ut", "Doses of unknown outcome when their deadline passed"],
    top: verdictAtDeadline("unconfirmed"),
    better: "lower",
  }),
  ratio("revised", {
    name: ["Rettet etter fristen", "Corrected after the deadline"],
    numerator: [
      "Doser som nå har et annet verdikt enn ved fristen",
      "Doses whose verdict is another one than at their deadline",
    ],
    denominator: atDeadlineWords,
    unit: "percent",
    top: ({ cell }) => cell.revised,
    bottom: dueAtDeadline,
  }),
];

/** The same for each resident. */
export const residentKpis: readonly Kpi[] = [
  ratio("active-residents", {
    name: ["Innbyggere med doser, per dag", "Residents with doses, per day"],
    numerator: residentDayWords,
    denominator: ["Dager", "Days"],
    unit: "count",
    top: ({ cell }) => cell.residents,
    bottom: ({ days }) => days,
  }),
  ratio("missed-per-100", {
    ...perResidentDay,
    name: ["Ikke utlevert, per 100 innbyggere og dag", "Not dispensed, per 100 residents a day"],
    numerator: ["Doser ikke utlevert", "Doses not dispensed"],
    top: verdict("missed"),
    better: "lower",
    known: outcomesKnown,
  }),
  ratio("missed-user-per-100", {
    ...perResidentDay,
    name: ["Ikke hentet, per 100 innbyggere og dag", "Not fetched, per 100 residents a day"],
    numerator: ["Doser ikke hentet", "Doses nobody fetched"],
    top: ({ cell }) => cell.missedBy.user,
    better: "lower",
    whole: "cause",
    known: outcomesKnown,
  }),
  ratio("missed-empty-per-100", {
    ...perResidentDay,
    name: ["Tomt, per 100 innbyggere og dag", "Empty, per 100 residents a day"],
    numerator: ["Doser ikke utlevert fordi enheten var tom", "Doses not dispensed because the device was empty"],
    top: ({ cell }) => cell.missedBy.empty,
    better: "lower",
    whole: "cause",
    known: outcomesKnown,
  }),
  ratio("missed-fault-per-100", {
    ...perResidentDay,
    name: ["Feil, per 100 innbyggere og dag", "Technical, per 100 residents a day"],
    numerator: ["Doser ikke utlevert på grunn av feil", "Doses not dispensed through a fault"],
    top: ({ cell }) => cell.missedBy.fault,
    better: "lower",
    whole: "cause",
    known: outcomesKnown,
  }),
  ratio("unknown-per-100", {
    ...perResidentDay,
    name: ["Ukjent, per 100 innbyggere og dag", "Unknown, per 100 residents a day"],
    numerator: ["Doser med ukjent utfall", "Doses of unknown outcome"],
    top: verdict("unconfirmed"),
    better: "lower",
  }),
];
