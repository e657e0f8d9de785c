/**
 * Every number the rules decide by, its default and where that comes from. An installation changes
 * any of them under `thresholds` in its ecosystem file; a plan may be stricter for its own doses.
 * Units are the last word of each name.
 */
export interface Thresholds {
  earlyMin: number;
  onTimeMin: number;
  alertAfterMin: number;
  alertAfterCriticalMin: number;
  closeAfterMin: number;
  clockAheadMaxMin: number;
  lateDataMaxHours: number;
  ledgerHorizonHours: number;
  contactHeartbeats: number;
  offlineGraceSec: number;
  settleMin: number;
  probeFailuresMax: number;
  probeIntervalsUnknown: number;
  incidentEndsAfterUpMin: number;
  outageHeardAsUsualMin: number;
  unconfirmedTaskAfterMin: number;
  unwatchedBeforeCriticalMin: number;
  pauseOverdueHours: number;
  missesInARow: number;
  missesInAWeek: number;
  flappingEnterPercent: number;
  flappingLeavePercent: number;
  stockLowHours: number;
  stockLowDoses: number;
  rollDays: number;
  batteryLowPercent: number;
}

/**
 * One row per threshold: default, the smallest and largest value that make sense, and the source.
 * `judgement` = ours, to be replaced by an installation's own experience.
 */
export const thresholdTable: {
  [K in keyof Thresholds]: { default: number; min: number; max: number; source: string };
} = {
  earlyMin: { default: 60, min: 0, max: 300, source: "judgement; published devices allow 5 min to 5 h" },
  onTimeMin: { default: 60, min: 5, max: 240, source: "judgement; a 1,379-patient study counts 75 min as compliant" },
  alertAfterMin: { default: 75, min: 5, max: 180, source: "published: Medido alerts 45 or 75 min after the dose" },
  alertAfterCriticalMin: {
    default: 30,
    min: 5,
    max: 180,
    source: "judgement; time-critical medicine, e.g. for Parkinson's disease",
  },
  closeAfterMin: { default: 240, min: 30, max: 720, source: "judgement" },
  clockAheadMaxMin: { default: 10, min: 1, max: 60, source: "judgement" },
  lateDataMaxHours: { default: 72, min: 1, max: 168, source: "judgement; offline buffers of 72 h" },
  ledgerHorizonHours: { default: 192, min: 96, max: 1440, source: "judgement; late data plus a week of corrections" },
  contactHeartbeats: { default: 1.5, min: 1, max: 10, source: "judgement" },
  offlineGraceSec: { default: 120, min: 0, max: 900, source: "judgement; reconnects after a Last Will" },
  settleMin: { default: 15, min: 0, max: 120, source: "judgement; one heartbeat after the path is up" },
  probeFailuresMax: { default: 3, min: 1, max: 20, source: "judgement" },
  probeIntervalsUnknown: { default: 3, min: 2, max: 60, source: "judgement" },
  incidentEndsAfterUpMin: { default: 10, min: 0, max: 120, source: "judgement" },
  outageHeardAsUsualMin: { default: 30, min: 5, max: 240, source: "judgement" },
  unconfirmedTaskAfterMin: { default: 60, min: 5, max: 720, source: "judgement" },
  unwatchedBeforeCriticalMin: { default: 60, min: 15, max: 720, source: "judgement; time to go there" },
  pauseOverdueHours: { default: 24, min: 1, max: 336, source: "judgement" },
  missesInARow: { default: 2, min: 2, max: 10, source: "judgement" },
  missesInAWeek: { default: 3, min: 2, max: 50, source: "judgement" },
  flappingEnterPercent: { default: 30, min: 5, max: 100, source: "Icinga's flap detection" },
  flappingLeavePercent: { default: 25, min: 1, max: 100, source: "Icinga's flap detection" },
  stockLowHours: { default: 72, min: 1, max: 336, source: "published: Philips warns at 72 h of stock left" },
  stockLowDoses: { default: 4, min: 1, max: 100, source: "judgement" },
  rollDays: { default: 14, min: 1, max: 60, source: "published: rolls are changed every 14 days" },
  batteryLowPercent: { default: 20, min: 1, max: 90, source: "judgement" },
};

export const defaultThresholds = Object.fromEntries(
  Object.entries(thresholdTable).map(([name, row]) => [name, row.default]),
) as unknown as Thresholds;
