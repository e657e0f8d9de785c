/**
 * When Velvakt's own figures ask for somebody, on the board and in the alert rules. Source of all: judgement; the
 * first from the promise that what persists is notified within 60 s.
 */
export const ownLimits = {
  engineLagWatchMs: 10_000,
  engineLagMs: 60_000,
  waitingMax: 0,
  projectionBehind: 10_000,
  rejectedPerHour: 100,
  memoryMb: 3_000,
  silentMin: 5,
} as const;
