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

/** The battery loses the same amount each minute, so that every moment of its life is known ahead. */
export function createPower(
  { mains, runtimeMin, replaced }: PowerNature,
  startPercent: number,
  ports: PowerPorts,
): Power {
  const perMs = 100 / (runtimeMin * minMs);
  let cuts = 0;
  let sinceMs = ports.nowMs();
  let percentThen = startPercent;
  let epoch = 0;
  let dead = false;
  const isFed = () => mains && cuts === 0;
  const exact = () => (isFed() ? percentThen : Math.max(0, percentThen - (ports.nowMs() - sinceMs) * perMs));

  function begin(percent: number): void {
    percentThen = percent;
    sinceMs = ports.nowMs();
    epoch++;
    if (isFed()) return;
    const mine = epoch;
    const when = (limit: number, action: () => void) => {
      if (percentThen <= limit) return;
      ports.at(sinceMs + Math.ceil((percentThen - limit) / perMs), () => {
        if (epoch === mine) action();
      });
    };
    when(lowPercent, () => {
      ports.say("battery.low", { batteryPercent: lowPercent });
      if (replaced) ports.at(ports.nowMs() + Math.round(replaced.draw(replacedAfterMs)), refill);
    });
    when(emptyPercent, () => ports.say("battery.empty", { batteryPercent: emptyPercent }));
    when(0, () => {
      dead = true;
      ports.died();
    });
  }

  function refill(): void {
    const wasDead = dead;
    dead = false;
    begin(100);
    if (wasDead) ports.revived();
  }

  begin(startPercent);
  return {
    get mains() {
      return isFed();
    },
    get dead() {
      return dead;
    },
    percent: () => Math.round(exact()),
    cut() {
      const before = exact();
      cuts++;
      if (mains && cuts === 1) {
        begin(before);
        const percent = Math.round(before);
        ports.say("power.lost", { batteryPercent: percent, runtimeMin: Math.round((runtimeMin * percent) / 100) });
      }
      let cutStill = true;
      return () => {
        if (!cutStill) return;
        cutStill = false;
        cuts--;
        if (!mains || cuts > 0) return;
        // Charges faster than anybody pulls the plug again.
        refill();
        ports.say("power.restored", {});
      };
    },
    refill,
    sag: (toPercent) => begin(Math.min(toPercent, exact())),
  };
}
