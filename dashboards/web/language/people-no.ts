const dispensers = (count: number) => (count === 1 ? "1 dispenser" : `${count} dispensere`);
const doses = (count: number) => (count === 1 ? "1 dose" : `${count} doser`);

/** Dispensers somebody has to go to. */
export const refillsNo = {
  title: "Dispensere som må fylles eller bytte rull",
  lead: (count: number, hours: number) =>
    `${dispensers(count)} går tom innen ${hours} timer. Det som må gjøres først, står først.`,
  unknown: (count: number) =>
    count === 1
      ? "For 1 dispenser vet vi ikke hva som er igjen. Den står ikke i listen."
      : `For ${count} dispensere vet vi ikke hva som er igjen. De står ikke i listen.`,
  emptyTitle: (hours: number) => `Ingen dispensere vi vet om, går tom innen ${hours} timer`,
  emptyBody: "Det som er meldt om beholdningen, rekker lenger enn dosene i planene.",
  hours: "Innen",
  within: (hours: number) => (hours <= 72 ? `${hours} timer` : `${hours / 24} dager`),
  before: "Må være gjort før",
  todo: "Gjør dette",
  what: { empty: "Fyll på", stock: "Fyll på", "roll-ends": "Bytt rull" },
  runsOut: "Siste dose",
  emptySince: "tom siden",
  next: "Neste dose",
  download: "Last ned listen (CSV)",
};

/** The last weeks of one resident. */
export const periodNo = {
  title: (days: number) => `Siste ${days} dager`,
  choose: "Periode",
  choice: (days: number) => `${days} dager`,
  note: "Andelen er utleverte doser av alle som er avgjort. Ukjente doser regnes aldri som utlevert, så den er minst så høy. Utlevert er ikke det samme som tatt.",
  none: "Ingen doser er planlagt i perioden.",
  dispensed: "Utlevert",
  of: (part: string, whole: string) => `${part} av ${whole}`,
  share: (text: string, percent: string) => `${text} (${percent})`,
  firstHalf: "Utlevert, første halvdel",
  secondHalf: "Utlevert, andre halvdel",
  nothingDecided: "ingen avgjort",
  assisted: "Utlevert med hjelp",
  assistedUnknown: "ikke notert",
  withHelp: "med hjelp",
  counted: (name: string, count: number) => `${name}: ${count}`,
  followups: "Oppfølging av ikke utleverte og ukjente",
  noFollowup: "Ikke notert",
  noneToFollow: "ingen å følge opp",
  repeated: (misses: number) => `${misses} eller flere ikke utlevert innen sju dager`,
  notRepeated: "nei",
  span: (from: string, to: string, count: number) => `${from === to ? from : `${from} til ${to}`}: ${doses(count)}`,
  pauses: "Pauser og utdelt på forhånd",
  noPauses: "ingen",
  alerts: "Varsler om innbyggeren",
  alertCount: "Varsler",
  noAlerts: "ingen",
  weeks: "Uke for uke",
  week: "Uke",
  weekName: (week: number, from: string) => `${week} (fra ${from})`,
  partial: "del av uken",
  course: "Utfall",
  courseLabel: (parts: string) => `Utfall: ${parts}`,
  planned: "Planlagt",
  download: "Last ned ukene (CSV)",
};
