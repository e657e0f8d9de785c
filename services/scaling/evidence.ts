import { nameOf } from "../../rules/chain/path.js";
import { colourOf } from "../../rules/fros/proposal.js";
import { standingOf } from "../../rules/fros/standing.js";
import { factsOf, type PeriodFacts } from "../../rules/kpi/facts.js";
import { periodAt } from "../../rules/kpi/periods.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Scenario } from "../../rules/model/record.js";
import type {
  ComponentEvidence,
  DistrictEvidence,
  GateEvidence,
  ScenarioEvidence,
} from "../../rules/scaling/evidence.js";
import type { ScalingView } from "../../rules/scaling/view.js";
import type { Span } from "../../rules/span.js";
import type { GateFigures } from "../database/gate-store.js";
import { cityPlace } from "../database/read/kpis.js";
import type { ScenarioDecisions } from "../database/read/risk.js";

const dayMs = 86_400_000;
const daysAWeek = 7;

/** The whole local days before the present one, as weeks; the oldest first and perhaps shorter. */
export function heldWeeks(zone: string, heldDays: number, nowMs: number): Span[] {
  const weeks: Span[] = [];
  let toMs = periodAt(zone, "day", nowMs).fromMs;
  for (let left = heldDays; left > 0; left -= daysAWeek) {
    let fromMs = toMs;
    for (let day = 0; day < Math.min(left, daysAWeek); day++) fromMs = periodAt(zone, "day", fromMs - 1).fromMs;
    weeks.unshift({ fromMs, toMs });
    toMs = fromMs;
  }
  return weeks;
}

/** All that gates are judged by, read at one time. */
export interface GateInputs {
  ecosystem: Ecosystem;
  view: ScalingView;
  figures: GateFigures;
  decisionsOf: (scenario: Scenario) => ScenarioDecisions;
  weeks: Span[];
  nowMs: number;
}

function factsOfPlace({ ecosystem, figures, nowMs }: GateInputs, place: string, span: Span): PeriodFacts {
  const parts = figures.days.filter(({ district }) => district === place);
  return factsOf(ecosystem.timezone, parts, span, nowMs);
}

function heldSpan({ weeks, nowMs }: GateInputs): Span {
  return { fromMs: weeks[0]?.fromMs ?? nowMs, toMs: weeks.at(-1)?.toMs ?? nowMs };
}

export function districtEvidence(inputs: GateInputs): DistrictEvidence[] {
  const { ecosystem, view, figures } = inputs;
  return ecosystem.districts.map(({ id, name, dutyPhones, responseLimitMin, mobilisationMin, fallbackStaff }) => ({
    id,
    name,
    residents: view.residents[id] ?? 0,
    dutyPhones,
    responseLimitMin,
    mobilisationMin,
    phonePeak: factsOfPlace(inputs, id, heldSpan(inputs)).phonePeak,
    chainTestMs: view.chainTestsMs[id] ?? null,
    staff: fallbackStaff ?? ecosystem.scaling.staffPerDistrict,
    busiestHourAlerts: figures.busiestHours.get(id) ?? null,
  }));
}

/** The worst window of each component that the held time touches; one that was never heard of is unknown. */
function componentEvidence(inputs: GateInputs): ComponentEvidence[] {
  const { ecosystem, view } = inputs;
  const { fromMs } = heldSpan(inputs);
  const seen = view.contracts.filter(({ toMs }) => toMs > fromMs);
  const ids = new Set(seen.map(({ componentId }) => componentId));
  const known = [...ids].map((componentId): ComponentEvidence => {
    const windows = seen.filter((one) => one.componentId === componentId);
    const [{ name, district, agreedPercent }] = windows as [(typeof windows)[number]];
    const shares = windows.map(({ availabilityPercent }) => availabilityPercent);
    const worst = Math.min(...shares.map((share) => share ?? Number.POSITIVE_INFINITY));
    const isKnown = worst < agreedPercent || !shares.includes(null);
    return { name, district, agreedPercent, availabilityPercent: isKnown ? worst : null };
  });
  const served = ecosystem.districts.filter(({ id }) => (view.residents[id] ?? 0) > 0);
  const unheard = ecosystem.components.flatMap(({ id, perDistrict, sla }) => {
    const places = perDistrict
      ? served.map((district) => ({ componentId: `${id}@${district.id}`, district: district.id }))
      : [{ componentId: id, district: null }];
    return places
      .filter(({ componentId }) => !ids.has(componentId))
      .map(({ componentId, district }): ComponentEvidence => {
        const name = nameOf(ecosystem, componentId);
        return { name, district, agreedPercent: sla.availabilityPercent, availabilityPercent: null };
      });
  });
  return [...known, ...unheard];
}

function scenarioEvidence({ ecosystem, view, decisionsOf, nowMs }: GateInputs): ScenarioEvidence[] {
  return view.risk.scenarios.map(({ config, proposal }) => {
    const { assessment, acceptance } = decisionsOf(config.id);
    const { matrix } = ecosystem;
    const { level, state } = standingOf(matrix, assessment, acceptance, nowMs);
    const shown = Math.max(assessment?.probability ?? 0, assessment?.basis.proposal.probability ?? 0);
    const isOld = assessment !== null && nowMs - assessment.atMs > ecosystem.thresholds.assessmentDaysMax * dayMs;
    // Likelier than the session judged it, and than it had been shown.
    const isLikelier = assessment !== null && (proposal.probability ?? 0) > shown;
    // What telemetry shows as red now, nobody has accepted before: waiting for the next session would be too late.
    const seen = isLikelier ? colourOf(matrix, assessment.consequence, proposal.probability ?? 0) : null;
    const isNewRed = seen === "red" && level !== "red";
    return {
      id: config.id,
      state: isNewRed ? "not-accepted" : state,
      isRed: level === "red" || isNewRed,
      isOutdated: isOld || isLikelier,
    };
  });
}

/** The evidence of the city's gate, then that of each district's. */
export function gateEvidence(inputs: GateInputs, districts: DistrictEvidence[]): GateEvidence[] {
  const { view, figures, weeks } = inputs;
  const inWeeks = (place: string) => weeks.map((week) => factsOfPlace(inputs, place, week));
  const cityWeeks = inWeeks(cityPlace);
  const components = componentEvidence(inputs);
  const shared = {
    beganMs: view.beganMs,
    figuresAtMs: figures.countedAtMs,
    seenAtMs: view.beganMs === null ? null : view.nowMs,
    cityWeeks,
    scenarios: scenarioEvidence(inputs),
    unreviewed: figures.unreviewed.length,
  };
  const city: GateEvidence = {
    ...shared,
    district: null,
    weeks: cityWeeks,
    held: factsOfPlace(inputs, cityPlace, heldSpan(inputs)),
    districts: districts.filter(({ residents }) => residents > 0),
    components,
  };
  const own = districts.map(
    (district): GateEvidence => ({
      ...shared,
      district: district.id,
      weeks: inWeeks(district.id),
      held: factsOfPlace(inputs, district.id, heldSpan(inputs)),
      districts: [district],
      components: components.filter((one) => one.district === null || one.district === district.id),
    }),
  );
  return [city, ...own];
}
