import { setTimeout as sleep } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { type RunningService, type ServiceHome, until } from "../../support/service.js";
import type { Receiver } from "../../support/webhook-receiver.js";
import { iso, type Message, minuteMs, speaker } from "../service/messages.js";

/** Dispensers that all give out one dose while the fault lasts, and others that are broken open. */
export interface City {
  publishPlans(service: RunningService): Promise<void>;
  /** The next dispense, and now and then an alarm; null when every dose is out. */
  next(paddingBytes?: number): Message | null;
  /** Something that people are told of at once. */
  alarm(): Message;
  /** By which a notification of this alarm is recognised. */
  nameIn(id: string): string;
  isHeartbeat(id: string): boolean;
  /** A sign of life of every dispenser, that nothing is left in its buffer. */
  heartbeats(): Message[];
  /** Waits until the deadline of the doses is over and nothing about them is open. */
  judged(home: ServiceHome): Promise<void>;
  toldOf(
    receiver: Receiver,
    log: Map<string, number>,
    acknowledgedAtMs: Map<string, number>,
    during: { beganMs: number; endedMs: number },
  ): { untold: number; toldAfterSec: number };
  dosesOf(
    home: ServiceHome,
    log: Map<string, number>,
  ): Promise<{ lostDoses: Record<string, number>; wrongDoses: number }>;
}

/** The shortest that a plan may ask for. */
const alertAfterMin = 5;
/** One of so many messages is an alarm. */
const alarmEvery = 20;

const nameIn = (id: string) => `dispenser-tamper/${id.slice(0, id.lastIndexOf("-"))}/`;

export function createCity(devices: number, endsAtMs: number): City {
  // Every dose is given out in time, and its deadline falls behind the fault, unless that lasts longer than foreseen.
  const deadlineMs = Math.ceil((endsAtMs + 5_000) / minuteMs) * minuteMs;
  const scheduledMs = deadlineMs - alertAfterMin * minuteMs;
  const local = Temporal.Instant.fromEpochMilliseconds(scheduledMs).toZonedDateTimeISO("Europe/Oslo");
  const date = local.toPlainDate().toString();
  const at = local.toPlainTime().toString({ smallestUnit: "minute" });
  const says = Array.from({ length: devices }, (_, n) => speaker(`D-${n}`));
  const raised: string[] = [];
  const dispensed = new Map<string, number>();
  let made = 0;
  let alarms = 0;

  function alarm(): Message {
    const deviceId = `T-${alarms++}`;
    const message = speaker(deviceId)("tamper.detected", Date.now());
    raised.push(message.id);
    return message;
  }

  function planOf(n: number): Message {
    const times = [{ at, alertAfterMin }];
    const data = { residentRef: `R-${n}`, planId: `P-${n}`, version: 1, times, from: date, to: date };
    const said = { id: `P-${n}`, source: "urn:epj" };
    return speaker(`D-${n}`)("plan.published", scheduledMs - 60 * minuteMs, data, said);
  }

  return {
    alarm,
    async publishPlans(service) {
      for (let from = 0; from < devices; from += 100) {
        const plans = Array.from({ length: Math.min(100, devices - from) }, (_, n) => planOf(from + n));
        const events = plans.map(({ topic, payload }) => ({ ...(JSON.parse(payload) as object), topic }));
        const { status, body } = await service.post("/v1/events", events);
        if (status !== 202) throw new Error(`plans: ${status} ${JSON.stringify(body)}`);
      }
    },
    next(paddingBytes = 0) {
      made++;
      if (made % alarmEvery === 0) return alarm();
      const n = dispensed.size;
      const envelope = paddingBytes === 0 ? {} : { padding: "x".repeat(paddingBytes) };
      const data = { scheduledAt: iso(scheduledMs), mode: "unassisted" };
      const message = says[n]?.("dose.dispensed", Date.now(), data, { envelope });
      if (message) dispensed.set(message.id, n);
      return message ?? null;
    },
    nameIn,
    isHeartbeat: (id) => id.endsWith("-2"),
    heartbeats: () =>
      [...dispensed.values()].flatMap((n) => says[n]?.("link.heartbeat", Date.now(), { bufferedEvents: 0 }) ?? []),
    async judged(home) {
      await sleep(Math.max(0, deadlineMs - Date.now()));
      const open = () => home.sql("SELECT 1 FROM dose WHERE verdict = 'pending' LIMIT 1");
      await until("every dose has its verdict", async () => (await open()).length === 0, 60_000, 250);
    },
    toldOf(receiver, log, acknowledgedAtMs, { beganMs, endedMs }) {
      const stored = raised.flatMap((id): [string, number][] =>
        log.has(id) ? [[id, acknowledgedAtMs.get(id) ?? Number.POSITIVE_INFINITY]] : [],
      );
      const toldAtMs = (id: string) => receiver.calls.find(({ body }) => body.includes(nameIn(id)))?.atMs ?? null;
      const during = stored.filter(([, ms]) => ms >= beganMs && ms < endedMs);
      const waits = during.map(([id, ms]) => ((toldAtMs(id) ?? ms) - ms) / 1_000);
      return {
        untold: stored.filter(([id]) => toldAtMs(id) === null).length,
        toldAfterSec: Math.max(0, ...waits),
      };
    },
    async dosesOf(home, log) {
      const rows = await home.sql<{ plan: string; verdict: string }>(
        `SELECT split_part(dose_id, '@', 1) AS plan, verdict FROM dose`,
      );
      const verdicts = new Map(rows.map(({ plan, verdict }) => [plan, verdict]));
      const lostDoses: Record<string, number> = {};
      let wrongDoses = 0;
      for (const [id, n] of dispensed) {
        const verdict = verdicts.get(`P-${n}`) ?? "none";
        if (!log.has(id)) lostDoses[verdict] = (lostDoses[verdict] ?? 0) + 1;
        else if (verdict !== "on-time") wrongDoses++;
      }
      return { lostDoses, wrongDoses };
    },
  };
}
