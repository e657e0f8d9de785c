import { table } from "./table.js";

const plan = "Tue_18:00 plan 08:00";
const heard = "06:00 beats until 22:00";

table("why a dose was missed", [
  {
    says: "the device's own reason goes before everything else",
    given: [plan, heard, "06:00 empty", "06:00 fault jam", "08:30 missed 08:00 user"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "of several reports the earliest speaks",
    given: [plan, "08:30 missed 08:00 empty", "08:20 missed 08:00 fault | received 08:40"],
    ends: { "08:00": "missed fault, revised 1" },
  },
  {
    says: "empty goes before a fault",
    given: [plan, heard, "06:00 empty", "06:00 fault jam"],
    ends: { "08:00": "missed empty" },
    alerts: ["dose-missed at 09:15"],
  },
  ...["technical", "pouch", "roll", "jam"].map((code) => ({
    says: `a fault that stops the dispenser is the reason: ${code}`,
    given: [plan, heard, `06:00 fault ${code}`],
    ends: { "08:00": "missed fault" },
  })),
  ...["rejectfull", "tilt"].map((code) => ({
    says: `a fault that does not stop it is no reason: ${code}`,
    given: [plan, heard, `06:00 fault ${code}`],
    ends: { "08:00": "missed user" },
  })),
  {
    says: "a fault that was cleared before the deadline is no reason",
    given: [plan, heard, "06:00 fault jam", "09:15 cleared jam"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "one that was cleared after it is",
    given: [plan, heard, "06:00 fault jam", "09:15:00.001 cleared jam"],
    ends: { "08:00": "missed fault" },
  },
  {
    says: "clearing another fault clears nothing",
    given: [plan, heard, "06:00 fault jam", "07:00 cleared roll"],
    ends: { "08:00": "missed fault" },
  },
  {
    says: "a fault at the very deadline is a reason",
    given: [plan, heard, "09:15 fault jam"],
    ends: { "08:00": "missed fault" },
  },
  {
    says: "a fault after the deadline is none, whenever we hear of it",
    given: [plan, heard, "09:15:00.001 fault jam"],
    ends: { "08:00": "missed user, revised 0" },
  },
  {
    says: "a dispense shows that it was neither empty nor stuck any more",
    given: [plan, heard, "05:00 empty", "05:00 fault jam", "05:30 dispensed prn"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a new roll ends empty",
    given: [plan, heard, "05:00 empty", "05:30 roll"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a reason known late is a revision",
    given: [plan, heard, "06:00 empty | received 12:00"],
    ends: { "08:00": "missed empty, first missed, revised 1, decided 09:15" },
  },
]);

table("why a dose is unknown", [
  {
    says: "an ambiguous dispense goes before a component that was down",
    given: [plan, heard, "08:10 cloud down", "08:20 cloud up", "08:25 missed 08:00 user", "08:30 dispensed"],
    ends: { "08:00": "unconfirmed ambiguous-dispense" },
  },
  {
    says: "a component that was down goes before an absence of our own",
    given: [plan, heard, "08:10 cloud down", "08:20 cloud up", "08:31 velvakt since=08:29", "08:32 velvakt back"],
    ends: { "08:00": "unconfirmed component:vendor-cloud" },
  },
  {
    says: "an absence of our own goes before a silent device",
    given: [plan, "05:00 beats until 06:00", "08:31 velvakt since=08:29", "08:32 velvakt back"],
    ends: { "08:00": "unconfirmed monitoring-gap" },
  },
  {
    says: "a silent device is the last explanation",
    given: [plan, "05:00 beats until 06:00"],
    ends: { "08:00": "unconfirmed device-silent" },
  },
]);

table("what people did", [
  {
    says: "a follow-up stands beside the verdict and does not change it",
    given: [plan, heard, "10:00 staff given-by-staff 08:00"],
    ends: { "08:00": "missed user, followup given-by-staff, revised 0" },
    alerts: ["dose-missed at 09:15 until 10:00", "no possible-double-dose"],
  },
  {
    says: "of several follow-ups the latest by its own time is shown",
    given: [plan, heard, "10:00 staff confirmed-by-phone 08:00", "09:30 staff not-reached 08:00 | received 10:30"],
    ends: { "08:00": "missed user, followup confirmed-by-phone" },
  },
  {
    says: "given by staff and dispensed as well: perhaps twice, and somebody must know at once",
    given: [plan, heard, "10:00 staff given-by-staff 08:00", "08:30 dispensed 08:00 | received 10:30, replayed"],
    ends: { "08:00": "on-time, at 08:30, followup given-by-staff, first missed" },
    alerts: ["possible-double-dose critical told at 10:30"],
  },
  {
    says: "also when the dispense was known first",
    given: [plan, "08:05 dispensed 08:00", "10:00 staff given-by-staff 08:00"],
    alerts: ["possible-double-dose critical at 10:00"],
  },
  {
    says: "confirmed by phone and dispensed is no double dose",
    given: [plan, "08:05 dispensed 08:00", "10:00 staff confirmed-by-phone 08:00"],
    alerts: ["no possible-double-dose"],
  },
]);

table("what is told again, and what is watched", [
  {
    says: "each later change of the verdict is a revision; the verdict at the deadline is kept for ever",
    given: [plan, "05:00 beats until 06:00", "10:00 beat buffer=0", "08:05 dispensed 08:00 | received 12:00, replayed"],
    until: "Thu_11:00",
    ends: { "08:00": "on-time, at 08:05, first unconfirmed, revised 2, decided 12:00" },
  },
  {
    says: "two missed in a row are serious",
    given: ["Tue_18:00 plan 08:00 14:00", heard],
    alerts: ["dose-missed moderate at 09:15", "dose-missed serious at 15:15"],
  },
  {
    says: "a time-critical dose of a device out of contact is told an hour before, while there is time to go there",
    given: ["Tue_18:00 plan 08:00!", "05:00 beats until 06:00"],
    alerts: ["critical-dose-unwatched critical told at 07:00"],
  },
  {
    says: "not of a device that is in contact",
    given: ["Tue_18:00 plan 08:00!", heard],
    alerts: ["no critical-dose-unwatched"],
  },
  {
    says: "not of a dose that is not time-critical",
    given: [plan, "05:00 beats until 06:00"],
    alerts: ["no critical-dose-unwatched"],
  },
  {
    says: "a pause without an end is asked about after a day",
    given: ["Tue_18:00 plan 08:00 14:00 to=Fri", "07:00 paused from=07:00"],
    until: "Thu_07:00",
    alerts: ["pause-overdue at Thu_07:00"],
  },
  {
    says: "not before",
    given: ["Tue_18:00 plan 08:00 14:00 to=Fri", "07:00 paused from=07:00"],
    until: "Thu_06:59:59.999",
    alerts: ["no pause-overdue"],
  },
  {
    says: "a pause that is over and no dose since is asked about after a day",
    given: ["Tue_18:00 plan 08:00 to=Fri", "07:00 paused from=07:00 to=10:00"],
    until: "Thu_10:00",
    alerts: ["pause-overdue at Thu_10:00"],
  },
  {
    says: "a test of the chain dispenses nothing",
    given: [plan, heard, "08:05 dispensed 08:00 | test"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "and plans nothing",
    given: ["Tue_18:00 plan 08:00 | test", heard],
    ends: {},
  },
  {
    says: "a plan that could not be used is told: the dispenser may lack its doses",
    given: ["Tue_18:00 garbled plan"],
    alerts: ["plan-missing at Tue_18:00"],
  },
  {
    says: "a device that was never heard of is missed from the start of its plan on",
    given: [plan],
    alerts: ["device-offline at 00:45"],
  },
]);
