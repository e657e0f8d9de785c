import type { Quantiles, Random } from "../city/random.js";

/** A device's plug and battery. */
export interface Power {
  readonly mains: boolean;
  /** The battery is empty and nothing feeds the device. */
  readonly dead: boolean;
  percent(): number;
  /** Something takes the mains away; several things may at once. Returns what gives them back. */
  cut(): () => void;
  /** A charger or a fresh battery. */
  refill(): void;
  /** The battery is at so many percent at once, for instance because it is old. */
  sag(toPercent: number): void;
}

export interface PowerPorts {
  nowMs(): number;
  at(atMs: number, action: () => void): void;
  say(type: "power.lost" | "power.restored" | "battery.low" | "battery.empty", data: object): void;
  /** The device stops, or starts again. */
  died(): void;
  revived(): void;
}

const minMs = 60_000;
const lowPercent = 20;
/** It says so with its last strength. */
const emptyPercent = 1;

/** Until somebody has put in a new battery after the first warning. Source: judgement. */
export const replacedAfterMs: Quantiles = [
  [0, 4 * 60 * minMs],
  [0.8, 3 * 24 * 60 * minMs],
  [1, 7 * 24 * 60 * minMs],
];

export interface PowerNature {
  mains: boolean;
  runtimeMin: number;
  /** Null where nobody changes batteries because it is plugged in or charged. */
  replaced: Random | null;
}

/**
 * The battery loses the same amount each minute, so that every moment of its life is known ahead. A class for
 * the sake of memory, as in random.ts.
 */
class Battery implements Power {
  dead = false;
  private readonly perMs: number;
  private readonly plugged: boolean;
  private readonly runtimeMin: number;
  private readonly replaced: Random | null;
  private cuts = 0;
  private sinceMs = 0;
  private percentThen = 100;
  private epoch = 0;

  constructor(
    { mains, runtimeMin, replaced }: PowerNature,
    startPercent: number,
    private readonly ports: PowerPorts,
  ) {
    this.perMs = 100 / (runtimeMin * minMs);
    this.plugged = mains;
    this.runtimeMin = runtimeMin;
    this.replaced = replaced;
    this.begin(startPercent);
  }

  get mains(): boolean {
    return this.plugged && this.cuts === 0;
  }

  private exact(): number {
    if (this.mains) return this.percentThen;
    return Math.max(0, this.percentThen - (this.ports.nowMs() - this.sinceMs) * this.perMs);
  }

  private begin(percent: number): void {
    const { ports } = this;
    this.percentThen = percent;
    this.sinceMs = ports.nowMs();
    const mine = ++this.epoch;
    if (this.mains) return;
    const when = (limit: number, action: () => void) => {
      if (percent <= limit) return;
      ports.at(this.sinceMs + Math.ceil((percent - limit) / this.perMs), () => {
        if (this.epoch === mine) action();
      });
    };
    when(lowPercent, () => {
      ports.say("battery.low", { batteryPercent: lowPercent });
      if (this.replaced) ports.at(ports.nowMs() + Math.round(this.replaced.draw(replacedAfterMs)), () => this.refill());
    });
    when(emptyPercent, () => ports.say("battery.empty", { batteryPercent: emptyPercent }));
    when(0, () => {
      this.dead = true;
      ports.died();
    });
  }

  percent(): number {
    return Math.round(this.exact());
  }

  cut(): () => void {
    const before = this.exact();
    this.cuts++;
    if (this.plugged && this.cuts === 1) {
      this.begin(before);
      const percent = Math.round(before);
      const runtimeMin = Math.round((this.runtimeMin * percent) / 100);
      this.ports.say("power.lost", { batteryPercent: percent, runtimeMin });
    }
    let cutStill = true;
    return () => {
      if (!cutStill) return;
      cutStill = false;
      this.cuts--;
      if (!this.plugged || this.cuts > 0) return;
      // Charges faster than anybody pulls the plug again.
      this.refill();
      this.ports.say("power.restored", {});
    };
  }

  refill(): void {
    const wasDead = this.dead;
    this.dead = false;
    this.begin(100);
    if (wasDead) this.ports.revived();
  }

  sag(toPercent: number): void {
    this.begin(Math.min(toPercent, this.exact()));
  }
}

export function createPower(nature: PowerNature, startPercent: number, ports: PowerPorts): Power {
  return new Battery(nature, startPercent, ports);
}
