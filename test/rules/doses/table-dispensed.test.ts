import { table } from "./table.js";

const plan = "Tue_18:00 plan 08:00";
const two = "Tue_18:00 plan 08:00 09:00";
const heard = "06:00 beats until 22:00";

table("early, on time, late", [
  {
    says: "a dispense an hour after the planned time is on time",
    given: [plan, "09:00 dispensed 08:00"],
    ends: { "08:00": "on-time, at 09:00, decided 09:00" },
  },
  {
    says: "a thousandth of a second later it is late",
    given: [plan, "09:00:00.001 dispensed 08:00"],
    ends: { "08:00": "late, at 09:00:00.001" },
  },
  {
    says: "four hours after the planned time it still counts, as late",
    given: [plan, heard, "12:00 dispensed 08:00"],
    ends: { "08:00": "late, at 12:00, first missed, revised 1" },
  },
  {
    says: "after that the verdict stays and the dispense is only a note",
    given: [plan, heard, "12:00:00.001 dispensed 08:00"],
    ends: { "08:00": "missed user, revised 0" },
    alerts: ["no dose-extra"],
  },
  {
    says: "a dispense an hour before the planned time is on time",
    given: [plan, "07:00 dispensed 08:00"],
    ends: { "08:00": "on-time, at 07:00" },
  },
  {
    says: "one that names its dose may come earlier, and is early",
    given: [plan, "06:59:59.999 dispensed 08:00"],
    ends: { "08:00": "early, at 06:59:59.999" },
  },
  {
    says: "a dispense is never called early because the verdict was asked early: it is decided when it is heard of",
    given: [plan, "06:00 dispensed 08:00 | received 06:30"],
    ends: { "08:00": "early, at 06:00, decided 06:30, first early" },
  },
]);

table("which dispense is which dose", [
  {
    says: "an unnamed dispense may come an hour before the planned time",
    given: [plan, heard, "07:00 dispensed"],
    ends: { "08:00": "on-time, at 07:00" },
  },
  {
    says: "but not earlier",
    given: [plan, heard, "06:59:59.999 dispensed"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "an unnamed dispense may come four hours after the planned time",
    given: [plan, heard, "12:00 dispensed"],
    ends: { "08:00": "late, at 12:00" },
  },
  {
    says: "but not later",
    given: [plan, heard, "12:00:00.001 dispensed"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "it takes the earliest dose it may be, even if another lies closer",
    given: [two, heard, "08:50 dispensed"],
    ends: { "08:00": "on-time, at 08:50", "09:00": "missed user" },
  },
  {
    says: "named dispenses take their dose first",
    given: [two, "08:30 dispensed", "08:50 dispensed 08:00"],
    ends: { "08:00": "on-time, at 08:50", "09:00": "on-time, at 08:30" },
  },
  {
    says: "unnamed dispenses come in the order of their own times, however late they are heard of",
    given: [two, "09:05 dispensed", "08:05 dispensed | received 09:30"],
    ends: { "08:00": "on-time, at 08:05", "09:00": "on-time, at 09:05" },
  },
  {
    says: "of two plans with a dose at the same time the lower planId is served first",
    given: ["Tue_18:00 plan P-2 08:00", "Tue_18:00 plan P-1 08:00", heard, "08:05 dispensed"],
    ends: { "08:00": "on-time, at 08:05", "P-2 08:00": "missed user" },
  },
  {
    says: "an unnamed dispense may name its plan",
    given: ["Tue_18:00 plan P-2 08:00", "Tue_18:00 plan P-1 08:00", heard, "08:05 dispensed P-2"],
    ends: { "08:00": "missed user", "P-2 08:00": "on-time, at 08:05" },
  },
  {
    says: "a dispense that names dose and plan goes before one that names only the dose",
    given: [
      "Tue_18:00 plan P-1 08:00",
      "Tue_18:00 plan P-2 08:00",
      "08:05 dispensed 08:00",
      "08:10 dispensed 08:00 P-1",
    ],
    ends: { "08:00": "on-time, at 08:10", "P-2 08:00": "on-time, at 08:05" },
    alerts: ["no dose-extra"],
  },
  {
    says: "a dispense of another device is none of this one's doses",
    given: [plan, heard, "08:05 dispensed 08:00 | on D-2"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a dispense does not take a dose that is paused",
    given: [two, "07:00 paused from=08:00 to=08:30", "08:30 dispensed"],
    ends: { "08:00": "excused", "09:00": "on-time, at 08:30" },
  },
  {
    says: "a further dispense of the same dose is told: the earliest counts",
    given: [plan, "08:05 dispensed 08:00", "08:20 dispensed 08:00"],
    ends: { "08:00": "on-time, at 08:05" },
    alerts: ["dose-extra at 08:20"],
  },
  {
    says: "the earliest by its own time, whichever is heard of first",
    given: [plan, "08:20 dispensed 08:00", "08:05 dispensed 08:00 | received 08:30"],
    ends: { "08:00": "on-time, at 08:05" },
    alerts: ["dose-extra at 08:30"],
  },
  {
    says: "two unnamed dispenses where one dose is due are one dose and one extra",
    given: [plan, "08:05 dispensed", "08:20 dispensed"],
    ends: { "08:00": "on-time, at 08:05" },
    alerts: ["dose-extra at 08:20"],
  },
  {
    says: "a further dispense is an extra also when its dose is long closed",
    given: [plan, "08:05 dispensed 08:00", "12:00:00.001 dispensed 08:00"],
    ends: { "08:00": "on-time, at 08:05" },
    alerts: ["dose-extra at 12:00:00.001"],
  },
  {
    says: "two dispenses at one instant are two doses",
    given: [two, "08:30 dispensed | id b", "08:30 dispensed | id a"],
    ends: { "08:00": "on-time, at 08:30", "09:00": "on-time, at 08:30" },
    alerts: ["no dose-extra"],
  },
  {
    says: "an unnamed dispense far from any dose is none",
    given: [plan, heard, "18:00 dispensed"],
    ends: { "08:00": "missed user" },
    alerts: ["no dose-extra"],
  },
  {
    says: "as-needed medicine is no dose of the plan",
    given: [plan, heard, "08:05 dispensed prn"],
    ends: { "08:00": "missed user" },
    alerts: ["no dose-extra"],
  },
  {
    says: "help from another hand is a dispense too",
    given: [plan, "08:05 dispensed assisted 08:00"],
    ends: { "08:00": "on-time, at 08:05" },
  },
  {
    says: "a way of dispensing that nobody knows counts as the usual one",
    given: [plan, "08:05 dispensed sideways"],
    ends: { "08:00": "on-time, at 08:05" },
  },
  {
    says: "a late word moves the doses around it: what was taken for 08:00 was 09:00",
    given: [two, heard, "08:50 dispensed", "08:10 dispensed 08:00 | received 11:00"],
    ends: { "08:00": "on-time, at 08:10, revised 0", "09:00": "on-time, at 08:50, first missed, revised 1" },
  },
]);

table("a dispense beside the device's own report that it was missed", [
  {
    says: "an unnamed dispense that may have been the reported dose makes it ambiguous",
    given: [plan, "09:10 missed 08:00 user", "09:20 dispensed"],
    ends: { "08:00": "unconfirmed ambiguous-dispense, revised 1, decided 09:20" },
    alerts: ["no dose-extra"],
  },
  {
    says: "also when the dispense lies before the report",
    given: [plan, "08:30 dispensed", "09:10 missed 08:00 user"],
    ends: { "08:00": "unconfirmed ambiguous-dispense" },
  },
  {
    says: "not when another free dose fits the dispense better",
    given: ["Tue_18:00 plan 08:00 10:00", "09:10 missed 08:00 user", "09:20 dispensed"],
    ends: { "08:00": "missed user", "10:00": "on-time, at 09:20" },
  },
  {
    says: "a free dose that fits no better does not settle it, and is dispensed all the same",
    given: ["Tue_18:00 plan 08:00 10:00", "08:55 missed 08:00 user", "09:00 dispensed"],
    ends: { "08:00": "unconfirmed ambiguous-dispense", "10:00": "on-time, at 09:00" },
  },
  {
    says: "outside its window a dispense says nothing about the reported dose",
    given: [plan, "09:10 missed 08:00 user", "12:00:00.001 dispensed"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a named dispense goes before the report: the dose was dispensed",
    given: [plan, "09:10 missed 08:00 user", "09:20 dispensed 08:00"],
    ends: { "08:00": "late, at 09:20, revised 1" },
  },
  {
    says: "as-needed medicine makes nothing ambiguous",
    given: [plan, "09:10 missed 08:00 user", "09:20 dispensed prn"],
    ends: { "08:00": "missed user" },
  },
]);
