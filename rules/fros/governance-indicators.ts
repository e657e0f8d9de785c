import { isSupported } from "../devices/firmware.js";
import type { Indicator } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { lastChainTestMs } from "./chain-test.js";
import { countedIn, observedDays, samplesOf } from "./figures.js";
import { countOf, type Evidence, samplesMin, shareOf } from "./indicator.js";

const dayMs = 86_400_000;

/** Devices whose version is known, of classes of which somebody has said what is supported; and those on another one. */
function supportOf(state: EngineState): { judged: number; unsupported: number } {
  const classes = new Map(state.ecosystem.deviceClasses.map((one) => [one.id, one]));
  const answers = [...state.devices.values()].flatMap(({ deviceClass, firmware }) => {
    const known = classes.get(deviceClass);
    const answer = known && firmware !== null ? isSupported(known, firmware) : null;
    return answer === null ? [] : [answer];
  });
  return { judged: answers.length, unsupported: answers.filter((one) => !one).length };
}

/**
 * R4, counted in per cent of devices on software that is not supported. Which versions are, the installation
 * says; where it does not there is no proposal: only how the fleet is spread, and what came back after its fix.
 */
export function development(state: EngineState): Evidence {
  const { judged, unsupported } = supportOf(state);
  const notSupported = shareOf(unsupported, judged);
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
      devicesNotSupported: notSupported,
    },
    counted: "devicesNotSupported",
    observed: judged >= samplesMin.devices ? notSupported.value : null,
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
