import type { Criterion } from "../model/risk.js";
import type { GateEvidence, GateRules, Judgement } from "./evidence.js";
import { inEveryWeek, judgePeak, judgeResponse } from "./held-figures.js";
import { judgeChainTest, judgeContracts, judgeFallback, judgeIncidents, judgeReds } from "./present-state.js";
import { text } from "./words.js";

interface Row extends Pick<Criterion, "id" | "name" | "unit" | "must"> {
  /** What its evidence is as old as. */
  restsOn: "figuresAtMs" | "seenAtMs";
  judge(evidence: GateEvidence, rules: GateRules, nowMs: number): Judgement;
}

/** Every criterion of the gate, in the order in which people read them. */
export const criteriaTable: readonly Row[] = [
  {
    id: "incidents-reviewed",
    name: text("Hendelser som berørte doser er gjennomgått", "Incidents that touched doses are reviewed"),
    unit: "count",
    must: "at-most",
    restsOn: "seenAtMs",
    judge: judgeIncidents,
  },
  {
    id: "on-time",
    name: text("Doser utlevert i tide", "Doses dispensed on time"),
    unit: "percent",
    must: "at-least",
    restsOn: "figuresAtMs",
    judge: ({ weeks }, { scaling, thresholds }) =>
      inEveryWeek(weeks, "on-time-at-deadline", {
        target: scaling.criteria.onTimePercentMin,
        must: "at-least",
        sampleMin: thresholds.gateDosesMin,
      }),
  },
  {
    id: "unconfirmed",
    name: text("Doser med ukjent utfall ved fristen", "Doses of unknown outcome at their deadline"),
    unit: "percent",
    must: "at-most",
    restsOn: "figuresAtMs",
    judge: ({ weeks }, { scaling, thresholds }) =>
      inEveryWeek(weeks, "unconfirmed-at-deadline", {
        target: scaling.criteria.unconfirmedPercentMax,
        must: "at-most",
        sampleMin: thresholds.gateDosesMin,
      }),
  },
  {
    id: "response",
    name: text("Ni av ti varsler tatt innen fristen", "Nine of ten alerts taken within the limit"),
    unit: "minutes",
    must: "at-most",
    restsOn: "figuresAtMs",
    judge: judgeResponse,
  },
  {
    id: "sla",
    name: text("Systemer som ikke holder avtalt tilgjengelighet", "Systems below their agreed availability"),
    unit: "count",
    must: "at-most",
    restsOn: "seenAtMs",
    judge: judgeContracts,
  },
  {
    id: "journal",
    name: text("Journalnotater som kom frem", "Journal notes that arrived"),
    unit: "percent",
    must: "at-least",
    restsOn: "figuresAtMs",
    judge: ({ cityWeeks }, { scaling }) =>
      inEveryWeek(cityWeeks, "journal-completeness", {
        target: scaling.criteria.journalCompletenessPercentMin,
        must: "at-least",
        sampleMin: 1,
      }),
  },
  {
    id: "peak-alerts",
    name: text("Varsler per vakttelefon i verste time", "Alerts per duty phone in the worst hour"),
    unit: "per-phone-hour",
    must: "at-most",
    restsOn: "figuresAtMs",
    judge: judgePeak,
  },
  {
    id: "open-reds",
    name: text("Rød risiko uten aksept", "Red risks without acceptance"),
    unit: "count",
    must: "at-most",
    restsOn: "seenAtMs",
    judge: judgeReds,
  },
  {
    id: "chain-test",
    name: text("Dager siden varslingskjeden ble testet", "Days since the alert chain was tested"),
    unit: "days",
    must: "at-most",
    restsOn: "seenAtMs",
    judge: judgeChainTest,
  },
  {
    id: "coverage",
    name: text("Tid Velvakt selv fulgte med", "Time that Velvakt itself was listening"),
    unit: "percent",
    must: "at-least",
    restsOn: "figuresAtMs",
    judge: ({ cityWeeks }, { scaling }) =>
      inEveryWeek(cityWeeks, "listening", {
        target: scaling.criteria.coveragePercentMin,
        must: "at-least",
        sampleMin: 1,
      }),
  },
  {
    id: "fallback",
    name: text("Innbyggere som nås av manuelle runder", "Residents that manual rounds reach"),
    unit: "count",
    must: "at-least",
    restsOn: "seenAtMs",
    judge: judgeFallback,
  },
];
