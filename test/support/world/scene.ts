import { Temporal } from "temporal-polyfill";
import { midnight } from "../../oracle/plans.js";
import type { Random } from "./random.js";

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** `[fromMs, toMs)` of true time. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** One dispenser and its habits. */
export interface Dispenser {
  deviceId: string;
  deviceClass: "roll-dispenser" | "tray-dispenser";
  district: string;
  heartbeatEverySec: number;
  /** Its clock minus true time; wrong beyond the limits inside `wrongClock`. */
  clockOffsetMs: number;
  wrongClock: (Span & { offsetMs: number }) | null;
  /** Keeps what it cannot send, and sends it later as replayed. */
  buffers: boolean;
  /** Tells how many events it holds back. */
  tellsBuffer: boolean;
  /** Numbers its events. */
  numbers: boolean;
  /** Starts numbering anew after a power cut. */
  renumbers: boolean;
  /** Names the dose it dispenses. */
  names: "always" | "never" | "sometimes";
  /** Reports a dose that nobody took. */
  reports: boolean;
  /** Has a Last Will. */
  states: boolean;
  /** Without power: it does nothing and remembers nothing. */
  off: Span[];
  /** Moves to the other district at this instant. */
  movesAtMs: number | null;
}

/** A part of the chain is out for a while. */
export interface Outage extends Span {
  componentId: "mobile-network" | "vendor-cloud";
  district: string | null;
  /** What devices say meanwhile stays with the device, or waits behind the outage. */
  way: "device" | "held";
  /** How others tell us. */
  told: { declared: boolean; probed: boolean };
}

/** What is fixed before anything happens. */
export interface Scene extends Span {
  zone: string;
  firstDate: string;
  days: number;
  /** All instants on whole minutes: limits are then met exactly, and instants coincide. */
  coarse: boolean;
  dispensers: Dispenser[];
  outages: Outage[];
  /** How often single messages go wrong. */
  odds: { lost: number; late: number; veryLate: number; twice: number; conflicting: number; rejected: number };
}

const ordinaryDates = ["2026-01-13", "2026-02-03", "2026-06-09", "2026-11-17"];
/** Days just before a change of the clock, by zone. */
const changes: Record<string, string[]> = {
  "Europe/Oslo": ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"],
  "America/New_York": ["2026-03-07", "2026-10-31"],
  "Australia/Lord_Howe": ["2026-04-04", "2026-10-03"],
  "America/Havana": ["2026-03-07", "2026-10-31"],
  "Pacific/Chatham": ["2026-04-04", "2026-09-26"],
};

export function sceneOf(random: Random): Scene {
  const zone = random.chance(0.85) ? "Europe/Oslo" : random.pick(Object.keys(changes));
  const firstDate = random.chance(0.4) ? random.pick(ordinaryDates) : random.pick(changes[zone] ?? ordinaryDates);
  const days = random.pick([1, 1, 2, 2, 3, 4]);
  const span = { fromMs: midnight(firstDate, zone), toMs: midnight(dateAfter(firstDate, days), zone) };
  const coarse = random.chance(0.25);
  const calm = random.chance(0.2);
  const outages = calm ? [] : outagesOf(random, span);
  const count = random.pick([1, 1, 1, 2, 2, 3, 4]);
  return {
    ...span,
    zone,
    firstDate,
    days,
    coarse,
    outages,
    dispensers: Array.from({ length: count }, (_, index) => dispenserOf(random.fork(), span, coarse, index + 1)),
    odds: {
      lost: calm ? 0 : random.pick([0, 0.01, 0.05]),
      late: random.pick([0, 0.05, 0.3]),
      veryLate: calm ? 0 : random.pick([0, 0.01, 0.1]),
      twice: random.pick([0, 0.03, 0.2]),
      conflicting: calm ? 0 : random.pick([0, 0, 0.01]),
      rejected: calm ? 0 : random.pick([0, 0.01]),
    },
  };
}

export function dateAfter(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** A span inside another, of a length between the two. */
export function spanIn(random: Random, within: Span, minMs: number, maxMs: number): Span {
  const fromMs = random.int(within.fromMs, within.toMs - 1);
  return { fromMs, toMs: fromMs + random.int(minMs, maxMs) };
}

export function isIn(spans: readonly Span[], atMs: number): boolean {
  return spans.some((span) => span.fromMs <= atMs && atMs < span.toMs);
}

function dispenserOf(random: Random, span: Span, coarse: boolean, number: number): Dispenser {
  const deviceClass = random.pick(["roll-dispenser", "roll-dispenser", "tray-dispenser"] as const);
  const buffers = random.chance(0.6);
  const offsetMs = random.chance(0.4) ? random.int(-9 * minuteMs, 9 * minuteMs) : 0;
  const wrongMs = random.pick([11 * minuteMs, 61 * minuteMs, 5 * dayMs, -73 * hourMs, -400 * dayMs]);
  return {
    deviceId: `D-${number}`,
    deviceClass,
    district: random.pick(["grorud", "alna"]),
    heartbeatEverySec: deviceClass === "roll-dispenser" ? 900 : 1200,
    clockOffsetMs: coarse ? Math.round(offsetMs / minuteMs) * minuteMs : offsetMs,
    wrongClock: random.chance(0.06) ? { ...spanIn(random, span, hourMs, dayMs), offsetMs: wrongMs } : null,
    buffers,
    tellsBuffer: buffers && random.chance(0.7),
    numbers: random.chance(0.5),
    renumbers: random.chance(0.3),
    names: random.pick(["always", "always", "never", "never", "sometimes"] as const),
    reports: random.chance(0.5),
    states: random.chance(0.6),
    off: offOf(random, span),
    movesAtMs: random.chance(0.05) ? random.int(span.fromMs, span.toMs) : null,
  };
}

/** Now and then a power cut; now and then a dispenser that has a plan and was never plugged in. */
function offOf(random: Random, span: Span): Span[] {
  if (random.chance(0.04)) return [{ fromMs: span.fromMs - 2 * dayMs, toMs: span.toMs + 2 * dayMs }];
  return random.chance(0.25) ? [spanIn(random, span, 10 * minuteMs, 20 * hourMs)] : [];
}

function outagesOf(random: Random, span: Span): Outage[] {
  const told = () => random.pick([...howTold, ...howTold.slice(0, 3)]);
  const outages: Outage[] = [];
  for (const district of ["grorud", "alna"]) {
    if (!random.chance(0.5)) continue;
    const when = spanIn(random, span, 5 * minuteMs, random.pick([hourMs, 20 * hourMs, 20 * hourMs]));
    outages.push({ componentId: "mobile-network", district, way: "device", told: told(), ...when });
  }
  if (random.chance(0.45)) {
    const when = spanIn(random, span, 5 * minuteMs, random.pick([hourMs, 12 * hourMs, 12 * hourMs]));
    const way = random.pick(["device", "held"] as const);
    outages.push({ componentId: "vendor-cloud", district: null, way, told: told(), ...when });
  }
  return outages;
}

const howTold = [
  { declared: true, probed: false },
  { declared: false, probed: true },
  { declared: true, probed: true },
  { declared: false, probed: false },
];
