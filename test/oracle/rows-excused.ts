import { at, says } from "../support/world/say.js";
import { dispensed, heard, plan, type Row, reportedMissed, twice } from "./rows.js";

const date = (day: string) => ({ date: `2026-03-${day}` });
const moment = (text: string) => ({ atMs: at(text) });

export const excusedRows: Row[] = [
  {
    says: "a dose in a pause is excused, from its beginning to before its end",
    given: [
      plan({ times: [{ at: "08:00" }, { at: "09:00" }, { at: "10:00" }] }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 07:00"), to: moment("28 09:00"), reason: "x" }),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 08:00": "excused", "P-1@28 09:00": "unconfirmed device-silent" },
  },
  {
    says: "a bare date as the end of a pause includes that day",
    given: [
      plan({ to: "2026-03-29" }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: date("28"), to: date("28"), reason: "x" }),
    ],
    end: "30 12:00",
    ends: { "P-1@28 07:00": "excused", "P-1@29 06:00": "unconfirmed device-silent" },
  },
  {
    says: "a pause without an end lasts until the plan is resumed",
    given: [
      plan({ times: twice }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), reason: "x" }),
      says("28 12:00", "plan.resumed", { planId: "P-1", at: moment("28 12:00") }),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a pause without an end lasts until the next version",
    given: [
      plan({ times: twice }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), reason: "x" }),
      plan({ times: twice, version: 2 }, "28 12:00"),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a pause with an end goes on through the next version",
    given: [
      plan({ times: twice }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), to: date("28"), reason: "x" }),
      plan({ times: twice, version: 2 }, "28 12:00"),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 13:00": "excused" },
  },
  {
    says: "a resumption ends a pause with an end too",
    given: [
      plan({ times: twice }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), to: date("28"), reason: "x" }),
      says("28 12:00", "plan.resumed", { planId: "P-1", at: moment("28 12:00") }),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a resumption at the instant a pause begins, said later, leaves nothing of the pause",
    given: [
      plan(),
      says("28 05:00", "plan.paused", { planId: "P-1", from: date("28"), reason: "x" }),
      says("28 06:00", "plan.resumed", { planId: "P-1", at: date("28") }),
    ],
    ends: { "P-1@28 07:00": "unconfirmed device-silent" },
  },
  {
    says: "said earlier, it leaves the pause alone",
    given: [
      plan(),
      says("28 05:00", "plan.resumed", { planId: "P-1", at: date("28") }),
      says("28 06:00", "plan.paused", { planId: "P-1", from: date("28"), reason: "x" }),
    ],
    ends: { "P-1@28 07:00": "excused" },
  },
  {
    says: "of two pauses that begin together the later envelope corrects the earlier",
    given: [
      plan({ times: twice }),
      says("28 05:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), to: date("28"), reason: "x" }),
      says("28 10:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), to: moment("28 12:00"), reason: "x" }),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 13:00": "unconfirmed device-silent" },
  },
  {
    says: "a pause told of late re-judges the past",
    given: [
      plan(),
      ...heard,
      says("28 12:00", "plan.paused", { planId: "P-1", from: moment("28 05:00"), to: moment("28 08:00"), reason: "x" }),
    ],
    ends: { "P-1@28 07:00": "excused" },
  },
  {
    says: "doses handed out beforehand are excused, both ends of the span included",
    given: [
      plan({ times: [{ at: "08:00" }, { at: "09:00" }, { at: "09:01" }] }),
      says("28 05:00", "dose.predispensed", { from: moment("28 07:00"), to: moment("28 08:00"), count: 2 }),
    ],
    ends: { "P-1@28 07:00": "excused", "P-1@28 08:00": "excused", "P-1@28 08:01": "unconfirmed device-silent" },
  },
  {
    says: "a bare date as the end of a span handed out beforehand includes that day",
    given: [
      plan({ to: "2026-03-29" }),
      says("28 05:00", "dose.predispensed", { from: date("28"), to: date("28"), count: 1 }),
    ],
    end: "30 12:00",
    ends: { "P-1@28 07:00": "excused", "P-1@29 06:00": "unconfirmed device-silent" },
  },
  {
    says: "a device's report never turns excused into missed",
    given: [
      plan(),
      says("28 05:00", "plan.paused", { planId: "P-1", from: date("28"), to: date("28"), reason: "x" }),
      reportedMissed("28 08:15", "28 07:00"),
    ],
    ends: { "P-1@28 07:00": "excused" },
  },
  {
    says: "an excused dose that is dispensed all the same is dispensed",
    given: [
      plan(),
      says("28 05:00", "plan.paused", { planId: "P-1", from: date("28"), to: date("28"), reason: "x" }),
      dispensed("28 07:05", "28 07:00"),
    ],
    ends: { "P-1@28 07:00": "on-time" },
  },
];
