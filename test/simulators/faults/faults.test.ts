import { describe, expect, test } from "vitest";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import type { CityMessage } from "../../../simulators/city/world.js";
import { faultKinds } from "../../../simulators/faults/catalogue.js";
import { type FaultKind, faultOf } from "../../../simulators/faults/fault.js";
import { createTruth, type HappeningTruth, type Truth } from "../../../simulators/truth.js";
import { byDispenser, cityStartMs, eventsOf, type Heard, hourMs, wallMs } from "../support.js";

const hours = 14;
const fromMs = wallMs("09:00");
const toMs = wallMs("15:00");

/** Everybody forgets often here, so that six hours have alerts enough to see what becomes of them. */
function live(kind?: FaultKind, settings: Record<string, unknown> = {}) {
  const faults = kind === undefined ? [] : [faultOf(kind, fromMs, toMs, settings)];
  const population = { forgetsFactor: 10, unansweredPercent: 0, absences: false };
  const city = createCity({ seed: 5, residents: 60, faults, population });
  const truth = createTruth();
  return { city, truth, messages: [...messagesOf(city, cityStartMs, cityStartMs + hours * hourMs, truth)] };
}

const quiet = live();

interface Seen {
  messages: CityMessage[];
  /** All of them, and those that were received while the fault lasted, after a minute in which it shows. */
  events: Heard[];
  during: Heard[];
  truth: Truth;
}

interface Row {
  fault: string;
  settings?: Record<string, unknown>;
  /** What whoever listens can see of it; true if it is there. */
  shows: Record<string, (seen: Seen) => boolean>;
  /** What the truth says of it. */
  outage?: string;
  happening?: HappeningTruth["what"];
}

const ofType = (events: readonly Heard[], type: string) => events.filter((event) => event.type === `no.vft.${type}`);
const ofDevices = (events: readonly Heard[]) => events.filter(({ topic }) => !topic.includes("/component/"));
const fails = (events: readonly Heard[], component: string) => {
  const probes = ofType(events, "probe.result").filter(({ topic }) => topic.includes(component));
  return probes.length > 300 && probes.every(({ data }) => data.ok === false);
};
const hops = (events: readonly Heard[], step: string) =>
  ofType(events, "hop.passed").filter(({ data }) => data.step === step);
const lagMs = ({ receivedAtMs, time }: Heard) => receivedAtMs - Date.parse(time);
const states = (messages: readonly CityMessage[], state: string) =>
  messages.filter(({ payload }) => (payload as { state?: string }).state === state);
/** Supplier alerts of the span, with what became of each. */
const alertsIn = ({ truth }: Seen, district?: string) =>
  [...truth.supplierAlerts.values()].filter(
    (alert) =>
      alert.doseId !== null &&
      alert.raisedAtMs >= fromMs &&
      alert.raisedAtMs < toMs - hourMs &&
      (district === undefined || alert.district === district),
  );

const rows: Row[] = [
  {
    fault: "district-network-loss",
    settings: { district: "grorud" },
    outage: "mobile-network@grorud",
    shows: {
      "its probes fail": ({ during }) => fails(during, "/grorud/component/mobile-network/"),
      "its devices go offline": ({ messages }) => states(messages, "offline").length >= 20,
      "nothing comes out of it": ({ during }) =>
        ofDevices(during).every(({ topic, source }) => !topic.includes("/grorud/") || source === "epj"),
    },
  },
  {
    fault: "vendor-cloud-outage",
    outage: "vendor-cloud",
    shows: {
      "its probes fail": ({ during }) => fails(during, "/vendor-cloud/"),
      "no device is heard": ({ during }) => ofDevices(during).every(({ source }) => source === "epj"),
      "what was stored comes afterwards": ({ events }) => events.some(({ replayed }) => replayed === true),
    },
  },
  {
    fault: "cloud-holds-doses",
    outage: "vendor-cloud",
    shows: {
      "no dose event comes through": ({ during }) =>
        ofDevices(during).every(({ type, source }) => !type.startsWith("no.vft.dose.") || source === "epj"),
      "heartbeats do": ({ during }) => ofType(during, "link.heartbeat").length > 1_000,
      "it answers its probes": ({ during }) => !fails(during, "/vendor-cloud/"),
      "doses come afterwards, late": ({ events }) =>
        ofType(events, "dose.dispensed").some((event) => event.receivedAtMs >= toMs && lagMs(event) > hourMs),
    },
  },
  {
    fault: "cloud-slow",
    settings: { delayMin: 12 },
    outage: "vendor-cloud",
    shows: {
      "events are minutes late": ({ during }) =>
        ofType(during, "link.heartbeat")
          .filter(({ receivedAtMs }) => receivedAtMs > fromMs + hourMs)
          .every((event) => lagMs(event) > 5 * 60_000),
    },
  },
  {
    fault: "hub-rejects",
    outage: "vkp",
    shows: {
      "it says what it refuses": ({ during }) =>
        ofType(during, "hop.rejected").some(({ data }) => data.step === "vkp" && data.code === "2.4"),
    },
  },
  {
    fault: "record-down",
    outage: "epj",
    shows: {
      "its probes fail": ({ during }) => fails(during, "/epj/"),
      "notes wait and come afterwards": ({ during, events }) =>
        hops(during, "epj").length === 0 && hops(events, "epj").some(({ receivedAtMs }) => receivedAtMs >= toMs),
    },
  },
  {
    fault: "component-down",
    settings: { component: "data-centre" },
    outage: "data-centre",
    shows: {
      "it does not answer, nor does what runs in it": ({ during }) =>
        fails(during, "/data-centre/") && fails(during, "/epj/"),
      "what does not run in it answers": ({ during }) => !fails(during, "/vkp/"),
    },
  },
  {
    fault: "sms-delayed",
    settings: { delayMin: 30 },
    outage: "sms-gateway",
    shows: {
      "alerts are on the phone half an hour late": (seen) =>
        alertsIn(seen).length > 3 &&
        alertsIn(seen).every((one) => (one.deliveredAtMs ?? Number.POSITIVE_INFINITY) - one.raisedAtMs > 10 * 60_000),
    },
  },
  {
    fault: "two-factor-down",
    outage: "two-factor-sms",
    shows: {
      "its probes fail": ({ during }) => fails(during, "/two-factor-sms/"),
    },
  },
  {
    fault: "power-cut",
    settings: { district: "alna", streets: 1 },
    happening: "power-lost",
    shows: {
      "dispensers of the street say so": ({ events, truth }) => {
        const dark = truth.happenings.filter(({ what, fault }) => what === "power-lost" && fault === "power-cut");
        const said = new Set(ofType(events, "power.lost").map(({ source }) => source));
        return dark.length >= 12 && dark.filter(({ deviceId }) => said.has(String(deviceId))).length >= dark.length - 1;
      },
      "they run on their batteries": ({ during }) =>
        ofType(during, "link.heartbeat").some(({ data }) => data.mains === false && Number(data.batteryPercent) < 90),
    },
  },
  {
    fault: "empty-batteries",
    settings: { sharePercent: 10, batteryPercent: 21 },
    happening: "battery-gone",
    shows: {
      "they warn, and go silent": ({ during, messages }) =>
        ofType(during, "battery.low").length > 3 && states(messages, "offline").length > 0,
    },
  },
  {
    fault: "flapping-signal",
    settings: { district: "sagene", sharePercent: 40 },
    happening: "flapping",
    shows: {
      "devices come and go": ({ messages }) => {
        const gone = states(messages, "offline").map(({ topic }) => topic);
        return gone.some((topic) => gone.filter((one) => one === topic).length >= 8);
      },
    },
  },
  {
    fault: "mangled-delivery",
    happening: "mangled-delivery",
    shows: {
      "messages come twice": ({ during }) =>
        during.length - new Set(during.map(({ source, id }) => `${source} ${id}`)).size > 50,
      "and not in order": ({ messages }) =>
        [...byDispenser(messages).values()].some((events) =>
          events.some(({ sequence }, at) => (sequence ?? 0) < (events[at - 1]?.sequence ?? 0)),
        ),
    },
  },
  {
    fault: "clocks-wrong",
    settings: { sharePercent: 10, offsetMin: 25 },
    happening: "clock-wrong",
    shows: {
      "times lie in the future": ({ during }) => during.some((event) => lagMs(event) < -20 * 60_000),
      "who can measure it says so": ({ during }) =>
        ofType(during, "link.heartbeat").some(({ data }) => Number(data.clockOffsetMs) > 20 * 60_000),
    },
  },
  {
    fault: "bad-firmware",
    settings: { oneIn: 10, rollOutMin: 60 },
    happening: "jam",
    shows: {
      "the version is in the heartbeats": ({ during }) =>
        ofType(during, "link.heartbeat").some(({ data }) => data.firmware === "3.9.0"),
      "the supplier tells of it": ({ events }) => ofType(events, "version.changed").length === 2,
      "rolls jam, and are cleared": ({ events }) =>
        ofType(events, "fault.raised").filter(({ data }) => data.code === "jam").length >= 3 &&
        ofType(events, "fault.cleared").filter(({ data }) => data.code === "jam").length >= 3,
      "doses stay in": ({ truth }) => [...truth.doses.values()].some(({ why }) => why === "jam"),
    },
  },
  {
    fault: "identity-leak",
    happening: "leak",
    shows: {
      "heartbeats carry a note that nobody may send": ({ during }) =>
        ofType(during, "link.heartbeat").filter(({ data }) => /\d{11}/.test(String(data.note))).length > 20,
    },
  },
  {
    fault: "device-swap",
    happening: "swap",
    shows: {
      "the record says whom each stands with": ({ events, truth }) => {
        const swapped = truth.happenings.filter(({ what }) => what === "swap");
        const said = ofType(events, "inventory.assigned")
          .filter(({ receivedAtMs }) => receivedAtMs >= fromMs)
          .map(({ data }) => data.residentRef);
        return swapped.length === 2 && swapped.every(({ standsWith }) => said.includes(standsWith));
      },
      "doses go to the wrong resident": ({ truth }) =>
        [...truth.doses.values()].some(({ givenTo }) => givenTo !== null),
    },
  },
  {
    fault: "data-after-end",
    settings: { devices: 3 },
    happening: "service-ended",
    shows: {
      "the dispenser goes on": ({ during, truth }) => {
        const ended = truth.happenings.find(({ what }) => what === "service-ended")?.deviceId;
        return ofType(during, "link.heartbeat").filter(({ source }) => source === ended).length > 10;
      },
      "no dose of it is expected": ({ truth }) => {
        const ended = truth.happenings.filter(({ what }) => what === "service-ended").map(({ deviceId }) => deviceId);
        return [...truth.doses.values()].every(
          (dose) => !ended.includes(dose.deviceId) || dose.scheduledAtMs < fromMs || dose.excused,
        );
      },
    },
  },
  {
    fault: "alert-routing-changed",
    settings: { district: "grorud" },
    happening: "routing-changed",
    shows: {
      "the supplier's change is told": ({ events }) =>
        ofType(events, "config.changed").some(({ data }) => data.actorOrg === "supplier"),
      "its alerts are delivered, and nobody takes them": (seen) =>
        alertsIn(seen, "grorud").length > 0 &&
        alertsIn(seen, "grorud").every((one) => one.deliveredAtMs !== null && one.acknowledgedAtMs === null),
    },
  },
  {
    fault: "scaling-wave",
    settings: { percent: 30 },
    happening: "moved-in",
    shows: {
      "more plans become known": ({ events }) => ofType(events, "plan.published").length === 78,
    },
  },
  {
    fault: "staff-silent",
    happening: "staff-silent",
    shows: {
      "nobody takes an alert": (seen) =>
        alertsIn(seen).length > 3 && alertsIn(seen).every((one) => one.acknowledgedAtMs === null),
    },
  },
  {
    fault: "velvakt-down",
    happening: "listener-deaf",
    shows: {
      "nothing is heard": ({ messages }) =>
        messages.every(({ receivedAtMs }) => receivedAtMs <= fromMs || receivedAtMs >= toMs),
      "everything comes in one burst": ({ messages }) =>
        messages.filter(({ receivedAtMs }) => receivedAtMs === toMs).length > 3_000,
    },
  },
];

test("there is a row for every sort of fault", () => {
  expect(rows.map(({ fault }) => fault)).toEqual(faultKinds.map(({ name }) => name));
});

describe.each(rows)("$fault", ({ fault, settings, shows, outage, happening }) => {
  const kind = faultKinds.find(({ name }) => name === fault) as unknown as FaultKind;
  const seenIn = ({ messages, truth }: ReturnType<typeof live>): Seen => {
    const events = eventsOf(messages);
    const during = events.filter(({ receivedAtMs }) => receivedAtMs >= fromMs + 60_000 && receivedAtMs < toMs);
    return { messages, truth, events, during };
  };
  const seen = seenIn(live(kind, settings));
  const unbroken = seenIn(quiet);

  test.each(Object.entries(shows))("%s", (_name, isSeen) => {
    expect(isSeen(seen)).toBe(true);
  });

  test("something of that would be missed where nothing is broken", () => {
    expect(Object.values(shows).every((isSeen) => isSeen(unbroken))).toBe(false);
  });

  test("the truth knows of it, and of nothing of the sort where nothing is broken", () => {
    const ofFault = ({ truth }: Seen) => ({
      outages: truth.outages.filter((one) => one.fault === fault).map(({ componentId }) => componentId),
      happenings: truth.happenings.filter((one) => one.fault === fault).map(({ what }) => what),
    });
    const { outages, happenings } = ofFault(seen);
    expect(outages).toEqual(outage === undefined ? [] : [outage]);
    expect(happenings).toEqual(happening === undefined ? [] : expect.arrayContaining([happening]));
    expect(ofFault(unbroken)).toEqual({ outages: [], happenings: [] });
  });
});

test("codes that do not come are noticed by whoever begins a shift", () => {
  const twoFactor = faultKinds.find(({ name }) => name === "two-factor-down") as unknown as FaultKind;
  const faults = [faultOf(twoFactor, wallMs("14:30"), wallMs("16:00"), {})];
  const city = createCity({ seed: 5, residents: 30, faults, population: { forgetsFactor: 10 } });
  const truth = createTruth();
  const events = eventsOf([...messagesOf(city, cityStartMs, cityStartMs + 12 * hourMs, truth)]);
  const logins = ofType(events, "access.logged").map(({ data }) => data.outcome);
  expect(logins).toContain("denied");
  expect(logins).toContain("ok");
  expect(truth.happenings.filter(({ what }) => what === "login-refused").length).toBeGreaterThan(3);
});
