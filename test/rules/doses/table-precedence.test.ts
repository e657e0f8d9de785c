import { table } from "./table.js";

const plan = "Tue_18:00 plan 08:00";
const heard = "06:00 beats until 22:00";
const unknown = "unconfirmed device-silent";

table("excused", [
  {
    says: "a pause begins with its first instant and ends before its last",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "07:00 paused from=08:00 to=14:00"],
    ends: { "08:00": "excused, decided 08:00", "14:00": "missed user" },
  },
  {
    says: "a dose just before the pause is expected",
    given: ["Tue_18:00 plan 08:00", heard, "07:00 paused from=08:00:00.001 to=14:00"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a bare date as the end of a pause includes that day",
    given: ["Tue_18:00 plan 08:00 23:30 to=Thu", "Tue_20:00 paused from=Wed to=Wed", "Thu_06:00 beats until Thu_11:00"],
    ends: { "08:00": "excused", "23:30": "excused", "Thu_08:00": "missed user" },
  },
  {
    says: "a pause without an end lasts until the plan is resumed, from that instant on doses are expected",
    given: ["Tue_18:00 plan 08:00 12:00", heard, "07:00 paused from=07:00", "10:00 resumed at=12:00"],
    ends: { "08:00": "excused", "12:00": "missed user" },
  },
  {
    says: "or until the next version of the plan begins",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "07:00 paused from=07:00", "12:00 plan v2 08:00 14:00"],
    ends: { "08:00": "excused", "14:00": "missed user" },
  },
  {
    says: "a pause that has an end goes on through a new version",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "07:00 paused from=07:00 to=18:00", "12:00 plan v2 08:00 14:00"],
    ends: { "08:00": "excused", "14:00": "excused" },
  },
  {
    says: "resuming ends a pause that would have gone on",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "07:00 paused from=07:00 to=18:00", "12:00 resumed at=12:00"],
    ends: { "08:00": "excused", "14:00": "missed user" },
  },
  {
    says: "paused and resumed from the same instant: what was said later holds",
    given: ["Tue_18:00 plan 08:00", heard, "06:00 paused from=07:00", "06:30 resumed at=07:00"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "either way round",
    given: ["Tue_18:00 plan 08:00", heard, "06:00 resumed at=07:00", "06:30 paused from=07:00"],
    ends: { "08:00": "excused" },
  },
  {
    says: "a pause concerns its own plan only",
    given: [plan, "Tue_18:00 plan P-2 08:00", heard, "07:00 paused P-2 from=07:00 to=12:00"],
    ends: { "08:00": "missed user", "P-2 08:00": "excused" },
  },
  {
    says: "medicine handed out for a journey: both ends of the span included",
    given: ["Tue_18:00 plan 08:00 14:00 20:00", heard, "07:30 travel from=08:00 to=14:00"],
    ends: { "08:00": "excused", "14:00": "excused", "20:00": "missed user" },
  },
  {
    says: "just before the journey a dose is expected",
    given: [plan, heard, "07:30 travel from=08:00:00.001 to=14:00"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "just after the journey a dose is expected",
    given: [plan, heard, "07:30 travel from=07:30 to=07:59:59.999"],
    ends: { "08:00": "missed user" },
  },
  {
    says: "a journey given in days includes the last one",
    given: ["Tue_18:00 plan 08:00 23:30 to=Thu", "07:30 travel from=Wed to=Wed", "Thu_06:00 beats until Thu_11:00"],
    ends: { "08:00": "excused", "23:30": "excused", "Thu_08:00": "missed user" },
  },
  {
    says: "excused is decided at the planned time, not before",
    given: [plan, "07:00 paused from=07:00 to=12:00"],
    until: "07:59:59.999",
    ends: {},
  },
  {
    says: "or when it is heard of, if that is later",
    given: [plan, "07:00 paused from=07:00 to=12:00 | received 08:40"],
    ends: { "08:00": "excused, decided 08:40, first excused" },
  },
]);

table("what goes before what", [
  {
    says: "dispensed goes before excused",
    given: [plan, "07:00 paused from=07:00 to=12:00", "08:05 dispensed 08:00"],
    ends: { "08:00": "on-time, at 08:05" },
  },
  {
    says: "a device's report never makes an excused dose missed",
    given: [plan, "07:00 paused from=07:00 to=12:00", "09:15 missed 08:00 user"],
    ends: { "08:00": "excused, revised 0" },
  },
  {
    says: "a device's report counts at once, before the deadline",
    given: [plan, "08:20 missed 08:00 user"],
    ends: { "08:00": "missed user, decided 08:20, first missed" },
  },
  {
    says: "a device's report needs no contact and no deadline",
    given: [plan, "08:20 missed 08:00 user | received 10:00"],
    ends: { "08:00": "missed user, decided 10:00, first unconfirmed, revised 1" },
  },
  {
    says: "until the deadline a dose is pending",
    given: [plan, heard],
    until: "09:14:59.999",
    ends: { "08:00": "pending" },
    alerts: ["no dose-missed"],
  },
  {
    says: "at the deadline it is decided",
    given: [plan, heard],
    until: "09:15",
    ends: { "08:00": "missed user, decided 09:15, first missed" },
    alerts: ["dose-missed moderate at 09:15 standing"],
  },
  {
    says: "what is received at the very instant of the deadline comes first",
    given: [plan, heard, "09:15 dispensed 08:00"],
    ends: { "08:00": "late, at 09:15, first late, revised 0" },
    alerts: ["no dose-missed"],
  },
  {
    says: "what is received a thousandth of a second later revises",
    given: [plan, heard, "09:15 dispensed 08:00 | received 09:15:00.001"],
    ends: { "08:00": "late, at 09:15, first missed, revised 1, decided 09:15:00.001" },
    alerts: ["dose-missed at 09:15 until 09:15:00.001"],
  },
  {
    says: "a pause known late judges anew: missed becomes excused",
    given: [plan, heard, "10:00 paused from=08:00 to=12:00"],
    ends: { "08:00": "excused, decided 10:00, first missed, revised 1" },
    alerts: ["dose-missed until 10:00"],
  },
  {
    says: "a later pause with the same beginning corrects the earlier one",
    given: [
      "Tue_18:00 plan 08:00 14:00",
      heard,
      "07:00 paused from=07:00 to=20:00",
      "12:00 paused from=07:00 to=13:00",
    ],
    ends: { "08:00": "excused", "14:00": "missed user" },
  },
  {
    says: "a corrected pause takes the excuse back",
    given: [plan, heard, "07:00 paused from=07:00 to=20:00", "11:00 paused from=07:00 to=07:30"],
    ends: { "08:00": "missed user, first excused, revised 1, decided 11:00" },
  },
  {
    says: "a plan corrected late takes its doses back and brings its own",
    given: [plan, "Tue_19:00 plan v2 09:00 | received 12:00"],
    ends: { "09:00": unknown },
  },
]);
