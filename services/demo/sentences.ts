import type { Text } from "../../rules/model/record.js";

/** What breaks in the demo, as somebody who does not know the systems' names would call it. */
export const plainNames: Record<string, (district: string) => Text> = {
  "vendor-cloud": () => ({ no: "leverandørskyen", en: "the supplier's cloud" }),
  "mobile-network": (district) => ({ no: `mobilnettet på ${district}`, en: `the mobile network in ${district}` }),
};

/** What the demo says of Velvakt's findings, in both languages. */
export const sentences = {
  firstUnknown: {
    no: "Den første fristen går ut for en dose ingen kan vite noe om. Velvakt kaller den ukjent, ikke «ikke utlevert»: stillhet er ikke bevis.",
    en: "The first deadline passes for a dose nobody can know about. Velvakt calls it unknown, not missed: silence is no proof.",
  },
  criticalUnknown: {
    no: "En tidskritisk dose er ukjent. Den varsles for seg, selv om hendelsen ellers taler for alle.",
    en: "A time-critical dose is unknown. It is notified by itself, although the incident speaks for all others.",
  },
  criticalMissed: (residentRef: string): Text => ({
    no: `Nå er det bevist: den tidskritiske dosen til ${residentRef} ble ikke utlevert. Hjemmetjenesten varsles.`,
    en: `Now there is proof: the time-critical dose of ${residentRef} was not dispensed. Home care is told.`,
  }),
  allKnown: (dispensed: number, missed: number): Text => ({
    no: `Ingen doser er ukjente lenger: ${dispensed} viste seg å være utlevert, ${missed} var ikke det.`,
    en: `No dose is unknown any more: ${dispensed} turned out to be dispensed, ${missed} were not.`,
  }),
  incidentFound: (name: Text, residents: number, decide: Text): Text => ({
    no: `Velvakt har funnet årsaken: ${name.no} er nede. Én hendelse i stedet for hundre alarmer, ${residents} innbyggere berørt, og hvert lag varsles én gang.${decide.no}`,
    en: `Velvakt has found the cause: ${name.en} is down. One incident instead of a hundred alarms, ${residents} residents concerned, and each team is told once.${decide.en}`,
  }),
  incidentOver: (name: Text): Text => ({
    no: `Velvakt avslutter hendelsen: ${name.no} har vært oppe en stund.`,
    en: `Velvakt ends the incident: ${name.en} has been up for a while.`,
  }),
  decideBy: (clock: string): Text => ({
    no: ` Reserverutine må besluttes innen ${clock}.`,
    en: ` Manual rounds have to be decided on by ${clock}.`,
  }),
  decideNow: {
    no: " De første dosene er så nær at reserverutine må besluttes nå.",
    en: " The first doses are so near that manual rounds have to be decided on now.",
  },
  nothingToDecide: { no: "", en: "" },
} as const;
