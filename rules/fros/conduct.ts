import { inBoth } from "../alerts/catalogue.js";
import { type Finding, raise } from "../alerts/open.js";
import type { ComponentCell } from "../chain/cells.js";
import { nameOf } from "../chain/path.js";
import type { DeviceCell } from "../devices/cells.js";
import { districtAt } from "../devices/device.js";
import type { FaultCode, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import { count, sample, samplesOf } from "./figures.js";

/**
 * What systems log of people's conduct and of their own changes: who changed what, who looked at
 * whose data, and which fault came back after it was said to be mended.
 */

const minMs = 60_000;
const dayMs = 86_400_000;

/**
 * Tasks that the municipality knows best: residents' plans, and who is alerted. A supplier who does
 * them is a finding; every other change of a supplier's is counted. Source: judgement.
 */
const municipalTask = /^(plan|alert-routing)\b/;

function topicDistrictOf(cell: ComponentCell): string | null {
  return cell.componentId.split("@")[1] ?? null;
}

export function onConfigChanged(run: Run, cell: ComponentCell, event: TelemetryOf<"config.changed">): void {
  const { what, actorOrg, actorRole } = event.data;
  count(run, `changes/${actorOrg}`);
  if (actorOrg !== "supplier" || !municipalTask.test(what)) return;
  count(run, "municipal-task/supplier");
  raise(run, {
    kind: "supplier-did-task",
    subject: `${cell.componentId}/${what}`,
    district: topicDistrictOf(cell),
    evidence: { what, actorRole, ...inBoth("componentName", nameOf(run.state.ecosystem, cell.componentId)) },
  });
}

export function onVersionChanged(run: Run, cell: ComponentCell, event: TelemetryOf<"version.changed">): void {
  run.state.versions.set(cell.componentId, event.data.version);
  count(run, `versions/${event.data.actorOrg}`);
}

/** Refused attempts on one district's data within an hour that look like more than a slip. */
const deniedWithinMs = 60 * minMs;

function accessFinding(run: Run, cell: ComponentCell, event: TelemetryOf<"access.logged">) {
  const { actorOrg, actorRole, district } = event.data;
  const isKnown = run.state.ecosystem.districts.some((one) => one.id === district);
  return {
    about: {
      kind: "access-out-of-scope" as const,
      district: isKnown ? district : null,
    },
    evidence: {
      actorOrg,
      actorRole,
      accessedDistrict: district,
      ...inBoth("componentName", nameOf(run.state.ecosystem, cell.componentId)),
    },
    // Nobody can fill the memory with made-up districts.
    place: isKnown ? district : "elsewhere",
  };
}

type Scope = { id: string; no: string; en: string };

/** Why an access that was let through was out of scope; null if it was within. */
function outOfScope(run: Run, cell: ComponentCell, { district, purpose }: TelemetryOf<"access.logged">["data"]) {
  const ofTopic = topicDistrictOf(cell);
  const scopes: (Scope & { when: boolean })[] = [
    { id: "no-purpose", no: "uten formål", en: "without a purpose", when: !/[\p{L}\p{N}]/u.test(purpose) },
    {
      id: "other-district",
      no: `til ${district}, fra ${ofTopic}`,
      en: `to ${district}, from ${ofTopic}`,
      when: ofTopic !== null && district !== ofTopic,
    },
    {
      id: "unknown-district",
      no: `til ukjent bydel ${district}`,
      en: `to the unknown district ${district}`,
      when: district !== "_" && !run.state.ecosystem.districts.some((one) => one.id === district),
    },
  ];
  return scopes.find((scope) => scope.when) ?? null;
}

/**
 * An access counts as out of scope when it was let through without a purpose, from one district's
 * own system to another district's data, or to a district that does not exist; and when the same
 * party is refused again and again.
 */
export function onAccessLogged(run: Run, cell: ComponentCell, event: TelemetryOf<"access.logged">): void {
  const { actorOrg, actorRole, outcome } = event.data;
  const { about, evidence, place } = accessFinding(run, cell, event);
  const who = `${actorRole} (${actorOrg})`;
  const tell = (id: string, no: string, en: string, more: Finding["evidence"] = {}) =>
    raise(run, {
      ...about,
      subject: `${cell.componentId}/${actorOrg}/${place}/${id}`,
      evidence: { ...evidence, ...more, whatNo: `${who} ${no}`, whatEn: `${who} ${en}` },
    });
  if (outcome === "ok") {
    const scope = outOfScope(run, cell, event.data);
    if (scope) tell(scope.id, scope.no, scope.en);
    return;
  }
  count(run, "access-denied");
  const name = `denied/${cell.componentId}/${actorOrg}/${place}`;
  sample(run, name, 0);
  const denied = samplesOf(run.state, name).filter((one) => one.atMs > run.nowMs - deniedWithinMs).length;
  if (denied < run.state.ecosystem.thresholds.accessDeniedMax) return;
  tell("denied", `avvist ${denied} ganger på en time`, `refused ${denied} times within an hour`, { denied });
}

/** The fault has come back on the same device although it had been cleared not long before. */
export function findRecurring(run: Run, cell: DeviceCell, code: FaultCode, t: number): void {
  const before = cell.faults.filter((told) => told.value.code === code && told.t < t).sort((a, b) => a.t - b.t);
  const last = before.at(-1);
  const withinMs = run.state.ecosystem.thresholds.faultRecursDays * dayMs;
  if (!last || last.value.raised || t - last.t > withinMs) return;
  raise(run, {
    kind: "fault-recurring",
    subject: `${cell.deviceId}/${code}`,
    district: districtAt(cell, run.nowMs),
    deviceId: cell.deviceId,
    residentRef: cell.residentRef,
    evidence: { code, clearedAt: new Date(last.t).toISOString() },
  });
}
