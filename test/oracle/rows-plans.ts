import { at, says } from "../support/world/say.js";
import { dispensed, heard, plan, type Row, twice } from "./rows.js";

const open = { to: "2026-03-30" };
const date = (day: string) => ({ date: `2026-03-${day}` });
const moment = (text: string) => ({ atMs: at(text) });

export const plannedInstantRows: Row[] = [
  {
    says: "a dose is planned in the local time of the installation",
    given: [plan()],
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a plan may have a time zone of its own",
    given: [plan({ timezone: "America/New_York" })],
    ends: { "P-1@28 12:00": "unconfirmed device-silent" },
  },
  {
    says: "a wall time that the change to summer time skips comes an hour later",
    given: [plan({ times: [{ at: "02:30" }], from: "2026-03-29", to: "2026-03-29" })],
    end: "30 12:00",
    ends: { "P-1@29 01:30": "unconfirmed device-silent" },
  },
  {
    says: "two times that fall on one instant are one dose",
    given: [plan({ times: [{ at: "02:30" }, { at: "03:30" }], from: "2026-03-29", to: "2026-03-29" })],
    end: "30 12:00",
    ends: { "P-1@29 01:30": "unconfirmed device-silent" },
  },
  {
    says: "doses come on the plan's weekdays, and on no others",
    given: [plan({ days: ["sun"], ...open })],
    end: "31 12:00",
    ends: { "P-1@29 06:00": "unconfirmed device-silent" },
  },
  {
    says: "the last day of a plan is included",
    given: [plan({ to: "2026-03-29" })],
    end: "31 12:00",
    ends: { "P-1@28 07:00": "unconfirmed device-silent", "P-1@29 06:00": "unconfirmed device-silent" },
  },
  {
    says: "a dose after the end of knowledge is not told of",
    given: [plan(open)],
    end: "29 05:59",
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a dose is open until its deadline, 75 minutes after it was planned",
    given: [plan(), ...heard],
    end: "28 08:14:59",
    ends: { "P-1@28 07:00": "pending" },
  },
  {
    says: "a time-critical dose has its deadline after 30 minutes",
    given: [plan({ times: [{ at: "08:00", critical: true }] }), ...heard],
    end: "28 07:30",
    ends: { "P-1@28 07:00": "missed user" },
  },
  {
    says: "time-critical is said per dose, or for the plan",
    given: [plan({ times: [{ at: "08:00" }, { at: "08:01", critical: false }], critical: true }), ...heard],
    end: "28 07:50",
    ends: { "P-1@28 07:00": "missed user", "P-1@28 07:01": "pending" },
  },
  {
    says: "a plan, and closer still a dose time, may set the deadline",
    given: [plan({ times: [{ at: "08:00", alertAfterMin: 10 }, { at: "08:01" }], alertAfterMin: 20 }), ...heard],
    end: "28 07:20",
    ends: { "P-1@28 07:00": "missed user", "P-1@28 07:01": "pending" },
  },
];

export const planRows: Row[] = [
  {
    says: "a version counts from its envelope's time: doses before it have no record",
    given: [plan({ times: twice }, "28 07:01")],
    ends: { "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a dose planned at the very instant a version begins is expected",
    given: [plan({}, "28 07:00")],
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a plan that arrives late judges its past doses as if it had been there",
    given: [plan({}, "27 18:00", { received: "28 20:00" }), dispensed("28 07:05", "28 07:00")],
    ends: { "P-1@28 07:00": "on-time" },
  },
  {
    says: "a version counts until a higher one begins; doses before the change stay",
    given: [plan({ times: twice }), plan({ times: [{ at: "15:00" }], version: 2 }, "28 10:00")],
    ends: { "P-1@28 07:00": "unconfirmed device-silent", "P-1@28 14:00": "unconfirmed device-silent" },
  },
  {
    says: "a higher version counts from its first day, if that is later than its envelope",
    given: [plan({ ...open }), plan({ version: 2, times: [{ at: "09:00" }], from: "2026-03-29", ...open }, "28 06:00")],
    end: "29 12:00",
    ends: { "P-1@28 07:00": "unconfirmed device-silent", "P-1@29 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a lower version that comes later changes nothing",
    given: [plan({ version: 2 }), plan({ version: 1, times: twice }, "28 06:00")],
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a highest version that is over gives no doses, and no older one takes its place",
    given: [plan(open), plan({ version: 2, to: "2026-03-28" }, "27 19:00")],
    end: "30 12:00",
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "the same version with other content: the later envelope replaces the earlier from its own time",
    given: [plan({ times: twice }), plan({ times: [{ at: "15:00" }] }, "28 10:00")],
    ends: { "P-1@28 14:00": "unconfirmed device-silent" },
  },
  {
    says: "the same version with the same content: the first stays",
    given: [plan({ times: twice }), plan({ times: twice }, "28 10:00")],
    ends: { "P-1@28 07:00": "unconfirmed device-silent", "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "from the end of a plan on nothing is expected",
    given: [plan({ times: twice }), says("28 06:00", "plan.ended", { planId: "P-1", at: moment("28 13:00") })],
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a bare date as the end of a plan is that day's beginning",
    given: [plan({ to: "2026-03-29" }), says("28 06:00", "plan.ended", { planId: "P-1", at: date("29") })],
    end: "30 12:00",
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a version published after the end revives the plan from its own start",
    given: [
      plan({ times: twice }),
      says("28 06:00", "plan.ended", { planId: "P-1", at: moment("28 06:30") }),
      plan({ version: 2, times: twice }, "28 12:00"),
    ],
    ends: { "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a version published before the end does not revive it",
    given: [
      plan({ ...open }),
      plan({ version: 2, from: "2026-03-30", ...open }, "27 20:00"),
      says("28 06:00", "plan.ended", { planId: "P-1", at: moment("28 08:00") }),
    ],
    end: "31 12:00",
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "a dose belongs to the device on whose topic the version that governs it was published",
    given: [
      plan({ times: twice }),
      plan({ times: twice, version: 2 }, "28 10:00", { deviceId: "D-2" }),
      dispensed("28 07:05", "28 07:00", { deviceId: "D-1" }),
      dispensed("28 13:05", "28 13:00", { deviceId: "D-1" }),
    ],
    ends: { "P-1@28 07:00": "on-time", "P-1@28 13:00": "unconfirmed device-silent" },
  },
];
