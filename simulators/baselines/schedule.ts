import { localTimeOf, nextDate } from "../city/local-time.js";
import type { BaselineSettings, Heard } from "./baseline.js";

/** A dose that somebody waits for. */
export interface Awaited {
  doseId: string;
  deviceId: string;
  district: string;
  limitAtMs: number;
}

/** The doses that plans promise: whoever sets up checks takes them from there, pauses and ends included. */
export interface DoseSchedule {
  take(heard: Heard): void;
  /** Those whose limit has passed by `nowMs` without a word that they came out; each is given once. */
  overdue(nowMs: number): Awaited[];
  /** Which dose a message of a device is about; null where it has no plan. */
  doseOf(heard: Heard): Awaited | null;
  /** It came out: nobody waits for it any more. */
  settle(doseId: string): void;
}

interface Plan {
  planId: string;
  deviceId: string;
  district: string;
  times: readonly string[];
  alertAfterMs: number;
  from: string;
  to: string | null;
  timezone: string;
  pauses: { fromMs: number; toMs: number }[];
  endsAtMs: number;
  /** The next of its doses whose limit has not passed. */
  nextAtMs: number;
}

const minMs = 60_000;
const earlyMs = 60 * minMs;
const searchedDaysMax = 370;

function instantOf(value: unknown, timezone: string): number {
  if (typeof value !== "string") return Number.POSITIVE_INFINITY;
  return value.includes("T") ? Date.parse(value) : localTimeOf(timezone).instantOf(value, "00:00");
}

/** The plan's first dose at or after an instant; never, where it has none within a year. */
function nextOf({ timezone, times, from, to }: Omit<Plan, "nextAtMs">, atMs: number): number {
  const local = localTimeOf(timezone);
  let date = local.dateOf(atMs);
  for (let days = 0; days < searchedDaysMax && (to === null || date <= to); days++) {
    if (date >= from) {
      const found = times.map((time) => local.instantOf(date, time)).filter((one) => one >= atMs);
      if (found.length > 0) return Math.min(...found);
    }
    date = nextDate(date);
  }
  return Number.POSITIVE_INFINITY;
}

const isExpected = ({ pauses, endsAtMs }: Plan, atMs: number) =>
  atMs < endsAtMs && !pauses.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);

export function createDoseSchedule({ timezone, alertAfterMin }: BaselineSettings): DoseSchedule {
  const plans = new Map<string, Plan>();
  const planOfDevice = new Map<string, Plan>();
  const settled = new Set<string>();

  function doseAt({ planId, deviceId, district, alertAfterMs }: Plan, atMs: number): Awaited {
    return { doseId: `${planId}@${new Date(atMs).toISOString()}`, deviceId, district, limitAtMs: atMs + alertAfterMs };
  }

  function publish({ atMs, deviceId, district, data }: Heard): void {
    const planId = String(data.planId);
    if (!Array.isArray(data.times)) return;
    const before = plans.get(planId);
    const times = (data.times as (string | { at: string })[]).map((one) => (typeof one === "string" ? one : one.at));
    const plan = {
      planId,
      deviceId,
      district,
      times,
      alertAfterMs: (typeof data.alertAfterMin === "number" ? data.alertAfterMin : alertAfterMin) * minMs,
      from: String(data.from),
      to: typeof data.to === "string" ? data.to : null,
      timezone: typeof data.timezone === "string" ? data.timezone : timezone,
      pauses: before?.pauses ?? [],
      endsAtMs: before?.endsAtMs ?? Number.POSITIVE_INFINITY,
    };
    const known = { ...plan, nextAtMs: nextOf(plan, atMs) };
    plans.set(planId, known);
    planOfDevice.set(deviceId, known);
  }

  /** Whoever looks after the checks switches off those that nobody needs. */
  const changes: Record<string, (plan: Plan, data: Heard["data"]) => void> = {
    "plan.paused"({ pauses, timezone: zone }, { from, to }) {
      pauses.push({ fromMs: instantOf(from, zone), toMs: instantOf(to, zone) });
    },
    "dose.predispensed"({ pauses, timezone: zone }, { from, to }) {
      pauses.push({ fromMs: instantOf(from, zone), toMs: instantOf(to, zone) + 1 });
    },
    "plan.resumed"({ pauses, timezone: zone }, { at }) {
      for (const one of pauses) one.toMs = Math.min(one.toMs, instantOf(at, zone));
    },
    "plan.ended"(plan, { at }) {
      plan.endsAtMs = instantOf(at, plan.timezone);
    },
  };

  return {
    take(heard) {
      if (heard.type === "plan.published") return publish(heard);
      const plan = plans.get(String(heard.data.planId)) ?? planOfDevice.get(heard.deviceId);
      if (plan) changes[heard.type]?.(plan, heard.data);
    },
    overdue(nowMs) {
      const found: Awaited[] = [];
      for (const plan of plans.values()) {
        while (plan.nextAtMs + plan.alertAfterMs <= nowMs) {
          const dose = doseAt(plan, plan.nextAtMs);
          if (!settled.delete(dose.doseId) && isExpected(plan, plan.nextAtMs)) found.push(dose);
          plan.nextAtMs = nextOf(plan, plan.nextAtMs + 1);
        }
      }
      return found;
    },
    doseOf({ deviceId, atMs, data }) {
      const plan = plans.get(String(data.planId)) ?? planOfDevice.get(deviceId);
      if (!plan) return null;
      const namedMs = Date.parse(String(data.scheduledAt));
      if (!Number.isNaN(namedMs)) return doseAt(plan, namedMs);
      return plan.nextAtMs - earlyMs <= atMs ? doseAt(plan, plan.nextAtMs) : null;
    },
    settle: (doseId) => {
      settled.add(doseId);
    },
  };
}
