import type { LogEvent } from "./event.js";
import type { AlertRecord, ComponentRecord, DeviceRecord, DoseRecord, IncidentRecord, Notification } from "./record.js";

/**
 * What the engine is fed. `receivedAtMs` never decreases and `time` never overtakes an event still
 * on its way: an event received at the very instant of a timer comes first.
 */
export type Input =
  | { kind: "event"; seq: number; receivedAtMs: number; event: LogEvent }
  /** Every event received up to and including `nowMs` has been given. */
  | { kind: "time"; nowMs: number }
  /** A rebuild from a log whose older days are gone: before `nowMs` only what lasts has been given. */
  | { kind: "figures-begin"; nowMs: number };

/** What the engine says. Records are whole and replace what was said of the same id before. */
export type Output =
  | { kind: "dose"; dose: DoseRecord }
  /** A changed plan no longer expects this dose: it has no record any more. */
  | { kind: "dose-withdrawn"; doseId: string; atMs: number }
  | { kind: "alert"; alert: AlertRecord }
  | { kind: "device"; device: DeviceRecord }
  | { kind: "component"; component: ComponentRecord }
  | { kind: "incident"; incident: IncidentRecord }
  | { kind: "notification"; notification: Notification }
  /** A fault in the rules themselves: what was due by this key has not been done. Everything else goes on. */
  | { kind: "defect"; wakeUp: string; atMs: number; error: string };
