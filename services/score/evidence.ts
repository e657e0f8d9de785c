import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { TrueOutage, Truth } from "./truth.js";

/** One stretch of time: what really happened in it, and what is needed to judge those who watched. */
export interface Evidence {
  truth: Truth;
  ecosystem: Ecosystem;
  /** Facts that begin in [fromMs, untilMs) count: of later ones the outcome is open. */
  fromMs: number;
  untilMs: number;
  endMs: number;
  /** When a message that was not stored before came from each device for the last time. */
  lastHeardMs: ReadonlyMap<string, number>;
}

export interface Span {
  fromMs: number;
  toMs: number;
}

const minMs = 60_000;
/** What a break leaves behind: devices come back one after the other, and are missed for another while. */
const aftermathMs = 60 * minMs;

export const counts = ({ fromMs, untilMs }: Evidence, atMs: number) => atMs >= fromMs && atMs < untilMs;

/** Everything that the component does not work without, itself included. */
export function dependenciesOf({ components }: Ecosystem, componentId: string): Set<string> {
  const all = new Set([componentId.split("@")[0] as string]);
  for (const id of all) {
    for (const needed of components.find((one) => one.id === id)?.dependsOn ?? []) all.add(needed);
  }
  return all;
}

/** The devices' way inwards: an outage there silences them without their doing. */
function isOnTheWay({ deviceClasses }: Ecosystem, { componentId, how }: TrueOutage): boolean {
  const id = componentId.split("@")[0] as string;
  return how !== "rejects" && deviceClasses.some(({ path }) => path.includes(id));
}

export interface Break extends Span {
  cause: string;
  /** Null: it concerns all of them. */
  district: string | null;
}

/** What made devices silent that had done nothing, Velvakt's own outages included. */
export function breaksOf({ truth, ecosystem }: Evidence): Break[] {
  const outages = truth.outages
    .filter((outage) => isOnTheWay(ecosystem, outage))
    .map(({ componentId, from, to }) => {
      return { cause: componentId, district: componentId.split("@")[1] ?? null, fromMs: from, toMs: to };
    });
  const deaf = truth.happenings
    .filter(({ what }) => what === "listener-deaf")
    .map(({ at, to }) => ({ cause: "monitoring-gap", district: null, fromMs: at, toMs: to ?? at }));
  return [...outages, ...deaf];
}

/** The break that a device of the district was behind at that time, or a little before. */
export function breakAt(breaks: readonly Break[], district: string | null, atMs: number): Break | undefined {
  return breaks.find(
    (one) =>
      (one.district === null || one.district === district) && atMs >= one.fromMs && atMs < one.toMs + aftermathMs,
  );
}
