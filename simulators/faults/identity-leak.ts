import { z } from "zod";
import type { Random } from "../city/random.js";
import { faultKind } from "./fault.js";

const firstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const secondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** The digit that makes the weighted sum divisible by 11; null where there is none. */
function checkDigit(digits: readonly number[], weights: readonly number[]): number | null {
  const rest = digits.reduce((sum, digit, at) => sum + digit * (weights[at] ?? 0), 0) % 11;
  return rest === 1 ? null : (11 - rest) % 11;
}

/** An identity number that nobody has: synthetic ones have 80 added to the month. */
function syntheticNumber(random: Random): string {
  for (;;) {
    const born = [random.int(1, 28), 80 + random.int(1, 12), random.int(30, 60)];
    const digits = [...born.map((part) => String(part).padStart(2, "0")).join(""), ...String(random.int(100, 499))];
    const numbers = digits.map(Number);
    const first = checkDigit(numbers, firstWeights);
    if (first === null) continue;
    const second = checkDigit([...numbers, first], secondWeights);
    if (second !== null) return [...numbers, first, second].join("");
  }
}

/** A technician typed an identity number into a device's free text, and every heartbeat carries it out. */
export const identityLeak = faultKind({
  name: "identity-leak",
  summary: "some devices send an identity number with every heartbeat",
  settings: { devices: z.int().min(1).max(1_000).default(1) },
  make: ({ devices }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, random }) {
      const chosen = Array.from({ length: devices }, () => random.pick(homes).dispenser.device);
      for (const device of new Set(chosen)) {
        const { deviceId, district } = device;
        device.extra = { note: `installed for ${syntheticNumber(random)}` };
        const about = { what: "leak", fault: "identity-leak", atMs: fromMs, toMs, deviceId, district } as const;
        world.truth.noteHappening({ ...about, where: "link.heartbeat" });
      }
      return () => {
        for (const device of chosen) device.extra = null;
      };
    },
  }),
});
