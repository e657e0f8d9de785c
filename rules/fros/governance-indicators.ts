import type { Indicator } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { lastChainTestMs } from "./chain-test.js";
import { countedIn, observedDays, samplesOf } from "./figures.js";
import { countOf, type Evidence, samplesMin, shareOf } from "./indicator.js";

const dayMs = 86_400_000;

/**
 * R4, counted in per cent of devices on software that is no longer supported. No supplier publishes
 * which versions those are in a form that can be read, so there is never a proposal: only how the
 * fleet is spread, and what came back after its fix.
 */
export function development(state: EngineState): Evidence {
  const devices = [...state.devices.values()];
  const known = devices.flatMap((cell) => cell.firmware ?? []);
  const perVersion = new Map<string, number>();
  for (const version of known) perVersion.set(version, (perVersion.get(version) ?? 0) + 1);
  const commonest = Math.max(0, ...perVersion.values());
  const coveragePercent = devices.length > 0 ? (100 * known.length) / devices.length : null;
  return {
    indicators: {
      firmwareVersions: { ...countOf(perVersion.size, known.length), coveragePercent },
      devicesNotOnCommonestVersion: { ...shareOf(known.length - commonest, known.length), coveragePercent },
      faultsRecurring: countOf(countedIn(state, "opened/fault-recurring")),
      versionChanges: countOf(countedIn(state, "versions/supplier") + countedIn(state, "versions/municipality")),
    },
    counted: null,
    observed: null,
  };
}

function chainTestAge(state: EngineState): Indicator {
  const lastMs = lastChainTestMs(state);
  const sample = samplesOf(state, "chain-test").length;
  const value = lastMs === null ? null : (state.nowMs - lastMs) / dayMs;
  return { value, unit: "days", sample, coveragePercent: null };
}

/** R5, counted in per cent of alerts that were closed without cause or action: our own, and the suppliers'. */
export function control(state: EngineState): Evidence {
  const closed = countedIn(state, "closed-by-person") + countedIn(state, "supplier-alert-closed");
  const bare = countedIn(state, "closed-by-person-bare") + countedIn(state, "supplier-alert-closed-bare");
  const share = shareOf(bare, closed);
  const assigned = [...state.devices.values()].filter((cell) => cell.residentRef !== null);
  const silent = assigned.filter((cell) => cell.status !== "online");
  return {
    indicators: {
      closedWithoutCauseOrAction: share,
      chainTestAgeDays: chainTestAge(state),
      chainTestsFailed: countOf(countedIn(state, "opened/chain-test-failed")),
      assignedButSilent: shareOf(silent.length, assigned.length),
      responsesOverdue: countOf(countedIn(state, "opened/response-overdue", 30)),
    },
    counted: "closedWithoutCauseOrAction",
    observed: closed >= samplesMin.closings ? share.value : null,
  };
}

/** R6, counted in per cent of changes to plans and configuration that suppliers made. */
export function changes(state: EngineState): Evidence {
  const bySupplier = countedIn(state, "changes/supplier");
  const all = bySupplier + countedIn(state, "changes/municipality");
  const share = shareOf(bySupplier, all);
  const found = (by: string) => countedIn(state, `outage-found/${by}`);
  const outages = found("supplier") + found("municipality") + found("velvakt");
  const observedSample = Math.floor(observedDays(state));
  return {
    indicators: {
      changesBySupplier: share,
      municipalTasksBySupplier: countOf(countedIn(state, "municipal-task/supplier"), bySupplier),
      outagesFoundBySupplier: shareOf(found("supplier"), outages),
      daysObserved: { value: observedDays(state), unit: "days", sample: observedSample, coveragePercent: null },
    },
    counted: "changesBySupplier",
    observed: all >= samplesMin.changes ? share.value : null,
  };
}
