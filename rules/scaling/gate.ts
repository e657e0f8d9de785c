import type { Criterion, Gate, GateStatus } from "../model/risk.js";
import { criteriaTable } from "./criteria.js";
import type { GateEvidence, GateRules } from "./evidence.js";
import { text } from "./words.js";

const minMs = 60_000;

/** One that is not met shuts the gate; one that cannot be judged keeps it from being open. */
export function statusOf(criteria: readonly Pick<Criterion, "met">[]): GateStatus {
  if (criteria.some(({ met }) => met === false)) return "NO-GO";
  return criteria.length > 0 && criteria.every(({ met }) => met === true) ? "GO" : "UNKNOWN";
}

/**
 * Whether taking on more residents is responsible, criterion by criterion. What rests on nothing, or on what was found
 * out too long ago, is not judged: no evidence never opens the gate.
 */
export function judgeGate(evidence: GateEvidence, rules: GateRules, nowMs: number): Gate {
  const maxMin = rules.thresholds.gateEvidenceMaxMin;
  const criteria = criteriaTable.map(({ id, name, unit, must, restsOn, judge }): Criterion => {
    const { actual, met, why, ...own } = judge(evidence, rules, nowMs);
    const atMs = evidence[restsOn];
    const evidenceAgeMin = atMs === null ? null : Math.max(0, (nowMs - atMs) / minMs);
    const head = { id, name, unit, must, ...own, evidenceAgeMin };
    if (evidenceAgeMin === null) {
      const missing = text("Grunnlaget mangler.", "There is no evidence.");
      return { ...head, actual: null, met: null, why: missing };
    }
    if (evidenceAgeMin > maxMin) {
      const age = Math.floor(evidenceAgeMin);
      const old = text(`Grunnlaget er ${age} minutter gammelt.`, `The evidence is ${age} minutes old.`);
      return { ...head, actual, met: null, why: old };
    }
    return { ...head, actual, met, why };
  });
  return { district: evidence.district, status: statusOf(criteria), criteria };
}
