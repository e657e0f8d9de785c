import type { AlertRecord, Severity, Text } from "../model/record.js";
import type { AlertCell } from "./cells.js";
import { severities, waitsForMore } from "./open.js";
import { isSharedCause } from "./words.js";

/** What one cause, or one moment, does to many is one message to a team, which lists them: a burst hides what matters. */

/** Named in one message; the rest is on the page it points to. */
const listedMax = 20;

/** Kinds that many subjects can have at one moment, and how several of them are called. */
const plurals: Record<string, [no: string, en: string]> = {
  "dose-missed": ["doser ikke utlevert", "doses not dispensed"],
  "dose-unconfirmed": ["doser med ukjent utfall", "doses with unknown outcome"],
  "doses-missed-repeatedly": ["innbyggere med flere doser ikke utlevert", "residents with several doses not dispensed"],
  "critical-dose-unwatched": ["tidskritiske doser uten kontakt", "time-critical doses without contact"],
  "device-offline": ["enheter uten kontakt", "devices without contact"],
  "power-lost": ["enheter uten strøm", "devices without mains power"],
  "power-gone-before-dose": ["enheter som går tomme før neste dose", "devices that run out of power before a dose"],
  "battery-low": ["enheter med lavt batteri", "devices with a low battery"],
  "battery-empty": ["enheter med tomt batteri", "devices with an empty battery"],
  "dispenser-fault": ["dispensere med feil", "dispensers with a fault"],
  "stock-low": ["dispensere som snart er tomme for doser", "dispensers that are running out of doses"],
  "stock-empty": ["tomme dispensere", "empty dispensers"],
  "roll-ends-before-delivery": ["ruller som tar slutt før neste levering", "rolls that end before the next delivery"],
  "plan-missing": ["dispensere uten plan", "dispensers without a plan"],
  "supplier-alert-untaken": ["varsler fra leverandøren ingen har tatt", "alerts of the supplier that nobody has taken"],
  "flow-broken": ["brutte dataflyter", "broken data flows"],
};

function isOutcome(kind: string): boolean {
  return kind === "dose-missed" || kind === "dose-unconfirmed";
}

/** One break hid several of them: their outcomes belong together, whatever each of them is. */
function isSharedOutcome({ kind, evidence }: AlertRecord): boolean {
  return isOutcome(kind) && isSharedCause(evidence.hiddenBy);
}

/**
 * Alerts with the same key that are due at one moment are told together; null: by itself. What is
 * time-critical never waits for, nor hides among, what is not, and a time-critical dose that nothing
 * hid is told alone.
 */
export function gatherKey(record: AlertRecord): string | null {
  const { kind, severity, evidence } = record;
  const urgency = severity === "critical" ? "critical" : "ordinary";
  if (isSharedOutcome(record)) return `outcomes/${evidence.hiddenBy}/${urgency}`;
  if (isOutcome(kind) && urgency === "critical") return null;
  return kind in plurals ? `${kind}/${urgency}` : null;
}

/** Whether it is told with others that are due: some join early rather than be told one wave after the other. */
export function joins({ record, notifyAtMs }: AlertCell, nowMs: number): boolean {
  if (notifyAtMs <= nowMs) return true;
  return (isSharedOutcome(record) || waitsForMore(record.kind)) && notifyAtMs < Number.POSITIVE_INFINITY;
}

export function gravest(told: readonly AlertCell[]): Severity {
  return severities.findLast((severity) => told.some(({ record }) => record.severity === severity)) as Severity;
}

function counted(told: readonly AlertCell[], language: 0 | 1): string {
  const kinds = [...new Set(told.map(({ record }) => record.kind))].sort();
  return kinds
    .map((kind) => `${told.filter(({ record }) => record.kind === kind).length} ${plurals[kind]?.[language]}`)
    .join(", ");
}

function listed(texts: readonly string[], more: string): string {
  const rest = texts.length - listedMax;
  return [...texts.slice(0, listedMax), ...(rest > 0 ? [more.replace("#", String(rest))] : [])].join("; ");
}

/** What a message about several says; null where all of them read the same, as if it were one. */
export function textOfMany(told: readonly AlertCell[]): { title: Text; body: Text } | null {
  const no = [...new Set(told.map(({ record }) => record.summary.no))];
  const en = [...new Set(told.map(({ record }) => record.summary.en))];
  if (no.length === 1) return null;
  return {
    title: { no: counted(told, 0), en: counted(told, 1) },
    body: { no: listed(no, "og # til"), en: listed(en, "and # more") },
  };
}
