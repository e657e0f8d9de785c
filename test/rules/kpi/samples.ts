import type { CountedDose } from "../../../rules/kpi/count-doses.js";
import type { Verdict } from "../../../rules/model/record.js";

/** A dose that came out in time, but for what is said of it. */
export function dose(verdict: Verdict, differences: Partial<CountedDose> = {}): CountedDose {
  return {
    residentRef: "r-1",
    critical: false,
    verdict,
    cause: null,
    verdictAtDeadline: verdict === "pending" ? null : verdict,
    followup: null,
    revisions: [],
    ...differences,
  };
}

export function revision(fromVerdict: Verdict, fromCause: CountedDose["cause"], toVerdict: Verdict) {
  return { atMs: 0, fromVerdict, fromCause, toVerdict, toCause: null, why: "dose.dispensed", told: false };
}
