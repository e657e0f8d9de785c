import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { AlertRecord, Notification } from "../../rules/model/record.js";

/** Somebody takes an alert. */
export interface Taken {
  alertId: string;
  atMs: number;
}

/** The people who answer in a trial. */
export interface Duty {
  /** An alert that is told for the first time, or again. */
  call(notification: Notification, alertOf: (alertId: string) => AlertRecord | undefined): void;
  /** Alerts that have been taken before `beforeMs`, in order. */
  takenBefore(beforeMs: number): Taken[];
}

const minMs = 60_000;
/** From a free phone that rings until somebody has said that they take it. Source: judgement, as the simulator's staff. */
const reactMin = 4;
/** Whoever is told without being on duty: systems, and what waits for the office. Source: judgement. */
const officeMin = 10;

/**
 * Each district has its duty phones and no more: a phone takes one alert at a time, for as long as the installation
 * says that one takes. Alerts that find none free wait, the first that came first.
 */
export function createDuty({ districts, scaling }: Ecosystem): Duty {
  const freeAtMs = new Map(districts.map(({ id, dutyPhones }) => [id, Array<number>(dutyPhones).fill(0)]));
  const called = new Set<string>();
  let waiting: Taken[] = [];

  function takenAt(district: string | null, isRinging: boolean, atMs: number): number {
    const phones = district === null || !isRinging ? undefined : freeAtMs.get(district);
    if (!phones || phones.length === 0) return atMs + officeMin * minMs;
    const first = phones.indexOf(Math.min(...phones));
    const beginMs = Math.max(atMs, phones[first] as number);
    phones[first] = beginMs + scaling.handlingMin * minMs;
    return beginMs + reactMin * minMs;
  }

  return {
    call({ alertIds, atMs }, alertOf) {
      for (const alertId of alertIds) {
        const alert = alertOf(alertId);
        if (!alert || called.has(alertId)) continue;
        called.add(alertId);
        waiting.push({ alertId, atMs: takenAt(alert.district, alert.severity !== "normal", atMs) });
      }
    },
    takenBefore(beforeMs) {
      const taken = waiting.filter((one) => one.atMs < beforeMs).sort((a, b) => a.atMs - b.atMs);
      if (taken.length > 0) waiting = waiting.filter((one) => one.atMs >= beforeMs);
      return taken;
    },
  };
}
