import { type Question, select } from "./influxql.js";
import { ownLimits } from "./own-limits.js";

/** Something about Velvakt itself that somebody has to be told of when Velvakt cannot. */
export interface AlertRule {
  uid: string;
  title: string;
  /** What happened, and what to do. */
  says: string;
  query: string;
  /** Of the last so many minutes. */
  minutes: number;
  /** Told when the last value is more (or less) than this, … */
  when: "more" | "less";
  than: number;
  /** … for so many minutes. */
  forMin: number;
  /** Nothing at all is the thing to be told of. */
  silenceIsBad: boolean;
  panel: { board: string; id: number };
}

const ofOwn = (pick: Question<"velvakt">["pick"]) => select("velvakt", { pick });
const board = "velvakt-self";

/**
 * A watcher is itself watched by somebody else: these run in Grafana and need nothing of Velvakt but its series. That
 * they fail when InfluxDB does not answer is intended, as nothing can be known then.
 */
export const alertRules: readonly AlertRule[] = [
  {
    uid: "velvakt-silent",
    title: "Velvakt sier ingenting",
    says: `Ingen tall fra Velvakt på ${ownLimits.silentMin} minutter: tjenesten, InfluxDB eller veien mellom dem er nede. Bruk vakttelefonen og leverandørens egen varsling til den er tilbake, og start Velvakt på nytt.`,
    query: ofOwn({ points: ["count", "logSeq"] }),
    minutes: ownLimits.silentMin,
    when: "less",
    than: 1,
    forMin: 1,
    silenceIsBad: true,
    panel: { board, id: 1 },
  },
  {
    uid: "velvakt-not-ready",
    title: "En del av Velvakt er ikke klar",
    says: "Åpne /readyz: den sier hvilken del og hvorfor.",
    query: ofOwn({ notReady: ["last", "notReady"] }),
    minutes: 10,
    when: "more",
    than: 0,
    forMin: 3,
    silenceIsBad: false,
    panel: { board, id: 2 },
  },
  {
    uid: "velvakt-rules-behind",
    title: "Reglene ligger etter",
    says: "Frister går ut for sent. Se om databasen eller prosessoren er full.",
    query: ofOwn({ engineLagMs: ["last", "engineLagMs"] }),
    minutes: 10,
    when: "more",
    than: ownLimits.engineLagMs,
    forMin: 1,
    silenceIsBad: false,
    panel: { board, id: 7 },
  },
  {
    uid: "velvakt-messages-wait",
    title: "Meldinger venter ved døren",
    says: "Velvakt rekker ikke å lagre det som kommer. Ingenting går tapt, men alt blir forsinket: se etter treg disk eller database.",
    query: ofOwn({ waiting: ["min", "waiting"] }),
    minutes: 5,
    when: "more",
    than: ownLimits.waitingMax,
    forMin: 1,
    silenceIsBad: false,
    panel: { board, id: 6 },
  },
  {
    uid: "velvakt-unprocessable",
    title: "En melding som reglene ikke tålte",
    says: "Den er satt i karantene, og resten går videre. Hent den med GET /v1/quarantine og meld feilen.",
    query: ofOwn({ unprocessable: ["spread", "unprocessable"] }),
    minutes: 60,
    when: "more",
    than: 0,
    forMin: 0,
    silenceIsBad: false,
    panel: { board, id: 5 },
  },
  {
    uid: "velvakt-quarantine",
    title: "Mange meldinger i karantene",
    says: `Over ${ownLimits.rejectedPerHour} på en time kunne ikke brukes. Se årsaken på tavlen og ring den som sender.`,
    query: select("event", { pick: { count: ["count", "seq"] }, where: { kind: "rejected" } }),
    minutes: 60,
    when: "more",
    than: ownLimits.rejectedPerHour,
    forMin: 0,
    silenceIsBad: false,
    panel: { board, id: 5 },
  },
  {
    uid: "velvakt-undelivered",
    title: "Varsler kommer ikke frem",
    says: "Minst ett varsel er gitt opp den siste timen. Ring dem det gjaldt, og få kanalen i gang.",
    query: ofOwn({ deliveriesFailed: ["spread", "deliveriesFailed"] }),
    minutes: 60,
    when: "more",
    than: 0,
    forMin: 0,
    silenceIsBad: false,
    panel: { board, id: 11 },
  },
  {
    uid: "velvakt-series-behind",
    title: "Tavlene henger etter",
    says: `InfluxDB mangler over ${ownLimits.projectionBehind} hendelser. Velvakt selv virker: bruk den i stedet for Grafana, og se om InfluxDB er full.`,
    query: ofOwn({ projectionBehind: ["last", "projectionBehind"] }),
    minutes: 10,
    when: "more",
    than: ownLimits.projectionBehind,
    forMin: 5,
    silenceIsBad: false,
    panel: { board, id: 2 },
  },
];
