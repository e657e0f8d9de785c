import type { PeriodFacts } from "./facts.js";
import { type Kpi, listened, percentiles, ratio } from "./kpi.js";

const supplierWords = ["Leverandørens varsler", "The supplier's own alerts"] as const;

const supplierDelivered = ({ cell: { supplier } }: PeriodFacts) => ({
  minutes: supplier.deliveredMin,
  longer: supplier.raised - supplier.delivered,
});

const noteShare = {
  denominator: ["Notater sendt fra første ledd", "Notes sent from the first step"],
  unit: "percent",
  bottom: ({ cell }: PeriodFacts) => cell.journal.sent,
  about: "systems",
  known: listened,
} as const;

/** The systems and devices on the way, and Velvakt itself. */
export const systemKpis: readonly Kpi[] = [
  ...percentiles("supplier-delivered", {
    name: ["Leverandørvarsel til vakttelefon", "Supplier's alert to a duty phone"],
    numerator: ["Minutter fra utløst til levert", "Minutes from raised to delivered"],
    denominator: supplierWords,
    of: supplierDelivered,
    about: "systems",
    better: "lower",
    known: listened,
  }),
  ratio("supplier-taken", {
    name: ["Leverandørvarsler som noen tok", "Supplier's alerts that somebody took"],
    numerator: ["Leverandørens varsler som noen tok", "The supplier's alerts that somebody took"],
    denominator: supplierWords,
    unit: "percent",
    top: ({ cell }) => cell.supplier.taken,
    bottom: ({ cell }) => cell.supplier.raised,
    better: "higher",
    known: listened,
  }),
  ratio("fleet-availability", {
    name: ["Enheter på nett", "Devices online"],
    numerator: ["Tid enheter var på nett", "Time devices were online"],
    denominator: ["Tid det er kjent om enheter var på nett", "Time it is known whether devices were online"],
    unit: "percent",
    top: ({ cell }) => cell.devices.onlineMs,
    bottom: ({ cell: { devices } }) => devices.onlineMs + devices.offlineMs,
    about: "systems",
    better: "higher",
    known: ({ cell: { devices } }) => ({
      known: devices.onlineMs + devices.offlineMs,
      of: devices.onlineMs + devices.offlineMs + devices.unknownMs,
    }),
  }),
  ratio("journal-completeness", {
    ...noteShare,
    name: ["Journalnotater som kom frem", "Journal notes that arrived"],
    numerator: ["Notater som nådde siste ledd", "Notes that reached the last step"],
    top: ({ cell }) => cell.journal.arrived,
    better: "higher",
  }),
  ratio("journal-rejected", {
    ...noteShare,
    name: ["Journalnotater avvist", "Journal notes rejected"],
    numerator: ["Notater som ble avvist på veien", "Notes rejected on their way"],
    top: ({ cell }) => cell.journal.rejected,
    better: "lower",
  }),
  ratio("listening", {
    name: ["Velvakt lyttet", "Velvakt listened"],
    numerator: ["Tid Velvakt lyttet", "Time Velvakt listened"],
    denominator: ["Tid siden Velvakt ble satt i drift", "Time since Velvakt was first started"],
    unit: "percent",
    top: ({ cell }) => cell.listening.heardMs,
    bottom: ({ cell: { listening } }) => listening.heardMs + listening.gapMs,
    about: "systems",
    better: "higher",
  }),
];
