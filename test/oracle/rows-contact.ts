import { heartbeats, rejects, says, unknownType } from "../support/world/say.js";
import { heard, plan, type Row } from "./rows.js";

const dose = "P-1@28 07:00";
const before = heartbeats("27 18:00", "28 05:45");

export const contactRows: Row[] = [
  {
    says: "heard of shortly before the deadline and nothing broken: missed, and the user's doing",
    given: [plan(), ...heard],
    end: "28 08:15",
    ends: { [dose]: "missed user" },
  },
  {
    says: "never heard of: nobody can know",
    given: [plan()],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "heard of for the last time more than one and a half heartbeats before the deadline: unconfirmed",
    given: [plan(), ...before, says("28 07:52:29", "link.heartbeat", {})],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "one and a half heartbeats before the deadline is contact",
    given: [plan(), ...heartbeats("28 05:52:30", "28 07:52:30")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a replayed message is no contact",
    given: [plan(), ...heartbeats("28 05:45", "28 07:45"), says("28 08:10", "link.heartbeat", {}, { replayed: true })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a message of a chain test is no contact",
    given: [plan(), ...heartbeats("28 05:45", "28 07:45"), says("28 08:10", "link.heartbeat", {}, { test: true })],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a plan or an inventory message is no contact",
    given: [
      plan(),
      ...heartbeats("28 05:45", "28 07:45"),
      plan({ planId: "P-2", from: "2026-04-01", to: "2026-04-01" }, "28 08:10"),
      says("28 08:10", "inventory.assigned", { residentRef: "R-1" }),
    ],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a message of an unknown type is contact",
    given: [plan(), ...heartbeats("28 05:45", "28 07:45"), unknownType("28 08:10", "no.vft.something.new")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "silence longer than the class allows, inside the window, is a break",
    given: [plan(), ...before, ...heartbeats("28 06:31", "28 08:16")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "silence as long as the class allows is none",
    given: [plan(), ...before, ...heartbeats("28 06:30", "28 08:15")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "silence is measured between the device's own times, not between receptions",
    given: [
      plan(),
      ...heartbeats("28 05:45", "28 06:15"),
      ...heartbeats("28 06:30", "28 07:45", { received: "28 08:00" }),
      ...heartbeats("28 08:00", "28 08:15"),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "there is no silence before the first contact",
    given: [plan(), ...heartbeats("28 08:00", "28 08:15")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a rejected message is no contact",
    given: [plan(), ...heartbeats("28 05:45", "28 07:45"), rejects("28 08:10", "link.heartbeat", "28 08:10")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
];
