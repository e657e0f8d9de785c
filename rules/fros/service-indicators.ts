import { monthOf } from "../sla/month.js";
import { contractedIds } from "../sla/records.js";
import type { EngineState } from "../state.js";
import { activeResidents, doseFigures } from "./dose-figures.js";
import { countedIn, observedDays, percentile, samplesOf } from "./figures.js";
import { countOf, type Evidence, minutesOf, observedYear, samplesMin, shareOf } from "./indicator.js";
import { cityResponse } from "./response-figures.js";

/** Kinds of alert that say that information is, or may have been, where it does not belong. */
const astrayKinds = [
  "identity-in-payload",
  "unknown-sender",
  "resident-mismatch",
  "data-after-end",
  "access-out-of-scope",
] as const;

/** R1, counted in confirmed events a year: those that a person has taken or closed. */
export function astray(state: EngineState): Evidence {
  const sum = (what: string) => astrayKinds.reduce((all, kind) => all + countedIn(state, `${what}/${kind}`), 0);
  const days = observedDays(state);
  const confirmed = sum("answered");
  const perYear = days > 0 ? (confirmed * 365) / days : null;
  const byKind = astrayKinds.map((kind) => [kind, countOf(countedIn(state, `opened/${kind}`))]);
  return {
    indicators: {
      ...Object.fromEntries(byKind),
      accessDenied: countOf(countedIn(state, "access-denied")),
      confirmed: countOf(confirmed),
      confirmedPerYear: { ...observedYear(state), value: perYear, unit: "per-year" },
    },
    counted: "confirmedPerYear",
    observed: days >= samplesMin.daysForYearly ? perYear : null,
  };
}

function supplierMinutes(state: EngineState, what: string): number[] {
  const names = [...state.ecosystem.districts.map(({ id }) => id), "_"];
  return names.flatMap((name) => samplesOf(state, `supplier-${what}/${name}`).map((one) => one.min));
}

/** R2, counted in per cent of messages late, stuck or rejected on their way between systems. */
export function inTime(state: EngineState): Evidence {
  const messages = countedIn(state, "hop-messages", 30);
  const failed = countedIn(state, "hop-failed", 30);
  const own = cityResponse(state);
  const delivered = supplierMinutes(state, "delivered");
  const taken = supplierMinutes(state, "taken");
  const share = shareOf(failed, messages);
  return {
    indicators: {
      messagesLateStuckOrRejected: share,
      supplierDeliveredP50Min: minutesOf(percentile(delivered, 50), delivered.length),
      supplierDeliveredP95Min: minutesOf(percentile(delivered, 95), delivered.length),
      supplierTakenP50Min: minutesOf(percentile(taken, 50), taken.length),
      supplierTakenP90Min: minutesOf(percentile(taken, 90), taken.length),
      responseP50Min: minutesOf(own.p50Min, own.sample),
      responseP90Min: minutesOf(own.p90Min, own.sample),
      responseWithinLimit: { ...shareOf(0, 0), value: own.withinLimitPercent, sample: own.sample },
      supplierAlertsUntaken: shareOf(
        countedIn(state, "opened/supplier-alert-untaken", 30),
        countedIn(state, "supplier-alert-raised", 30),
      ),
      planMismatches: countOf(countedIn(state, "opened/plan-mismatch", 30)),
    },
    counted: "messagesLateStuckOrRejected",
    observed: messages >= samplesMin.messages ? share.value : null,
  };
}

/** Components on the way of doses or alerts: the paths of dispensers, and the flows of doses and alerts. */
function onTheWay(state: EngineState): string[] {
  const { deviceClasses, flows } = state.ecosystem;
  const paths = deviceClasses.filter((one) => one.kind === "dispenser").flatMap((one) => one.path);
  const steps = flows.filter((flow) => flow.id === "dose-event" || flow.id === "alert").flatMap((flow) => flow.steps);
  const ids = new Set([...paths, ...steps]);
  return contractedIds(state).filter((id) => ids.has(id.split("@")[0] as string));
}

/** R3, counted in minutes a month that a component on the way of doses or alerts is down: that of the worst. */
export function restored(state: EngineState): Evidence {
  const months = onTheWay(state).map((id) => monthOf(state, id));
  const days = Math.min(30, observedDays(state));
  const sum = (of: (month: (typeof months)[number]) => number) => months.reduce((all, month) => all + of(month), 0);
  const servedMin = Math.min(
    sum((month) => month.servedMin),
    months.length * days * 1440,
  );
  const coveragePercent = servedMin > 0 ? (100 * sum((month) => month.knownMin)) / servedMin : null;
  const worstMin = Math.max(0, ...months.map((month) => month.downMin));
  const aMonth = days > 0 ? (worstMin * 30) / days : null;
  const isCovered = coveragePercent !== null && coveragePercent >= samplesMin.componentCoveragePercent;
  const sample = months.filter((month) => month.knownMin > 0).length;
  return {
    indicators: {
      downMinutesAMonth: { value: sample > 0 ? aMonth : null, unit: "minutes", sample, coveragePercent },
      downMinutesAllComponents: {
        ...minutesOf(
          sum((month) => month.downMin),
          sample,
        ),
        coveragePercent,
      },
      outagesOverContract: countOf(sum((month) => month.outagesBreached)),
      longestOutageMin: minutesOf(sample > 0 ? Math.max(...months.map((one) => one.longestOutageMin)) : null, sample),
      availabilityBreaches: countOf(countedIn(state, "opened/availability-breached")),
    },
    counted: "downMinutesAMonth",
    observed: isCovered && days >= samplesMin.daysForMonthly ? aMonth : null,
  };
}

/** R7, counted in residents as per cent of the approved ceiling. */
export function scaling(state: EngineState): Evidence {
  const { ceiling } = state.ecosystem.scaling;
  const residents = activeResidents(state).size;
  const ofCeiling = { ...shareOf(residents, ceiling), sample: residents };
  const phones = state.ecosystem.districts.reduce((sum, district) => sum + district.dutyPhones, 0);
  const own = cityResponse(state);
  return {
    indicators: {
      residentsActive: countOf(residents),
      residentsOfCeiling: ofCeiling,
      residentsPerDutyPhone: { ...countOf(residents), value: phones > 0 ? residents / phones : null },
      responseP90Min: minutesOf(own.p90Min, own.sample),
    },
    counted: "residentsOfCeiling",
    observed: residents >= samplesMin.residents ? ofCeiling.value : null,
  };
}

/** R8, counted in missed doses per 1,000 planned, within the ledger's reach. */
export function care(state: EngineState): Evidence {
  const figures = doseFigures(state);
  const { planned, known } = figures;
  const coveragePercent = planned > 0 ? (100 * known) / planned : null;
  const perMille = (part: number) => ({ ...shareOf(part, planned, "per-mille"), coveragePercent });
  const missed = perMille(figures.missed);
  const isCovered = coveragePercent !== null && coveragePercent >= samplesMin.doseCoveragePercent;
  return {
    indicators: {
      dosesPlanned: countOf(planned),
      missedPerThousand: missed,
      latePerThousand: perMille(figures.late),
      unconfirmedPerThousand: perMille(figures.unconfirmed),
      excused: countOf(figures.excused),
      criticalMissed: countOf(figures.criticalMissed),
      notFollowedUp: countOf(figures.notFollowedUp, figures.missed + figures.unconfirmed),
      repeatedMisses: countOf(countedIn(state, "opened/doses-missed-repeatedly", 30)),
    },
    counted: "missedPerThousand",
    observed: isCovered && planned >= samplesMin.doses ? missed.value : null,
  };
}
