import type { PlanTime } from "../../rules/model/event.js";
import type { Fault } from "../faults/fault.js";
import { type Random, randomOf } from "./random.js";

/** A resident with a dispenser, as the city's plan has them. Nothing in it says who they are. */
export interface Resident {
  residentRef: string;
  planId: string;
  deviceId: string;
  district: string;
  kind: "roll" | "tray";
  times: PlanTime[];
  /** Minutes from a dose's time to the alarm. Source: published devices alert at 45 or 75 min. */
  alertAfterMin: number;
  /** Share of doses that stay in the dispenser. Source: judgement from published adherence, 0.4–6 %. */
  forgetsPercent: number;
  /** How quickly this resident gets up when it beeps; 1 is usual. */
  slowness: number;
  /** Doses that stay in the dispenser whatever chance says, for a story; staff give them in the end. */
  leavesAtMs: number[];
}

/** A city: who lives in it and what goes wrong. Everything else follows from the seed. */
export interface City {
  seed: number;
  tenant: string;
  timezone: string;
  districts: string[];
  residents: Resident[];
  faults: Fault[];
}

/** Somebody whom a story is about. */
export interface Protagonist {
  times: string[];
  /** Their medicine must be on time, for example for Parkinson's disease. */
  critical: boolean;
  leavesAtMs: number[];
}

export interface CityOptions {
  seed: number;
  residents: number;
  /** The first residents. */
  protagonists?: readonly Protagonist[];
  faults?: Fault[];
}

/** Three of Oslo's districts. */
export const cityDistricts = ["grorud", "alna", "sagene"];

/** Times of day with their weights: most mornings are around eight, some people are never up before nine. */
type Weighted = readonly (readonly [time: string, weight: number])[];
const mornings: Weighted = [
  ["07:00", 2],
  ["07:30", 3],
  ["08:00", 5],
  ["08:30", 4],
  ["09:00", 4],
  ["09:15", 5],
  ["09:30", 4],
];
const middays: Weighted = [
  ["12:00", 2],
  ["13:00", 2],
  ["14:00", 1],
];
const afternoons: Weighted = [
  ["16:00", 1],
  ["17:00", 2],
];
const evenings: Weighted = [
  ["20:00", 3],
  ["20:30", 2],
  ["21:00", 3],
  ["22:00", 1],
];
/** About three doses a day. Source: published study, 881,000 doses of 1,379 patients. */
const dayPlans: readonly Weighted[][] = [
  [mornings, evenings],
  [mornings, middays, evenings],
  [mornings, middays, evenings],
  [mornings, middays, afternoons, evenings],
];

/** Without letters and digits that are taken for each other. */
const tokenLetters = "23456789BCDFGHJKMNPQRTVWXY";

function tokenOf(random: Random, taken: Set<string>): string {
  for (;;) {
    const token = `R-${Array.from({ length: 5 }, () => random.pick([...tokenLetters])).join("")}`;
    if (taken.has(token)) continue;
    taken.add(token);
    return token;
  }
}

function pickTime(random: Random, times: Weighted): string {
  const bag = times.flatMap(([time, weight]) => Array<string>(weight).fill(time));
  return random.pick(bag);
}

/** Most people forget hardly ever, a few often: the mean is about 2 %. Source: judgement. */
const forgetsPercent = [
  [0, 0.4],
  [0.5, 1.2],
  [0.9, 3.5],
  [1, 6],
] as const;

function residentOf(seed: number, index: number, taken: Set<string>, protagonist?: Protagonist): Resident {
  const random = randomOf(seed, `resident-${index}`);
  const number = String(index + 1).padStart(4, "0");
  const kind = random.chance(0.6) ? "roll" : "tray";
  const critical = protagonist?.critical ?? false;
  const usualTimes = random.pick(dayPlans).map((part) => pickTime(random, part));
  const times = (protagonist?.times ?? usualTimes).map((at) => (critical ? { at, critical } : { at }));
  return {
    residentRef: tokenOf(random, taken),
    planId: `plan-${number}`,
    deviceId: `${kind}-${number}`,
    district: cityDistricts[index % cityDistricts.length] as string,
    kind,
    times,
    alertAfterMin: critical ? 30 : random.pick([45, 75]),
    forgetsPercent: critical ? 0.5 : random.draw(forgetsPercent),
    slowness: critical ? 0.4 : 0.6 + random.next(),
    leavesAtMs: protagonist?.leavesAtMs ?? [],
  };
}

export function createCity({ seed, residents, protagonists = [], faults = [] }: CityOptions): City {
  const taken = new Set<string>();
  return {
    seed,
    tenant: "oslo",
    timezone: "Europe/Oslo",
    districts: cityDistricts,
    residents: Array.from({ length: residents }, (_, index) => residentOf(seed, index, taken, protagonists[index])),
    faults,
  };
}
