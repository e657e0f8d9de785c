import { at, says } from "../support/world/say.js";
import { dispensed, heard, plan, type Row, reportedMissed } from "./rows.js";

const dose = "P-1@28 07:00";
const near = [{ at: "08:00" }, { at: "09:00" }];

export const dispensedRows: Row[] = [
  {
    says: "within an hour is on time",
    given: [plan(), dispensed("28 08:00", "28 07:00")],
    ends: { [dose]: "on-time" },
  },
  {
    says: "after that it is late",
    given: [plan(), dispensed("28 08:00:01", "28 07:00")],
    ends: { [dose]: "late" },
  },
  {
    says: "more than an hour before is early, if the device says which dose it is",
    given: [plan(), dispensed("28 05:59:59", "28 07:00")],
    ends: { [dose]: "early" },
  },
  {
    says: "an hour before is on time",
    given: [plan(), dispensed("28 06:00", "28 07:00")],
    ends: { [dose]: "on-time" },
  },
  { says: "four hours after is the last moment", given: [plan(), dispensed("28 11:00")], ends: { [dose]: "late" } },
  {
    says: "after that the verdict stays and the dispense is a note",
    given: [plan(), ...heard, dispensed("28 11:00:01", "28 07:00")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a plan may set how early, how punctual and how late",
    given: [
      plan({ earlyMin: 10, onTimeMin: 5, closeAfterMin: 30, times: near }),
      dispensed("28 06:55"),
      dispensed("28 08:06"),
    ],
    ends: { [dose]: "on-time", "P-1@28 08:00": "late" },
  },
  {
    says: "a late message tells the truth: it is judged by the device's time",
    given: [plan(), ...heard, dispensed("28 07:05", "28 07:00", { received: "29 06:00" })],
    end: "29 06:00",
    ends: { [dose]: "on-time" },
  },
  {
    says: "and what has not been received is not known",
    given: [plan(), ...heard, dispensed("28 07:05", "28 07:00", { received: "29 06:00" })],
    end: "29 05:59",
    ends: { [dose]: "missed user" },
  },
  {
    says: "a clock more than ten minutes ahead is not believed: the reception counts",
    given: [plan(), dispensed("28 09:11", undefined, { received: "28 06:00" })],
    ends: { [dose]: "on-time" },
  },
  {
    says: "a clock ten minutes ahead is believed",
    given: [plan(), dispensed("28 09:10", undefined, { received: "28 09:00" })],
    ends: { [dose]: "late" },
  },
  {
    says: "a time more than 72 hours before its reception is not believed",
    given: [plan({ from: "2026-03-20" }, "24 18:00"), dispensed("25 07:00", undefined, { received: "28 07:01" })],
    end: "28 07:02",
    ends: {
      "P-1@25 07:00": "unconfirmed device-silent",
      "P-1@26 07:00": "unconfirmed device-silent",
      "P-1@27 07:00": "unconfirmed device-silent",
      "P-1@28 07:00": "on-time",
    },
  },
];

export const matchingRows: Row[] = [
  {
    says: "an unnamed dispense takes the earliest dose whose window it lies in",
    given: [plan({ times: near }), dispensed("28 08:01")],
    ends: { [dose]: "late", "P-1@28 08:00": "unconfirmed device-silent" },
  },
  {
    says: "the next one takes the next dose",
    given: [plan({ times: near }), dispensed("28 08:01"), dispensed("28 08:02")],
    ends: { [dose]: "late", "P-1@28 08:00": "on-time" },
  },
  {
    says: "an unnamed dispense before every window means no dose",
    given: [plan(), dispensed("28 05:59")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "named dispenses take their dose first, also when they come later",
    given: [plan({ times: near }), dispensed("28 07:30"), dispensed("28 08:30", "28 07:00")],
    ends: { [dose]: "late", "P-1@28 08:00": "on-time" },
  },
  {
    says: "a name that no dose has means no dose",
    given: [plan(), dispensed("28 07:05", "28 07:01")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "an excused dose is not taken by an unnamed dispense",
    given: [
      plan({ times: near }),
      says("28 05:00", "plan.paused", {
        planId: "P-1",
        from: { atMs: at("28 06:00") },
        to: { atMs: at("28 07:30") },
        reason: "x",
      }),
      dispensed("28 07:05"),
    ],
    ends: { [dose]: "excused", "P-1@28 08:00": "on-time" },
  },
  {
    says: "two plans at one time: ties go by planId",
    given: [plan({ planId: "P-2" }), plan(), dispensed("28 07:05")],
    ends: { [dose]: "on-time", "P-2@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a planId narrows an unnamed dispense",
    given: [plan({ planId: "P-2" }), plan(), dispensed("28 07:05", undefined, { planId: "P-2" })],
    ends: { [dose]: "unconfirmed device-silent", "P-2@28 07:00": "on-time" },
  },
  {
    says: "a dose named without its plan is that of the smallest plan not yet taken by name",
    given: [
      plan({ planId: "P-2" }),
      plan(),
      dispensed("28 07:05", "28 07:00"),
      dispensed("28 07:50", "28 07:00", { planId: "P-1" }),
    ],
    ends: { [dose]: "on-time", "P-2@28 07:00": "on-time" },
  },
  {
    says: "of two dispenses of one dose the earliest counts",
    given: [plan(), dispensed("28 08:30", "28 07:00"), dispensed("28 07:05", "28 07:00")],
    ends: { [dose]: "on-time" },
  },
  {
    says: "a dispense as needed belongs to no dose",
    given: [plan(), says("28 07:05", "dose.dispensed", { mode: "prn", scheduledAtMs: at("28 07:00") })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a dispense of another device means nothing here",
    given: [plan(), dispensed("28 07:05", "28 07:00", { deviceId: "D-2" })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a dispense of a chain test means nothing",
    given: [plan(), dispensed("28 07:05", "28 07:00", { test: true })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a message again with the same id is the same message",
    given: [
      plan({ times: near }),
      dispensed("28 07:05", undefined, { id: "x" }),
      dispensed("28 07:05", undefined, { id: "x" }),
    ],
    ends: { [dose]: "on-time", "P-1@28 08:00": "unconfirmed device-silent" },
  },
  {
    says: "the order is that of the device's times, not of reception",
    given: [plan({ times: near }), dispensed("28 08:30"), dispensed("28 07:10", undefined, { received: "28 20:00" })],
    ends: { [dose]: "on-time", "P-1@28 08:00": "on-time" },
  },
];

export const reportRows: Row[] = [
  {
    says: "the device's own report makes a dose missed before its deadline",
    given: [plan(), reportedMissed("28 07:30", "28 07:00")],
    end: "28 07:31",
    ends: { [dose]: "missed user" },
  },
  {
    says: "a dispense of that dose by name goes before the report",
    given: [plan(), reportedMissed("28 08:15", "28 07:00"), dispensed("28 08:20", "28 07:00")],
    ends: { [dose]: "late" },
  },
  {
    says: "an unnamed dispense in the window of a dose reported missed makes it doubtful",
    given: [plan(), reportedMissed("28 08:15", "28 07:00"), dispensed("28 08:20")],
    ends: { [dose]: "unconfirmed ambiguous-dispense" },
  },
  {
    says: "unless a free dose is nearer to it",
    given: [plan({ times: near }), reportedMissed("28 08:15", "28 07:00"), dispensed("28 08:20")],
    ends: { [dose]: "missed user", "P-1@28 08:00": "on-time" },
  },
  {
    says: "a free dose just as near does not take the doubt away",
    given: [plan({ times: near }), reportedMissed("28 08:15", "28 07:00"), dispensed("28 07:30")],
    ends: { [dose]: "unconfirmed ambiguous-dispense", "P-1@28 08:00": "on-time" },
  },
  {
    says: "a named dispense casts no doubt on another dose",
    given: [plan({ times: near }), reportedMissed("28 08:15", "28 07:00"), dispensed("28 07:10", "28 08:00")],
    ends: { [dose]: "missed user", "P-1@28 08:00": "on-time" },
  },
];
