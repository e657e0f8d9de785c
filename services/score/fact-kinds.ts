import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { dependenciesOf, type Evidence, type Span } from "./evidence.js";
import type { Said } from "./report.js";
import type { TrueHappening, TrueOutage } from "./truth.js";

/** Something that was so, and that a watcher may have noticed. */
export interface Fact extends Span {
  subject: string;
}

/** One row of the table: which facts it is about, and what saying them looks like. */
export interface FactKind {
  id: string;
  label: string;
  facts(evidence: Evidence): Fact[];
  /** Kinds of finding that tell it. */
  told: readonly string[];
  /** Those of them that say nothing else: without a fact they are false. */
  onlyTells: readonly string[];
  concerns(said: Said, fact: Fact, ecosystem: Ecosystem): boolean;
  /** From its beginning, where something else than its end bounds when it may be found. */
  foundWithinMs?(ecosystem: Ecosystem): number;
  /** What else makes such a finding true. */
  alsoTrue?(said: Said, evidence: Evidence): boolean;
}

const never = Number.POSITIVE_INFINITY;
const minMs = 60_000;

const sameDevice = ({ deviceId, subject }: Said, fact: Fact) => (deviceId ?? subject) === fact.subject;
const sameSubject = ({ subject }: Said, fact: Fact) => subject === fact.subject;
const anySubject = () => true;

function outages(which: (outage: TrueOutage) => boolean) {
  return ({ truth }: Evidence): Fact[] =>
    truth.outages.filter(which).map(({ componentId, from, to }) => ({ subject: componentId, fromMs: from, toMs: to }));
}

function happenings(what: string, subjectOf = ({ deviceId }: TrueHappening) => deviceId) {
  return ({ truth }: Evidence): Fact[] =>
    truth.happenings
      .filter((one) => one.what === what)
      .map((one) => ({ subject: subjectOf(one) ?? "", fromMs: one.at, toMs: one.to ?? never }));
}

/** Nobody misses a device whose service is over. */
function goneDark(evidence: Evidence): Fact[] {
  const { happenings: all } = evidence.truth;
  const ended = new Map(all.filter(({ what }) => what === "service-ended").map(({ deviceId, at }) => [deviceId, at]));
  return happenings("went-dark")(evidence).filter(({ subject, fromMs }) => (ended.get(subject) ?? never) > fromMs);
}

/** A finding about a flow names the step that messages do not reach: it or the one before it is to blame. */
function namesStep({ subject, kind }: Said, fact: Fact, { flows }: Ecosystem): boolean {
  if (kind === "component-down") return subject === fact.subject;
  const [way = "", step] = subject.split("/");
  const [flowId, district] = way.split("@");
  const [componentId, place] = fact.subject.split("@");
  if (district !== undefined && place !== undefined && district !== place) return false;
  const steps = flows.find(({ id }) => id === flowId)?.steps ?? [];
  const at = steps.indexOf(step ?? "");
  return step === "doses" ? steps.includes(componentId ?? "") : [steps[at], steps[at - 1]].includes(componentId);
}

/** A system that does not work without one that is broken is down, too. */
function isBehindOutage({ subject, atMs }: Said, { truth, ecosystem }: Evidence): boolean {
  const needs = dependenciesOf(ecosystem, subject);
  return truth.outages.some(
    ({ componentId, from, to }) => needs.has(componentId) && atMs >= from && atMs < to + 10 * minMs,
  );
}

/** A flow stands still behind whatever is broken on it. */
function isOfBrokenFlow({ subject, atMs }: Said, { truth, ecosystem }: Evidence): boolean {
  const flowId = subject.split("/")[0]?.split("@")[0];
  const steps = ecosystem.flows.find(({ id }) => id === flowId)?.steps ?? [];
  const needs = new Set(steps.flatMap((step) => [...dependenciesOf(ecosystem, step)]));
  const lately = (from: number, to: number) => atMs >= from && atMs < to + 60 * minMs;
  return (
    truth.outages.some((one) => needs.has(one.componentId.split("@")[0] as string) && lately(one.from, one.to)) ||
    truth.happenings.some((one) => /mangled|deaf/.test(one.what) && lately(one.at, one.to ?? one.at))
  );
}

function isReally(...whats: string[]) {
  return (said: Said, { truth }: Evidence): boolean =>
    truth.happenings.some(
      (one) =>
        whats.includes(one.what) &&
        one.deviceId === said.deviceId &&
        said.atMs >= one.at &&
        said.atMs <= (one.to ?? never) + 60 * minMs,
    );
}

/** Alerts of the supplier that nobody took within the district's limit, and that were not settled by then. */
function untaken({ truth, ecosystem }: Evidence): Fact[] {
  const doses = new Map(truth.doses.map((dose) => [dose.doseId, dose]));
  return truth.supplierAlerts.flatMap(({ alertRef, district, doseId, raisedAt, acknowledgedAt }) => {
    const limitMin = ecosystem.districts.find(({ id }) => id === district)?.responseLimitMin ?? 30;
    const limitMs = raisedAt + limitMin * minMs;
    const dose = doses.get(doseId ?? "");
    const settledMs = Math.min(dose?.dispensedAt ?? never, dose?.followupAt ?? never, acknowledgedAt ?? never);
    return settledMs <= limitMs ? [] : [{ subject: alertRef, fromMs: raisedAt, toMs: settledMs }];
  });
}

const chainKinds = ["flow-broken", "flow-slow", "flow-rejecting"];

/** Each row: what it is called, which facts, what tells them, what tells nothing else. */
export const factKinds: readonly FactKind[] = [
  {
    id: "component-outage",
    label: "component down",
    facts: outages(({ how, componentId }) => how === "down" && !componentId.includes("@")),
    told: ["component-down"],
    onlyTells: ["component-down"],
    concerns: sameSubject,
    alsoTrue: (said, evidence) =>
      said.subject.includes("@") || isBehindOutage(said, evidence) || isOfPartOutage(said, evidence),
  },
  {
    id: "network-outage",
    label: "district's network down",
    facts: outages(({ how, componentId }) => how === "down" && componentId.includes("@")),
    told: ["component-down"],
    onlyTells: ["component-down"],
    concerns: sameSubject,
    alsoTrue: ({ subject }) => !subject.includes("@"),
  },
  {
    id: "part-outage",
    label: "component holds back, is slow or rejects",
    facts: outages(({ how }) => how !== "down"),
    told: [...chainKinds, "component-down"],
    onlyTells: chainKinds,
    concerns: namesStep,
    alsoTrue: isOfBrokenFlow,
  },
  {
    id: "silent-device",
    label: "device gone silent by itself",
    facts: goneDark,
    told: ["device-offline", "battery-empty"],
    onlyTells: ["device-offline"],
    concerns: sameDevice,
    // Of a device whose messages are all refused for what they leak, nothing is heard either.
    alsoTrue: (said, evidence) => said.explained || isReally("flapping", "firmware", "leak")(said, evidence),
  },
  {
    id: "power-lost",
    label: "device without mains",
    facts: happenings("power-lost"),
    told: ["power-lost", "battery-low", "battery-empty", "power-gone-before-dose", "device-offline"],
    onlyTells: ["power-lost"],
    concerns: sameDevice,
    alsoTrue: isReally("battery-gone"),
  },
  {
    id: "battery-gone",
    label: "device on a dying battery",
    facts: happenings("battery-gone"),
    told: ["power-lost", "battery-low", "battery-empty", "power-gone-before-dose", "device-offline"],
    onlyTells: [],
    concerns: sameDevice,
  },
  {
    id: "jam",
    label: "dispenser jammed",
    facts: happenings("jam"),
    told: ["dispenser-fault"],
    onlyTells: [],
    concerns: sameDevice,
  },
  {
    id: "flapping",
    label: "signal comes and goes",
    facts: happenings("flapping"),
    told: ["device-flapping"],
    onlyTells: ["device-flapping"],
    concerns: sameDevice,
  },
  {
    id: "clock-wrong",
    label: "clock wrong",
    facts: happenings("clock-wrong"),
    told: ["clock-skewed"],
    onlyTells: ["clock-skewed"],
    concerns: sameDevice,
  },
  {
    id: "leak",
    label: "identity number leaks",
    facts: happenings("leak"),
    told: ["identity-in-payload"],
    onlyTells: ["identity-in-payload"],
    concerns: sameDevice,
  },
  {
    id: "swap",
    label: "dispenser in the wrong home",
    facts: happenings("swap"),
    told: ["resident-mismatch"],
    onlyTells: ["resident-mismatch"],
    concerns: sameDevice,
  },
  {
    id: "service-ended",
    label: "data after the service ended",
    facts: happenings("service-ended"),
    told: ["data-after-end"],
    onlyTells: ["data-after-end"],
    concerns: sameDevice,
    // Data is in order during the grace; after it, the next sign of life is what must be told.
    foundWithinMs: ({ thresholds, deviceClasses }) =>
      thresholds.serviceEndGraceHours * 60 * minMs +
      Math.max(0, ...deviceClasses.map(({ heartbeatEverySec }) => heartbeatEverySec * 1_000)),
  },
  {
    id: "routing-changed",
    label: "supplier reroutes alerts",
    facts: happenings("routing-changed", ({ district }) => district),
    told: ["supplier-did-task"],
    onlyTells: [],
    concerns: ({ subject }, fact) => subject.endsWith(fact.subject),
  },
  {
    id: "supplier-alert-untaken",
    label: "supplier's alert taken by nobody",
    facts: untaken,
    told: ["supplier-alert-untaken"],
    onlyTells: ["supplier-alert-untaken"],
    concerns: sameSubject,
  },
  {
    id: "own-gap",
    label: "the watcher itself was deaf",
    facts: happenings("listener-deaf", () => "velvakt"),
    told: ["monitoring-gap"],
    onlyTells: ["monitoring-gap"],
    concerns: anySubject,
  },
];

/** It answers, and yet does not do its work: to call that down is right. */
function isOfPartOutage({ subject, atMs }: Said, { truth }: Evidence): boolean {
  return truth.outages.some(
    ({ componentId, from, to }) => componentId === subject && atMs >= from && atMs < to + 30 * minMs,
  );
}
