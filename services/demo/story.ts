import type { Text } from "../../rules/model/record.js";

/** What the demo's city does and Velvakt has to find out, by wall time of the demo's day. */
export const story: readonly { time: string; text: Text }[] = [
  {
    time: "09:10",
    text: {
      no: "En vanlig onsdag morgen i tre bydeler: 200 innbyggere med medisindispenser. Morgendosene er i gang. Noen få er ikke hentet, og leverandørens egne varsler er tatt av hjemmetjenesten.",
      en: "An ordinary Wednesday morning in three districts: 200 residents with a medicine dispenser. The morning doses are under way. A few were left, and home care has taken the supplier's own alerts.",
    },
  },
  {
    time: "09:12",
    text: {
      no: "Leverandørskyen slutter å svare. Dispenserne går videre etter egen klokke, men ingen hører fra dem, og leverandørens varsler går heller ikke ut.",
      en: "The supplier's cloud stops answering. The dispensers go on by their own clocks, but nobody hears from them, and the supplier's alerts do not go out either.",
    },
  },
  {
    time: "09:40",
    text: {
      no: "To innbyggere har tidskritisk medisin kl. 09.20 og 09.30. Den ene har tatt den. Den andre har ikke, og ingen kan se det.",
      en: "Two residents have time-critical medicine at 09:20 and 09:30. One has taken it. The other has not, and nobody can see that.",
    },
  },
  {
    time: "10:20",
    text: {
      no: "Skyen er tilbake. Dispenserne leverer det de har spart opp, i rekkefølge. Sene data får fortelle sannheten.",
      en: "The cloud is back. The dispensers hand over what they have stored, in order. Late data tells the truth.",
    },
  },
  {
    time: "10:50",
    text: {
      no: "Grorud mister mobilnettet. Leverandørskyen er frisk; bare denne bydelen er borte.",
      en: "Grorud loses its mobile network. The supplier's cloud is well; only this district is gone.",
    },
  },
  {
    time: "11:35",
    text: {
      no: "Mobilnettet på Grorud er tilbake.",
      en: "The mobile network in Grorud is back.",
    },
  },
  {
    time: "12:00",
    text: {
      no: "Resten av dagen er som andre dager. Byen lever videre til demoen stoppes.",
      en: "The rest of the day is like other days. The city lives on until the demo is stopped.",
    },
  },
];
