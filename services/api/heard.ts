/** People are shown the devices heard within three heartbeats of a dispenser, its offline limit. */
export const heardWithinMin = 45;

/** From when on a device counts as heard; to the minute, so that unchanged figures have an unchanged ETag for a while. */
export function heardSinceMs(nowMs: number): number {
  return Math.floor(nowMs / 60_000) * 60_000 - heardWithinMin * 60_000;
}
