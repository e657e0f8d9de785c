import { kpiOf } from "../kpi/catalogue.js";
import type { PeriodFacts } from "../kpi/facts.js";
import type { Kpi } from "../kpi/kpi.js";
import type { Criterion } from "../model/risk.js";
import type { GateEvidence, GateRules, Judgement } from "./evidence.js";
import { figure, missing, percent, text } from "./words.js";

/** Criteria that are key figures, held for the whole time. */

/** Taken within the limit, per cent: that of the 90th percentile. */
const responsePercent = 90;

interface Wanted {
  target: number;
  must: Criterion["must"];
  /** A week with fewer says nothing. */
  sampleMin: number;
}

function isCounted({ hours }: PeriodFacts): boolean {
  return hours.begun > 0 && hours.counted >= hours.begun;
}

/**
 * A figure that every week of the time has to hold, as one bad week disappears in a month. A week with hours that
 * nobody counted, or with too few to count, leaves the whole unknown, unless another one is bad enough by itself.
 */
export function inEveryWeek(
  weeks: readonly PeriodFacts[],
  kpiId: string,
  { target, must, sampleMin }: Wanted,
): Judgement {
  const kpi = kpiOf(kpiId) as Kpi;
  const values = weeks.map((facts) =>
    isCounted(facts) && (kpi.sample(facts) ?? 0) >= sampleMin ? kpi.value(facts) : null,
  );
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { target, actual: null, met: null, why: missing };
  const actual = must === "at-least" ? Math.min(...known) : Math.max(...known);
  const holds = must === "at-least" ? actual >= target : actual <= target;
  const worst = percent(actual);
  const said = text(
    `${worst.no} i den dårligste av ${weeks.length} uker`,
    `${worst.en} in the worst of ${weeks.length} weeks`,
  );
  if (!holds) return { target, actual, met: false, why: said };
  if (known.length === weeks.length) return { target, actual, met: true, why: said };
  const gaps = weeks.length - known.length;
  const why = text(`${said.no}; ${gaps} uker mangler`, `${said.en}; ${gaps} weeks are missing`);
  return { target, actual, met: null, why };
}

/** The 90th percentile of one district; of the city the share within each district's own limit, which is the same. */
export function judgeResponse({ held, district, districts }: GateEvidence, { thresholds }: GateRules): Judgement {
  const within = kpiOf("response-within-limit") as Kpi;
  const sample = within.sample(held) ?? 0;
  const [only] = districts;
  const target = district === null ? responsePercent : (only?.responseLimitMin ?? 0);
  const unit = district === null ? ({ unit: "percent", must: "at-least" } as const) : {};
  if (!isCounted(held) || !only) return { target, ...unit, actual: null, met: null, why: missing };
  if (sample < thresholds.gateResponsesMin) {
    const why = text(`Bare ${sample} varsler å måle på`, `Only ${sample} alerts to measure by`);
    return { target, ...unit, actual: null, met: null, why };
  }
  const share = within.value(held) as number;
  const said = percent(share);
  const why = text(`${said.no} tatt innen bydelens frist`, `${said.en} taken within the district's limit`);
  const p90Min = (kpiOf("response-p90") as Kpi).value(held);
  return { target, ...unit, actual: district === null ? share : p90Min, met: share >= responsePercent, why };
}

export function judgePeak({ districts, held }: GateEvidence, { scaling }: GateRules): Judgement {
  const target = scaling.criteria.alertsPerPhoneHourMax;
  const peaks = districts.flatMap(({ name, phonePeak }) => (phonePeak === null ? [] : [{ name, phonePeak }]));
  const [worst] = [...peaks].sort((a, b) => b.phonePeak - a.phonePeak);
  if (!worst) return { target, actual: null, met: null, why: missing };
  const actual = worst.phonePeak;
  const peak = figure(actual);
  const why = text(`${peak.no} i verste time (${worst.name})`, `${peak.en} in the worst hour (${worst.name})`);
  if (actual > target) return { target, actual, met: false, why };
  return { target, actual, met: isCounted(held) && peaks.length === districts.length ? true : null, why };
}
