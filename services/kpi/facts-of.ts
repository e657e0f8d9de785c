import type { CommitBatch, LoggedEvent } from "../../ingest/store/log-store.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Telemetry } from "../../rules/model/event.js";
import type {
  CommitFacts,
  DeviceChange,
  FactsOf,
  JournalNoteFact,
  ListeningChange,
  SupplierAlertFact,
} from "../database/kpi-facts.js";

/** The flow whose notes are followed from the first step to the last. */
const journalFlow = "journal";

function earliest(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.min(one, other);
}

/** Joins what is said of the same thing: the earliest of each instant. */
function merge<T extends SupplierAlertFact | JournalNoteFact>(known: T | undefined, said: T): T {
  if (known === undefined) return said;
  const before: Record<string, unknown> = { ...known };
  const merged = Object.entries(said).map(([name, value]) => [
    name,
    name.endsWith("AtMs") ? earliest(before[name] as number | null, value as number | null) : (before[name] ?? value),
  ]);
  return Object.fromEntries(merged) as T;
}

interface Said {
  event: Telemetry;
  district: string | null;
  /** The sender's time, or the reception where that cannot be believed. */
  atMs: (timeMs: number) => number;
  seenAtMs: number;
}

function supplierAlertOf({ event, district, atMs, seenAtMs }: Said): SupplierAlertFact | null {
  if (!event.type.startsWith("alert.")) return null;
  const { type, data, timeMs } = event as Extract<Telemetry, { type: `alert.${string}` }>;
  const at = (isSaid: boolean) => (isSaid ? atMs(timeMs) : null);
  return {
    alertRef: data.alertRef,
    deviceId: type === "alert.raised" ? data.deviceId : null,
    district,
    raisedAtMs: at(type === "alert.raised"),
    deliveredAtMs: at(type === "alert.delivered"),
    takenAtMs: at(type !== "alert.raised" && type !== "alert.delivered"),
    seenAtMs,
  };
}

function journalNoteOf({ event, atMs, seenAtMs }: Said, steps: readonly string[]): JournalNoteFact | null {
  if ((event.type !== "hop.passed" && event.type !== "hop.rejected") || event.data.flow !== journalFlow) return null;
  const { step, messageId } = event.data;
  const at = (isSaid: boolean) => (isSaid ? atMs(event.data.atMs ?? event.timeMs) : null);
  const passed = event.type === "hop.passed";
  return {
    messageId,
    sentAtMs: at(passed && step === steps[0]),
    arrivedAtMs: at(passed && step === steps.at(-1)),
    rejectedAtMs: at(!passed),
    seenAtMs,
  };
}

function listeningOf({ event, receivedAtUs }: LoggedEvent): ListeningChange[] {
  if (event.kind === "gap-opened") return [{ kind: "opened", atMs: event.fromMs }];
  return event.kind === "gap-closed" ? [{ kind: "closed", atMs: Math.floor(receivedAtUs / 1000) }] : [];
}

/** Each status that a device came to have in the batch; one that stood before counts from the batch on. */
function deviceChanges({ outputs, position }: CommitBatch, beforeMs: number): DeviceChange[] {
  const changes = new Map<string, DeviceChange>();
  for (const output of outputs) {
    if (output.kind !== "device") continue;
    const { deviceId, district, deviceClass, residentRef, statusSinceMs } = output.device;
    const isNew = statusSinceMs !== null && statusSinceMs > beforeMs;
    const atMs = isNew ? statusSinceMs : position.engineTimeMs;
    const status = residentRef === null ? null : output.device.status;
    changes.set(`${deviceId}\n${atMs}`, { deviceId, district, deviceClass, status, atMs });
  }
  return [...changes.values()];
}

/** Reads from each batch what key figures are counted from. */
export function createFactsOf({ flows, thresholds }: Ecosystem): FactsOf {
  const steps = flows.find(({ id }) => id === journalFlow)?.steps ?? [];
  const aheadMs = thresholds.clockAheadMaxMin * 60_000;
  const behindMs = thresholds.lateDataMaxHours * 3_600_000;
  let last: { batch: CommitBatch; beforeMs: number } | null = null;

  const saidBy = ({ event, receivedAtUs }: LoggedEvent): Said[] => {
    if (event.kind !== "telemetry" || event.event.test || event.sender.deviceClass !== "component") return [];
    const seenAtMs = Math.floor(receivedAtUs / 1000);
    const isBelieved = (timeMs: number) => timeMs <= seenAtMs + aheadMs && timeMs >= seenAtMs - behindMs;
    const district = event.sender.district === "_" ? null : event.sender.district;
    const atMs = (timeMs: number) => (isBelieved(timeMs) ? Math.trunc(timeMs) : seenAtMs);
    return [{ event: event.event, district, atMs, seenAtMs }];
  };

  return (batch): CommitFacts => {
    // The same batch may be asked for again, when the first try to write it failed.
    const beforeMs = last?.batch === batch ? last.beforeMs : (last?.batch.position.engineTimeMs ?? Infinity);
    last = { batch, beforeMs };
    const alerts = new Map<string, SupplierAlertFact>();
    const notes = new Map<string, JournalNoteFact>();
    for (const said of batch.events.flatMap(saidBy)) {
      const alert = supplierAlertOf(said);
      if (alert) alerts.set(alert.alertRef, merge(alerts.get(alert.alertRef), alert));
      const note = journalNoteOf(said, steps);
      if (note) notes.set(note.messageId, merge(notes.get(note.messageId), note));
    }
    return {
      devices: deviceChanges(batch, beforeMs),
      supplierAlerts: [...alerts.values()],
      journalNotes: [...notes.values()],
      listening: batch.events.flatMap(listeningOf),
    };
  };
}
