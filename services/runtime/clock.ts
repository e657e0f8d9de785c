/** Where a clock reads its time; tests put their own here. */
export interface ClockSources {
  /** Milliseconds since 1970: right on average, but people and NTP may set it. */
  wallMs(): number;
  /** Nanoseconds since some instant: never set, but it says nothing about the date. */
  monotonicNs(): bigint;
}

export interface ClockOptions {
  /** A larger difference between the wall clock and ours is a step, a smaller one is drift. */
  stepMs: number;
  /** How much drift is made good per second. */
  driftPerSecMs: number;
  /** The clock starts no earlier: the log of an earlier run must not be overtaken from behind. */
  notBeforeUs: number;
}

/**
 * Time for the sequencer: an anchor on the wall clock plus the monotonic clock, strictly increasing.
 * Source of both numbers: judgement; NTP slews what is smaller and disciplined clocks drift less.
 */
export interface Clock {
  /** Microseconds since 1970, larger than every earlier reading. */
  nowUs(): number;
  /** Follows the wall clock; true if that was a step: time passed that this process did not live through. */
  stepped(): boolean;
}

const systemSources: ClockSources = { wallMs: Date.now, monotonicNs: process.hrtime.bigint };
const defaults: ClockOptions = { stepMs: 5_000, driftPerSecMs: 5, notBeforeUs: 0 };

/**
 * After a step forwards the clock follows at once. After a step backwards it cannot, as it never
 * returns to an instant it has given; standing still until the wall clock has caught up would leave
 * every deadline undecided for as long. So it then runs at half speed until the two meet.
 */
export function createClock(options: Partial<ClockOptions> = {}, sources: ClockSources = systemSources): Clock {
  const { stepMs, driftPerSecMs, notBeforeUs } = { ...defaults, ...options };
  const originNs = sources.monotonicNs();
  const elapsedUs = (): number => Number((sources.monotonicNs() - originNs) / 1000n);

  let anchorUs = Math.floor(sources.wallMs() * 1000);
  let comparedUs = 0;
  // Where and when half speed began; far behind the anchor it has no effect.
  let slowFromUs = notBeforeUs;
  let slowSinceUs = 0;
  let lastUs = notBeforeUs;

  function reading(): number {
    const elapsed = elapsedUs();
    const halfSpeed = slowFromUs + Math.floor((elapsed - slowSinceUs) / 2);
    return Math.max(lastUs + 1, anchorUs + elapsed, halfSpeed);
  }

  return {
    nowUs() {
      lastUs = reading();
      return lastUs;
    },
    stepped() {
      const elapsed = elapsedUs();
      const differenceUs = Math.floor(sources.wallMs() * 1000) - (anchorUs + elapsed);
      if (Math.abs(differenceUs) > stepMs * 1000) {
        slowFromUs = Math.max(lastUs, anchorUs + elapsed);
        slowSinceUs = elapsed;
        if (differenceUs > 0) slowFromUs = 0;
        anchorUs += differenceUs;
        comparedUs = elapsed;
        return true;
      }
      const atMostUs = Math.floor(((elapsed - comparedUs) / 1000) * driftPerSecMs);
      anchorUs += Math.max(-atMostUs, Math.min(atMostUs, differenceUs));
      if (atMostUs > 0) comparedUs = elapsed;
      return false;
    },
  };
}
