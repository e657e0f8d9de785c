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
  endedPlanKeptDays: number;
  contactHeartbeats: number;
  offlineGraceSec: number;
  settleMin: number;
  probeFailuresMax: number;
  probeIntervalsUnknown: number;
  probeEverySeenMaxMin: number;
  certificateEndsDays: number;
  incidentEndsAfterUpMin: number;
  outageHeardAsUsualMin: number;
  heardAsUsualPercent: number;
  inferDevicesMin: number;
  inferSharePercent: number;
  inferChancePerBillion: number;
  silentUsualPercent: number;
  incidentDigestAfterMin: number;
  flowStuckMessages: number;
  flowSamples: number;
  flowWindowMin: number;
  flowRejectedMessages: number;
  missingDosesMin: number;
  missingSharePercent: number;
  missingChancePerBillion: number;
  missingUsualPercent: number;
  missingPassAgain: number;
  missingWordAfterMin: number;
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
  batteryRecoverPercent: number;
  flappingOfflineTimes: number;
  doseSoonHours: number;
  bindingGraceMin: number;
  strangerGraceMin: number;
  serviceEndGraceHours: number;
  slaCoveragePercentMin: number;
  accessDeniedMax: number;
  faultRecursDays: number;
  acceptanceDaysMax: number;
  acceptanceRedDaysMax: number;
  assessmentDaysMax: number;
  growthReassessPercent: number;
  gateEvidenceMaxMin: number;
  gateDosesMin: number;
  gateResponsesMin: number;
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
  endedPlanKeptDays: { default: 30, min: 14, max: 366, source: "judgement" },
  contactHeartbeats: { default: 1.5, min: 1, max: 10, source: "judgement" },
  offlineGraceSec: { default: 120, min: 0, max: 900, source: "judgement; reconnects after a Last Will" },
  settleMin: { default: 15, min: 0, max: 120, source: "judgement; one heartbeat after the path is up" },
  probeFailuresMax: { default: 3, min: 1, max: 20, source: "judgement" },
  probeIntervalsUnknown: { default: 3, min: 2, max: 60, source: "judgement" },
  probeEverySeenMaxMin: { default: 15, min: 1, max: 1440, source: "judgement" },
  certificateEndsDays: {
    default: 14,
    min: 1,
    max: 90,
    source: "judgement; automatic renewal comes a month before the end, so by then it has failed",
  },
  incidentEndsAfterUpMin: { default: 10, min: 0, max: 120, source: "judgement" },
  outageHeardAsUsualMin: { default: 30, min: 5, max: 240, source: "judgement" },
  heardAsUsualPercent: { default: 80, min: 50, max: 100, source: "judgement; some devices are always away" },
  inferDevicesMin: { default: 5, min: 2, max: 1000, source: "judgement; fewer prove nothing about what they share" },
  inferSharePercent: { default: 60, min: 50, max: 100, source: "judgement; of the devices that were due" },
  inferChancePerBillion: {
    default: 100,
    min: 1,
    max: 1_000_000,
    source: "judgement; a look every minute then errs less than once in ten years and component",
  },
  silentUsualPercent: { default: 5, min: 1, max: 50, source: "judgement; more where a component is seen to lose more" },
  incidentDigestAfterMin: { default: 30, min: 0, max: 240, source: "judgement; settling and one heartbeat" },
  flowStuckMessages: { default: 5, min: 2, max: 100, source: "judgement; with one in twenty lost, once in years" },
  flowSamples: { default: 20, min: 5, max: 100, source: "judgement; fewer give no 95th percentile" },
  flowWindowMin: { default: 60, min: 5, max: 1440, source: "judgement" },
  flowRejectedMessages: { default: 3, min: 1, max: 20, source: "judgement; of the latest 20" },
  missingDosesMin: { default: 12, min: 3, max: 100, source: "judgement; a small fleet may well forget together" },
  missingSharePercent: { default: 50, min: 20, max: 100, source: "judgement; people alone do not forget so often" },
  missingChancePerBillion: {
    default: 10,
    min: 1,
    max: 1_000_000,
    source: "computed and simulated; fewer than one false alarm a year among 2,000 residents",
  },
  missingUsualPercent: { default: 5, min: 1, max: 50, source: "published: 0.4 to 6 % of doses are missed" },
  missingPassAgain: { default: 3, min: 1, max: 50, source: "judgement" },
  missingWordAfterMin: { default: 20, min: 5, max: 60, source: "judgement; one heartbeat after the first reminder" },
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
  batteryRecoverPercent: { default: 5, min: 0, max: 50, source: "judgement; a reading wavers by a few per cent" },
  flappingOfflineTimes: {
    default: 2,
    min: 1,
    max: 10,
    source: "judgement; twice as silent as any other device may be",
  },
  doseSoonHours: {
    default: 4,
    min: 1,
    max: 24,
    source: "measures leaders ask for: offline with a dose due within 4 h",
  },
  bindingGraceMin: { default: 10, min: 0, max: 240, source: "judgement; a handover is said in several messages" },
  strangerGraceMin: { default: 60, min: 0, max: 1440, source: "judgement; a device may speak before its plan is sent" },
  serviceEndGraceHours: { default: 24, min: 0, max: 336, source: "judgement; the time it takes to collect a device" },
  slaCoveragePercentMin: {
    default: 50,
    min: 0,
    max: 100,
    source: "judgement; a window is judged by what most of it was",
  },
  accessDeniedMax: { default: 5, min: 1, max: 500, source: "judgement; refused within an hour: more than a slip" },
  faultRecursDays: { default: 14, min: 1, max: 90, source: "judgement; a fault that is back within two rolls" },
  acceptanceDaysMax: { default: 366, min: 1, max: 1098, source: "judgement; until the next yearly review" },
  acceptanceRedDaysMax: {
    default: 92,
    min: 1,
    max: 366,
    source: "the sector's guide to risk management: a red risk for a limited time, such as three months",
  },
  assessmentDaysMax: { default: 366, min: 7, max: 1098, source: "the sector's guide: a review at least once a year" },
  growthReassessPercent: { default: 20, min: 1, max: 200, source: "published: dispensers grow by a fifth a year" },
  gateEvidenceMaxMin: { default: 120, min: 10, max: 1440, source: "judgement; older evidence opens no gate" },
  gateDosesMin: {
    default: 20,
    min: 1,
    max: 10_000,
    source: "judgement; one dose more or less would move a week by 5 %",
  },
  gateResponsesMin: { default: 10, min: 1, max: 1000, source: "judgement; fewer give no 90th percentile" },
};

export const defaultThresholds = Object.fromEntries(
  Object.entries(thresholdTable).map(([name, row]) => [name, row.default]),
) as unknown as Thresholds;
