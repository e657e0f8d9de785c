import { componentSays, heartbeats, says, stateIs } from "../support/world/say.js";
import { dispensed, heard, plan, type Row, reportedMissed } from "./rows.js";

const dose = "P-1@28 07:00";
const declared = { detectedBy: "supplier" as const };
const silentAtDeadline = [plan(), ...heartbeats("28 05:00", "28 06:00", { data: { bufferedEvents: 0 } })];
const numbered = (time: string, sequence: number, id?: string) =>
  says(time, "link.heartbeat", {}, { sequence, replayed: true, ...(id ? { id } : {}) });

export const evidenceRows: Row[] = [
  {
    says: "a device that says after the deadline that its buffer is empty would have told",
    given: [...silentAtDeadline, says("28 09:00", "link.heartbeat", { bufferedEvents: 0 })],
    ends: { [dose]: "missed user" },
  },
  {
    says: "not before the way has been whole for 15 minutes",
    given: [...silentAtDeadline, says("28 09:00", "link.heartbeat", { bufferedEvents: 0 })],
    end: "28 09:15",
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a new break within these 15 minutes starts the wait anew",
    given: [
      ...silentAtDeadline,
      says("28 09:00", "link.heartbeat", { bufferedEvents: 0 }),
      stateIs("28 09:10", "offline"),
      stateIs("28 09:20", "online"),
    ],
    end: "28 09:34:59",
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "which then ends 15 minutes after that break",
    given: [
      ...silentAtDeadline,
      says("28 09:00", "link.heartbeat", { bufferedEvents: 0 }),
      stateIs("28 09:10", "offline"),
      stateIs("28 09:20", "online"),
    ],
    end: "28 09:35",
    ends: { [dose]: "missed user" },
  },
  {
    says: "a path that stays down never settles",
    given: [
      ...silentAtDeadline,
      says("28 09:00", "link.heartbeat", { bufferedEvents: 0 }),
      componentSays("28 08:30", "vendor-cloud", "outage.opened", declared),
    ],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "an empty buffer before the deadline says nothing about the dose",
    given: [...silentAtDeadline, says("28 09:00", "link.heartbeat", {})],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a buffer that is not empty proves nothing",
    given: [...silentAtDeadline, says("28 09:00", "link.heartbeat", { bufferedEvents: 2 })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "numbering without a hole from before the window to after the deadline proves that nothing is missing",
    given: [plan(), numbered("28 06:00", 7), numbered("28 07:30", 8), numbered("28 08:15", 9)],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a hole in it proves nothing",
    given: [plan(), numbered("28 06:00", 7), numbered("28 08:15", 9)],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "numbering that begins inside the window proves nothing",
    given: [plan(), numbered("28 06:01", 7), numbered("28 08:15", 8)],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "numbering that starts anew proves nothing",
    given: [plan(), numbered("28 06:00", 8), numbered("28 08:15", 7)],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a message older than 72 hours on arrival proves nothing: nobody knows when it was written",
    given: [plan(), says("25 07:00", "link.heartbeat", { bufferedEvents: 0 }, { received: "28 09:00" })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a clock too far ahead is read as now, and proves as much as any other",
    given: [plan(), says("28 12:00", "link.heartbeat", { bufferedEvents: 0 }, { received: "28 09:00" })],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a number used twice proves nothing",
    given: [
      plan(),
      numbered("28 06:00", 7),
      numbered("28 07:00", 8, "a"),
      numbered("28 07:30", 8, "b"),
      numbered("28 08:15", 9),
    ],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a message delivered twice is one message",
    given: [
      plan(),
      numbered("28 06:00", 7),
      numbered("28 07:00", 8, "c"),
      numbered("28 07:00", 8, "c"),
      numbered("28 08:15", 9),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "evidence stands against a break: an outage between is over and explained nothing away",
    given: [
      ...silentAtDeadline,
      componentSays("28 06:30", "vendor-cloud", "outage.opened", declared),
      componentSays("28 08:30", "vendor-cloud", "outage.closed", declared),
      says("28 09:00", "link.heartbeat", { bufferedEvents: 0 }),
    ],
    ends: { [dose]: "missed user" },
  },
];

export const causeRows: Row[] = [
  {
    says: "the device's own reason comes first",
    given: [plan(), ...heard, says("28 06:00", "stock.empty", {}), reportedMissed("28 08:15", "28 07:00", "fault")],
    ends: { [dose]: "missed fault" },
  },
  {
    says: "of several reports the earliest gives the reason",
    given: [plan(), reportedMissed("28 08:20", "28 07:00", "user"), reportedMissed("28 08:15", "28 07:00", "empty")],
    ends: { [dose]: "missed empty" },
  },
  {
    says: "empty comes before a fault",
    given: [plan(), ...heard, says("28 06:00", "stock.empty", {}), says("28 07:00", "fault.raised", { code: "jam" })],
    ends: { [dose]: "missed empty" },
  },
  {
    says: "a dispense shows that it was not empty any more",
    given: [plan(), ...heard, says("28 04:00", "stock.empty", {}), dispensed("28 05:00")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a new roll ends empty",
    given: [
      plan(),
      ...heard,
      says("28 04:00", "stock.empty", {}),
      says("28 05:00", "roll.loaded", { rollId: "r", firstDoseAtMs: 0, lastDoseAtMs: 0, doses: 40 }),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "empty after the deadline does not explain the dose",
    given: [plan(), ...heard, says("28 08:16", "stock.empty", {})],
    ends: { [dose]: "missed user" },
  },
  {
    says: "an open fault that stops dispensing is the cause",
    given: [plan(), ...heard, says("28 06:00", "fault.raised", { code: "roll" })],
    ends: { [dose]: "missed fault" },
  },
  {
    says: "a fault that does not stop dispensing is not",
    given: [plan(), ...heard, says("28 06:00", "fault.raised", { code: "tilt" })],
    ends: { [dose]: "missed user" },
  },
  {
    says: "only clearing the same fault, or a dispense, ends it",
    given: [
      plan(),
      ...heard,
      says("28 06:00", "fault.raised", { code: "roll" }),
      says("28 06:10", "fault.cleared", { code: "jam" }),
    ],
    ends: { [dose]: "missed fault" },
  },
  {
    says: "a cleared fault is over",
    given: [
      plan(),
      ...heard,
      says("28 06:00", "fault.raised", { code: "roll" }),
      says("28 06:10", "fault.cleared", { code: "roll" }),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a dispense as needed ends a fault too",
    given: [
      plan(),
      ...heard,
      says("28 06:00", "fault.raised", { code: "roll" }),
      says("28 06:10", "dose.dispensed", { mode: "prn" }),
    ],
    ends: { [dose]: "missed user" },
  },
];
