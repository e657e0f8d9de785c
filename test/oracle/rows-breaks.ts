import { componentSays, gap, heartbeats, rejects, stateIs } from "../support/world/say.js";
import { heard, plan, type Row, reportedMissed } from "./rows.js";

const dose = "P-1@28 07:00";
const before = heartbeats("27 18:00", "28 05:45");
const declared = { detectedBy: "supplier" as const };

export const breakRows: Row[] = [
  {
    says: "an offline state that nothing answers is a break",
    given: [plan(), ...heartbeats("27 18:00", "28 08:00"), stateIs("28 08:01", "offline")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "an offline state answered within two minutes is none",
    given: [plan(), ...heard, stateIs("28 08:01", "offline"), stateIs("28 08:03", "online")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "contact answers an offline state as well",
    given: [plan(), ...heard, stateIs("28 07:59", "offline")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "an offline state answered later is a break until then",
    given: [plan(), ...heard, stateIs("28 08:01", "offline"), stateIs("28 08:03:01", "online")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "a break that ends before the window begins does not count",
    given: [plan(), ...heard, stateIs("28 05:50", "offline"), stateIs("28 05:59", "online")],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a declared outage of a component on the path is a break, at its own time",
    given: [
      plan(),
      ...heard,
      componentSays("28 06:30", "vendor-cloud", "outage.opened", declared, { received: "28 12:00" }),
      componentSays("28 06:40", "vendor-cloud", "outage.closed", declared, { received: "28 12:00:01" }),
    ],
    ends: { [dose]: "unconfirmed component:vendor-cloud" },
  },
  {
    says: "a declared outage that nobody closes goes on",
    given: [plan(), ...heard, componentSays("28 02:00", "vendor-cloud", "outage.opened", declared)],
    ends: { [dose]: "unconfirmed component:vendor-cloud" },
  },
  {
    says: "three failed probes in a row are an outage from the first of them to the next success",
    given: [
      plan(),
      ...heard,
      componentSays("28 08:10", "vendor-cloud", "probe.result", { ok: false }),
      componentSays("28 08:20", "vendor-cloud", "probe.result", { ok: false }),
      componentSays("28 08:30", "vendor-cloud", "probe.result", { ok: false }),
      componentSays("28 08:40", "vendor-cloud", "probe.result", { ok: true }),
    ],
    ends: { [dose]: "unconfirmed component:vendor-cloud" },
  },
  {
    says: "two failed probes are none",
    given: [
      plan(),
      ...heard,
      componentSays("28 07:10", "vendor-cloud", "probe.result", { ok: false }),
      componentSays("28 07:20", "vendor-cloud", "probe.result", { ok: false }),
      componentSays("28 07:30", "vendor-cloud", "probe.result", { ok: true }),
      componentSays("28 07:40", "vendor-cloud", "probe.result", { ok: false }),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a component that exists per district counts in the device's district only",
    given: [
      plan(),
      ...heard,
      componentSays("28 06:30", "mobile-network", "outage.opened", declared, { district: "alna" }),
    ],
    ends: { [dose]: "missed user" },
  },
  {
    says: "and there it does",
    given: [
      plan(),
      ...heard,
      componentSays("28 06:30", "mobile-network", "outage.opened", declared, { district: "grorud" }),
    ],
    ends: { [dose]: "unconfirmed component:mobile-network@grorud" },
  },
  {
    says: "a component that the path only leans on does not count",
    given: [plan(), ...heard, componentSays("28 06:30", "data-centre", "outage.opened", declared)],
    ends: { [dose]: "missed user" },
  },
  {
    says: "a gap of our own is a break, even when everything sent meanwhile arrived",
    given: [plan(), ...heard, ...gap("28 06:20", "28 06:30", "28 06:31")],
    ends: { [dose]: "unconfirmed monitoring-gap" },
  },
  {
    says: "a quarantined message about a dose of the device is a break",
    given: [plan(), ...heard, rejects("28 09:00", "dose.dispensed", "28 07:05")],
    ends: { [dose]: "unconfirmed device-silent" },
  },
  {
    says: "one whose time cannot be read counts where it was received",
    given: [plan(), ...heard, rejects("28 09:00", "dose.dispensed", null)],
    ends: { [dose]: "missed user" },
  },
  {
    says: "other quarantined messages are no break",
    given: [plan(), ...heard, rejects("28 07:05", "stock.low", "28 07:05"), rejects("28 07:05", null, null)],
    ends: { [dose]: "missed user" },
  },
  {
    says: "the component is named before our own gap, the gap before the silent device",
    given: [
      plan(),
      ...before,
      ...gap("28 06:20", "28 06:30", "28 06:31"),
      componentSays("28 06:30", "vendor-cloud", "outage.opened", declared),
    ],
    ends: { [dose]: "unconfirmed component:vendor-cloud" },
  },
  {
    says: "a device's own report needs no contact",
    given: [plan(), reportedMissed("28 08:15", "28 07:00")],
    ends: { [dose]: "missed user" },
  },
];
