import { table } from "./table.js";

/** Nothing was ever heard of the device: whatever is expected ends as unknown. */
const unknown = "unconfirmed device-silent";
const heard = "06:00 beats until 22:00";

table("when a dose is planned", [
  {
    says: "a plan speaks of the wall clock of the installation",
    given: ["Tue_18:00 plan 08:00"],
    ends: { "08:00": unknown },
  },
  {
    says: "a plan may name its own time zone: 08:00 in UTC is 09:00 in Oslo in winter",
    given: ["Tue_18:00 plan 08:00 zone=UTC"],
    ends: { "09:00": unknown },
  },
  {
    says: "on the night to summer time, 02:30 does not exist and the dose is at 03:30",
    day: "2026-03-29",
    given: ["28.03_18:00 plan 02:30"],
    ends: { "03:30": unknown },
  },
  {
    says: "02:30 and 03:30 are one instant that night, and one dose",
    day: "2026-03-29",
    given: ["28.03_18:00 plan 02:30 03:30"],
    ends: { "03:30": unknown },
  },
  {
    says: "of two times on one instant the stricter deadline counts",
    day: "2026-03-29",
    given: ["28.03_18:00 plan 02:30+60 03:30+20", "28.03_23:00 beats until 06:00"],
    ends: { "03:30": "missed user, decided 03:50" },
  },
  {
    says: "of two times on one instant the time-critical one counts",
    day: "2026-03-29",
    given: ["28.03_18:00 plan 02:30! 03:30", "28.03_23:00 beats until 06:00"],
    ends: { "03:30": "missed user, decided 04:00" },
    alerts: ["dose-missed critical at 04:00"],
  },
  {
    says: "on the night to winter time 02:30 comes twice and the dose once, at the first",
    day: "2026-10-25",
    given: ["24.10_18:00 plan 02:30"],
    ends: { "02:30": unknown },
  },
  {
    says: "the second 02:30 is an hour later, and still in time",
    day: "2026-10-25",
    given: ["24.10_18:00 plan 02:30", "02:30b dispensed 02:30"],
    ends: { "02:30": "on-time, at 02:30b" },
  },
  {
    says: "only the weekdays that the plan names",
    given: ["Tue_18:00 plan 08:00 days=tue,thu to=Thu"],
    ends: { "Thu_08:00": unknown },
  },
  {
    says: "the last date of a plan is included, the day after is not",
    given: ["Mon_18:00 plan 08:00 from=Tue to=Wed"],
    ends: { "Tue_08:00": unknown, "08:00": unknown },
  },
  {
    says: "the deadline is 75 minutes after the planned time",
    given: ["Tue_18:00 plan 08:00", heard],
    ends: { "08:00": "missed user, decided 09:15" },
  },
  {
    says: "a plan may set its own deadline",
    given: ["Tue_18:00 plan 08:00 alert=45", heard],
    ends: { "08:00": "missed user, decided 08:45" },
  },
  {
    says: "a single time may set its own deadline before that of its plan",
    given: ["Tue_18:00 plan 08:00+20 14:00 alert=45", heard],
    ends: { "08:00": "missed user, decided 08:20", "14:00": "missed user, decided 14:45" },
  },
  {
    says: "time-critical is said per time: 30 minutes there, 75 at the others",
    given: ["Tue_18:00 plan 08:00! 14:00", heard],
    ends: { "08:00": "missed user, decided 08:30", "14:00": "missed user, decided 15:15" },
    alerts: ["dose-missed critical at 08:30"],
  },
  {
    says: "a whole plan may be time-critical",
    given: ["Tue_18:00 plan 08:00 critical", heard],
    ends: { "08:00": "missed user, decided 08:30" },
  },
  {
    says: "a plan may set how early, how late in time and how late at all a dispense counts",
    given: [
      "Tue_18:00 plan 08:00 12:00 18:00 early=10 ontime=15 close=60",
      "07:50 dispensed",
      "12:15:00.001 dispensed",
      "19:00:00.001 dispensed",
      heard,
    ],
    ends: { "08:00": "on-time, at 07:50", "12:00": "late", "18:00": "missed user" },
  },
  {
    says: "a dose belongs to the district the device last spoke from at the planned time",
    given: ["Tue_18:00 plan 08:00", "07:00 beat | in alna", "08:00:00.001 beat | in bjerke"],
    ends: { "08:00": `${unknown}, in alna` },
  },
  {
    says: "a word spoken at the planned instant itself still decides the district",
    given: ["Tue_18:00 plan 08:00", "08:00 beat | in alna", "08:00:00.001 beat | in bjerke"],
    ends: { "08:00": `${unknown}, in alna` },
  },
]);

table("which plan counts", [
  {
    says: "a higher version counts from its own time on; what was before it stays",
    given: ["Tue_18:00 plan 08:00 20:00", "12:00 plan v2 09:00 21:00"],
    ends: { "08:00": unknown, "21:00": unknown },
  },
  {
    says: "a version that begins on a later date leaves the days before to the one below",
    given: ["Mon_18:00 plan 08:00 to=Thu", "Tue_19:00 plan v2 09:00 from=Thu to=Thu"],
    ends: { "08:00": unknown, "Thu_09:00": unknown },
  },
  {
    says: "a lower version that comes later changes nothing",
    given: ["Tue_18:00 plan v2 09:00", "Tue_20:00 plan v1 08:00"],
    ends: { "09:00": unknown },
  },
  {
    says: "the same version twice: the later envelope speaks",
    given: ["Tue_18:00 plan 08:00", "Tue_19:00 plan 09:00"],
    ends: { "09:00": unknown },
  },
  {
    says: "the later envelope, not the later reception",
    given: ["Tue_19:00 plan 09:00", "Tue_18:00 plan 08:00 | received Tue_20:00"],
    ends: { "09:00": unknown },
  },
  {
    says: "a plan sent again word for word does not take back the doses before",
    given: ["Tue_18:00 plan 08:00 14:00", "12:00 plan 08:00 14:00"],
    ends: { "08:00": unknown, "14:00": unknown },
  },
  {
    says: "from the end of a plan on nothing is expected, the instant of the end included",
    given: ["Tue_18:00 plan 08:00 14:00 20:00", "10:00 ended at=14:00"],
    ends: { "08:00": unknown },
  },
  {
    says: "a dose just before the end is expected",
    given: ["Tue_18:00 plan 08:00 14:00", "10:00 ended at=14:00:00.001"],
    ends: { "08:00": unknown, "14:00": unknown },
  },
  {
    says: "a bare date ends the plan at midnight before that day",
    given: ["Mon_18:00 plan 08:00 from=Tue to=Wed", "Tue_20:00 ended at=Wed"],
    ends: { "Tue_08:00": unknown },
  },
  {
    says: "a plan known late judges its past doses as if it had been there",
    given: ["Tue_18:00 plan 08:00 | received 12:00", heard, "08:05 dispensed"],
    ends: { "08:00": "on-time, at 08:05, decided 12:00" },
  },
  {
    says: "and misses that come to light with it open one alert for all of them",
    given: ["Tue_18:00 plan 08:00 09:00 10:00 | received 12:00", heard],
    ends: { "08:00": "missed user", "09:00": "missed user", "10:00": "missed user" },
    alerts: ["dose-missed serious at 12:00", "only 1 dose-missed"],
  },
  {
    says: "among them a time-critical one makes the alert critical",
    given: ["Tue_18:00 plan 08:00 09:00! 10:00 | received 12:00", heard],
    alerts: ["dose-missed critical at 12:00", "only 1 dose-missed"],
  },
  {
    says: "a version on another device moves the doses there",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "12:00 plan v2 08:00 14:00 | on D-2"],
    ends: { "08:00": "missed user, on D-1", "14:00": `${unknown}, on D-2` },
  },
  {
    says: "a plan that was over may be taken up again by a version after the end",
    given: ["Tue_18:00 plan 08:00 14:00 20:00", "10:00 ended at=10:00", "15:00 plan v2 08:00 14:00 20:00"],
    ends: { "08:00": unknown, "20:00": unknown },
  },
  {
    says: "a change that leaves a day with fewer doses than either version is told",
    given: ["Tue_18:00 plan 08:00 20:00", "12:00 plan v2 09:00 10:00"],
    ends: { "08:00": unknown },
    alerts: ["plan-missing"],
  },
  {
    says: "a change that only moves doses is not",
    given: ["Tue_18:00 plan 08:00 20:00", "12:00 plan v2 08:00 21:00"],
    ends: { "08:00": unknown, "21:00": unknown },
    alerts: ["no plan-missing"],
  },
  {
    says: "a device handed back with a running plan is told, and its doses go on",
    given: ["Tue_18:00 plan 08:00 14:00", heard, "10:00 returned"],
    ends: { "08:00": "missed user", "14:00": "missed user" },
    alerts: ["plan-mismatch at 10:00"],
  },
]);

table("when something happened", [
  {
    says: "the device's own time counts, not when we heard of it",
    given: ["Tue_18:00 plan 08:00", "08:05 dispensed | received 11:30"],
    ends: { "08:00": "on-time, at 08:05" },
  },
  {
    says: "a clock ten minutes ahead is believed",
    given: ["Tue_18:00 plan 08:00", "09:00 dispensed 08:00 | received 08:50"],
    ends: { "08:00": "on-time, at 09:00" },
    alerts: ["no clock-skewed"],
  },
  {
    says: "further ahead it is not: the reception counts, and the device is marked",
    given: ["Tue_18:00 plan 08:00", "09:00:00.001 dispensed 08:00 | received 08:50"],
    ends: { "08:00": "on-time, at 08:50" },
    alerts: ["clock-skewed at 08:50"],
  },
  {
    says: "a message buffered for 72 hours is believed",
    given: ["Tue_18:00 plan 08:00", "08:10 dispensed 08:00 | received Sat_08:10"],
    until: "Sun_12:00",
    ends: { "08:00": "on-time, at 08:10" },
    alerts: ["no clock-skewed"],
  },
  {
    says: "an older one is not: it counts at its reception, days after the dose",
    given: ["Tue_18:00 plan 08:00", "08:10 dispensed 08:00 | received Sat_08:10:00.001"],
    until: "Sun_12:00",
    ends: { "08:00": unknown },
    alerts: ["clock-skewed at Sat_08:10:00.001"],
  },
]);
