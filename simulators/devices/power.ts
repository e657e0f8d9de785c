/** A dispenser's plug and battery; the battery lasts one day without mains (published). */
export interface Power {
  readonly mains: boolean;
  batteryPercent(nowMs: number): number;
  unplug(nowMs: number): void;
  plugIn(nowMs: number): void;
}

const runtimeMin = 1440;
const minMs = 60_000;

export function createPower(): Power {
  let unpluggedMs: number | null = null;
  let percentThen = 100;
  const percentAt = (nowMs: number) => {
    if (unpluggedMs === null) return percentThen;
    return Math.max(0, Math.round(percentThen - ((nowMs - unpluggedMs) * 100) / (runtimeMin * minMs)));
  };
  return {
    get mains() {
      return unpluggedMs === null;
    },
    batteryPercent: percentAt,
    unplug(nowMs) {
      unpluggedMs ??= nowMs;
    },
    plugIn() {
      // Loads faster than anybody pulls the plug again.
      unpluggedMs = null;
      percentThen = 100;
    },
  };
}

/** How long a battery at `percent` lasts. */
export function runtimeMinOf(percent: number): number {
  return Math.round((runtimeMin * percent) / 100);
}
