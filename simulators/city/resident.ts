import type { PlanTime } from "../../rules/model/event.js";
import { type Quantiles, type Random, randomOf } from "./random.js";

/** A resident with a dispenser, as the city's plan has them. Nothing in it says who they are. */
export interface Resident {
  residentRef: string;
  planId: string;
  deviceId: string;
  district: string;
  /** A dozen homes that hang on one cable: `grorud/3`. */
  street: string;
  kind: "roll" | "tray";
  times: PlanTime[];
  /** Minutes from a dose's time to the alarm. Source: published devices alert at 45 or 75 min. */
  alertAfterMin: number;
  /** Share of doses that stay in the dispenser. Source: judgement from published adherence, 0.4–6 %. */
  forgetsPercent: number;
  /** How quickly this resident gets up when it beeps; 1 is usual. */
  slowness: number;
  /** Minutes later on Saturday and Sunday mornings: not everybody is a lark. */
  weekendLateMin: number;
  /** Doses that stay in the dispenser whatever chance says, for a story; staff give them in the end. */
  leavesAtMs: number[];
  /** When they get their dispenser; null: they have it from the beginning. */
  movesInMs: number | null;
}

/** Somebody whom a story is about. */
export interface Protagonist {
  times: string[];
  /** Their medicine must be on time, for example for Parkinson's disease. */
  critical: boolean;
  leavesAtMs: number[];
}

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

/** Most people forget hardly ever, a few often: the mean is about 2 %. Source: judgement. */
const forgetsPercent: Quantiles = [
  [0, 0.4],
  [0.5, 1.2],
  [0.9, 3.5],
  [1, 6],
];
const homesInStreet = 12;

/** Without letters and digits that are taken for each other. */
const tokenLetters = [..."23456789BCDFGHJKMNPQRTVWXY"];

function tokenOf(random: Random, taken: Set<string>): string {
  for (;;) {
    const token = `R-${Array.from({ length: 5 }, () => random.pick(tokenLetters)).join("")}`;
    if (taken.has(token)) continue;
    taken.add(token);
    return token;
  }
}

function pickTime(random: Random, times: Weighted): string {
  const bag = times.flatMap(([time, weight]) => Array<string>(weight).fill(time));
  return random.pick(bag);
}

export interface ResidentSpec {
  seed: number;
  index: number;
  districts: readonly string[];
  /** Tokens that somebody has already. */
  taken: Set<string>;
  protagonist?: Protagonist | undefined;
  forgetsFactor: number;
  /** Everybody's morning dose, where a story wants them all at once. */
  morning: string | null;
  movesInMs: number | null;
}

function timesOf(random: Random, { protagonist, morning }: ResidentSpec): PlanTime[] {
  const usual = random.pick(dayPlans).map((part) => {
    const time = pickTime(random, part);
    return part === mornings && morning !== null ? morning : time;
  });
  const critical = protagonist?.critical ?? false;
  return (protagonist?.times ?? usual).map((at) => (critical ? { at, critical } : { at }));
}

export function residentOf(spec: ResidentSpec): Resident {
  const { seed, index, districts, taken, protagonist, forgetsFactor, movesInMs } = spec;
  const random = randomOf(seed, `resident-${index}`);
  const number = String(index + 1).padStart(4, "0");
  const district = districts[index % districts.length] as string;
  const kind = random.chance(0.6) ? "roll" : "tray";
  const critical = protagonist?.critical ?? false;
  const times = timesOf(random, spec);
  return {
    residentRef: tokenOf(random, taken),
    planId: `plan-${number}`,
    deviceId: `${kind}-${number}`,
    district,
    street: `${district}/${Math.floor(Math.floor(index / districts.length) / homesInStreet) + 1}`,
    kind,
    times,
    alertAfterMin: critical ? 30 : random.pick([45, 75]),
    forgetsPercent: critical ? 0.5 : random.draw(forgetsPercent) * forgetsFactor,
    slowness: critical ? 0.4 : 0.6 + random.next(),
    weekendLateMin: critical ? 0 : Math.max(0, random.int(-30, 40)),
    leavesAtMs: protagonist?.leavesAtMs ?? [],
    movesInMs,
  };
}
