/** A seeded source of chance: the same seed gives the same draws on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** A value of a distribution that is given by points of its quantile function. */
  draw(quantiles: Quantiles): number;
}

/**
 * Points `[probability, value]` from probability 0 to 1, straight lines between them. A table instead
 * of a formula: it can be read and corrected, and no logarithm differs from machine to machine.
 */
export type Quantiles = readonly (readonly [probability: number, value: number])[];

/** Every actor draws from a stream of its own, named after it, so that one more actor changes no other. */
export function randomOf(seed: number, actor: string): Random {
  return new Stream(hashOf(`${seed}/${actor}`));
}

/**
 * mulberry32: 32 bits of state are plenty for one actor's life. A class and no closures, as each device of
 * 30,000 has its own: where one draw looks into five places of memory, that is what a city's time goes into.
 */
class Stream implements Random {
  constructor(private state: number) {}

  next(): number {
    // Signed, as whole numbers of 32 bits with a sign need no memory of their own.
    const state = (this.state + 0x6d2b79f5) | 0;
    this.state = state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("nothing to pick from");
    return list[this.int(0, list.length - 1)] as T;
  }

  draw(quantiles: Quantiles): number {
    return valueAt(quantiles, this.next());
  }
}

function valueAt(quantiles: Quantiles, probability: number): number {
  for (let at = 1; at < quantiles.length; at++) {
    const to = quantiles[at] as readonly [number, number];
    if (probability > to[0]) continue;
    const from = quantiles[at - 1] as readonly [number, number];
    return from[1] + ((to[1] - from[1]) * (probability - from[0])) / (to[0] - from[0]);
  }
  throw new Error("quantiles must reach from 0 to 1");
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
