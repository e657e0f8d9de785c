import { cityDistrict } from "../../rules/kpi/cells.js";
import type { Call } from "../../rules/kpi/count-alerts.js";
import { cityPart, hourPart, joined, type Part, placesOf } from "../../rules/kpi/facts.js";
import { hourMs } from "../../rules/kpi/periods.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Input, Output } from "../../rules/model/engine.js";
import type { AlertRecord, DoseRecord, Notification, Severity } from "../../rules/model/record.js";
import type { Span } from "../../rules/span.js";
import type { PlaceDay } from "../database/gate-store.js";
import type { JournalNoteFact } from "../database/kpi-facts.js";
import type { RawFacts } from "../database/kpi-reads.js";
import { countCells } from "../kpi/count.js";
import { createFactsOf } from "../kpi/facts-of.js";

/** A day's figures of each place, and the city's under `*`. */
export interface CountedDay {
  places: PlaceDay[];
  /** Calls that ring by district and UTC hour of the day's cells. */
  rings: { district: string; hourMs: number; calls: number }[];
}

/** What key figures are counted from, kept in memory instead of in the database; counted by the same rules. */
export interface TrialFacts {
  take(outputs: readonly Output[], input: Input): void;
  /** Counts a local day as of now, and forgets what is older. */
  count(day: Span, time: { beganMs: number; asOfMs: number }): CountedDay;
}

type KeptCall = Call & { district: string };

/** Each time that people were told of an alert, as the ledger has it. */
function createCalls() {
  const byAlert = new Map<string, KeptCall[]>();

  function tell(alertId: string, district: string, severity: Severity, toldAtMs: number): void {
    const calls = byAlert.get(alertId) ?? [];
    calls.push({ district, severity, toldAtMs, answeredAtMs: null, overAtMs: null });
    byAlert.set(alertId, calls);
  }

  return {
    byAlert,
    takeAlert(alert: AlertRecord): void {
      const { alertId, notifiedAtMs, acknowledgedAtMs, closedAtMs, clearedAtMs } = alert;
      if (notifiedAtMs === null) return;
      if (!byAlert.has(alertId)) tell(alertId, alert.district ?? cityDistrict, alert.severity, notifiedAtMs);
      const call = byAlert.get(alertId)?.at(-1);
      if (!call || call.answeredAtMs !== null || call.overAtMs !== null) return;
      const since = (ms: number | null) => (ms !== null && ms >= call.toldAtMs ? ms : null);
      call.answeredAtMs = since(acknowledgedAtMs ?? closedAtMs);
      call.overAtMs = since(clearedAtMs);
    },
    /** Told again of what had come to an end is another call. */
    takeNotification({ alertIds, atMs, severity }: Notification): void {
      for (const alertId of alertIds) {
        const before = byAlert.get(alertId)?.at(-1);
        if (!before || atMs <= before.toldAtMs || (before.answeredAtMs ?? before.overAtMs) === null) continue;
        tell(alertId, before.district, severity, atMs);
      }
    },
    forget(beforeMs: number): void {
      for (const [id, calls] of byAlert) if ((calls.at(-1)?.toldAtMs ?? 0) < beforeMs) byAlert.delete(id);
    },
  };
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function ringsOf({ cell }: Part): number {
  const { moderate, serious, critical } = cell.calls.bySeverity;
  return moderate + serious + critical;
}

export function createTrialFacts(ecosystem: Ecosystem): TrialFacts {
  const readFacts = createFactsOf(ecosystem);
  const doses = new Map<string, DoseRecord>();
  const calls = createCalls();
  const notes = new Map<string, JournalNoteFact>();

  function takeInput(input: Input): void {
    if (input.kind !== "event" || input.event.kind !== "telemetry") return;
    const { seq, receivedAtMs, event } = input;
    if (!event.event.type.startsWith("hop.")) return;
    const { journalNotes } = readFacts({
      events: [{ seq, receivedAtUs: receivedAtMs * 1000, event }],
      keys: [],
      quarantined: [],
      outputs: [],
      position: { seq, engineTimeMs: receivedAtMs },
    });
    for (const note of journalNotes) {
      const known = notes.get(note.messageId);
      notes.set(note.messageId, {
        ...note,
        sentAtMs: earliest(known?.sentAtMs ?? null, note.sentAtMs),
        arrivedAtMs: earliest(known?.arrivedAtMs ?? null, note.arrivedAtMs),
        rejectedAtMs: earliest(known?.rejectedAtMs ?? null, note.rejectedAtMs),
      });
    }
  }

  function rawFacts(keys: readonly { district: string; hourMs: number; dayFromMs: number }[]): RawFacts {
    const place = new Map(keys.map((key, index) => [`${key.district}/${key.hourMs}`, index]));
    const lists = <T>(): T[][] => keys.map(() => []);
    const first = keys[0]?.hourMs ?? 0;
    const at = (district: string, ms: number | null) =>
      ms === null ? undefined : place.get(`${district}/${first + Math.floor((ms - first) / hourMs) * hourMs}`);
    const facts: RawFacts = {
      doses: lists(),
      residentsBefore: lists(),
      calls: lists(),
      supplierAlerts: lists(),
      journalNotes: lists(),
      spans: lists(),
      gaps: [],
    };
    for (const dose of doses.values()) {
      const index = at(dose.district, dose.scheduledAtMs);
      if (index !== undefined) facts.doses[index]?.push(dose);
    }
    for (const call of [...calls.byAlert.values()].flat()) {
      const index = at(call.district, call.toldAtMs);
      if (index !== undefined) facts.calls[index]?.push(call);
    }
    for (const note of notes.values()) {
      const index = at(cityDistrict, note.sentAtMs);
      if (index !== undefined) facts.journalNotes[index]?.push(note);
    }
    return facts;
  }

  function forget(beforeMs: number): void {
    for (const [id, { scheduledAtMs }] of doses) if (scheduledAtMs < beforeMs) doses.delete(id);
    for (const [id, { seenAtMs }] of notes) if (seenAtMs < beforeMs) notes.delete(id);
    calls.forget(beforeMs);
  }

  return {
    take(outputs, input) {
      takeInput(input);
      for (const output of outputs) {
        if (output.kind === "dose") doses.set(output.dose.doseId, output.dose);
        else if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
        else if (output.kind === "alert") calls.takeAlert(output.alert);
        else if (output.kind === "notification") calls.takeNotification(output.notification);
      }
    },
    count({ fromMs, toMs }, time) {
      const hours = Array.from({ length: Math.round((toMs - fromMs) / hourMs) }, (_, n) => fromMs + n * hourMs);
      const keys = placesOf(ecosystem).flatMap((district) =>
        hours.map((atMs) => ({ district, hourMs: atMs, dayFromMs: fromMs })),
      );
      const cells = countCells(ecosystem, keys, rawFacts(keys), time);
      const parts = cells.map((one) => ({
        district: one.district,
        ...hourPart(ecosystem, one.district, one.hourMs, one.cell),
      }));
      const places = new Map(
        placesOf(ecosystem).map((place) => {
          const own = parts.filter(({ district }) => district === place);
          return [place, joined(fromMs, own)];
        }),
      );
      const days = [...places].map(([district, part]) => ({ district, ...part }));
      forget(fromMs);
      return {
        places: [...days, { district: "*", ...cityPart(ecosystem, fromMs, places) }],
        rings: parts.map((part) => ({ district: part.district, hourMs: part.fromMs, calls: ringsOf(part) })),
      };
    },
  };
}
