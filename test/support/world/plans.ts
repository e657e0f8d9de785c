import { Temporal } from "temporal-polyfill";
import type { DateOrInstant, EventData, EventType, PlanTime } from "../../../rules/model/event.js";
import type { Random } from "./random.js";
import { type Dispenser, dateAfter, dayMs, hourMs, minuteMs, type Scene } from "./scene.js";

type PlanData = EventData["plan.published"];

/** Something said at an instant of true time; the way to us comes later. */
export interface Utterance<T extends EventType | string = EventType | string> {
  atMs: number;
  type: T;
  data: unknown;
  /** Whose topic it is said on. */
  deviceId: string;
  /** Who says it: the device itself, or somebody about it. */
  by: "device" | "cloud" | "worklist";
  test?: boolean;
  /** The dose that a dispense truly is; the message need not tell. */
  meansDoseId?: string;
}

const wallTimes = ["00:00", "00:15", "02:30", "03:30", "07:30", "08:00", "08:00", "09:00", "12:00", "20:00", "23:45"];

/** What home care says about one plan: published, changed, paused, resumed, ended, begun again. */
export function planUtterances(random: Random, scene: Scene, device: Dispenser, planId: string): Utterance[] {
  const said: Utterance[] = [];
  const say = <T extends EventType>(atMs: number, type: T, data: EventData[T], deviceId = device.deviceId) =>
    said.push({ atMs, type, data, deviceId, by: "cloud" });

  const first = planData(random, scene, planId, device);
  const publishedAtMs = random.chance(0.8)
    ? scene.fromMs - random.int(minuteMs, 30 * hourMs)
    : scene.fromMs + random.int(0, 12 * hourMs);
  say(publishedAtMs, "plan.published", first);

  let latest = first;
  for (let change = random.pick([0, 0, 0, 1, 1, 2]); change > 0; change -= 1) {
    const atMs = within(random, scene);
    latest = {
      ...planData(random, scene, planId, device),
      version: latest.version + 1,
      from: localDate(atMs, scene, random.pick([-1, 0, 0, 1])),
    };
    const moved = random.chance(0.08) ? random.pick(scene.dispensers).deviceId : device.deviceId;
    say(atMs, "plan.published", latest, moved);
  }
  if (random.chance(0.1)) say(within(random, scene), "plan.published", latest);
  if (random.chance(0.07)) {
    say(within(random, scene), "plan.published", { ...latest, times: timesOf(random) });
  }
  if (random.chance(0.3)) pauseUtterances(random, scene, planId, say);
  if (random.chance(0.12)) {
    const endAtMs = within(random, scene);
    say(endAtMs - random.int(-hourMs, 12 * hourMs), "plan.ended", {
      planId,
      at: dateOrInstant(random, scene, endAtMs),
    });
    if (random.chance(0.5)) {
      const againAtMs = endAtMs + random.int(-2 * hourMs, dayMs);
      const again = {
        ...latest,
        version: latest.version + 1,
        from: localDate(againAtMs, scene, random.pick([0, 0, 1])),
      };
      say(againAtMs, "plan.published", again);
    }
  }
  return said;
}

function pauseUtterances(
  random: Random,
  scene: Scene,
  planId: string,
  say: <T extends "plan.paused" | "plan.resumed">(atMs: number, type: T, data: EventData[T]) => void,
): void {
  const fromMs = within(random, scene);
  const from = dateOrInstant(random, scene, fromMs);
  const toMs = fromMs + random.int(hourMs, 2 * dayMs);
  const to = random.chance(0.6) ? { to: dateOrInstant(random, scene, toMs) } : {};
  const saidAtMs = fromMs - random.int(-6 * hourMs, 12 * hourMs);
  say(saidAtMs, "plan.paused", { planId, from, ...to, reason: "travel" });
  if (random.chance(0.3)) {
    const corrected = random.chance(0.8) ? { to: dateOrInstant(random, scene, fromMs + random.int(0, 2 * dayMs)) } : {};
    say(saidAtMs + random.int(minuteMs, dayMs), "plan.paused", { planId, from, ...corrected, reason: "corrected" });
  }
  if (random.chance(0.4)) {
    const atMs = fromMs + random.int(-hourMs, 2 * dayMs);
    say(atMs + random.int(-hourMs, hourMs), "plan.resumed", { planId, at: dateOrInstant(random, scene, atMs) });
  }
}

function planData(random: Random, scene: Scene, planId: string, device: Dispenser): PlanData {
  const sometimes = <T extends object>(probability: number, value: T) => (random.chance(probability) ? value : {});
  return {
    residentRef: `R-${device.deviceId.slice(2)}`,
    planId,
    version: random.pick([1, 1, 1, 3]),
    times: timesOf(random),
    from: dateAfter(scene.firstDate, random.pick([-1, 0, 0, 0, 1])),
    ...sometimes(0.25, { to: dateAfter(scene.firstDate, random.int(0, scene.days)) }),
    ...sometimes(0.15, {
      days: random.pick([["sat", "sun"] as const, ["mon", "tue", "wed", "fri", "sun"] as const]).slice(),
    }),
    ...(scene.zone === "Europe/Oslo" ? {} : { timezone: scene.zone }),
    ...sometimes(0.15, { critical: true }),
    ...sometimes(0.1, { earlyMin: random.pick([0, 15, 120, 300]) }),
    ...sometimes(0.1, { onTimeMin: random.pick([5, 30, 240]) }),
    ...sometimes(0.15, { alertAfterMin: random.pick([5, 45, 180]) }),
    ...sometimes(0.1, { closeAfterMin: random.pick([30, 60, 720]) }),
  };
}

function timesOf(random: Random): PlanTime[] {
  return Array.from({ length: random.pick([1, 2, 2, 3, 4]) }, () => {
    const exact = `${String(random.int(0, 23)).padStart(2, "0")}:${String(random.int(0, 59)).padStart(2, "0")}`;
    return {
      at: random.chance(0.85) ? random.pick(wallTimes) : exact,
      ...(random.chance(0.1) ? { critical: random.chance(0.7) } : {}),
      ...(random.chance(0.08) ? { alertAfterMin: random.pick([5, 30, 120]) } : {}),
    };
  });
}

function within(random: Random, scene: Scene): number {
  const atMs = random.int(scene.fromMs, scene.toMs);
  return scene.coarse || random.chance(0.1) ? Math.round(atMs / (30 * minuteMs)) * 30 * minuteMs : atMs;
}

function dateOrInstant(random: Random, scene: Scene, atMs: number): DateOrInstant {
  return random.chance(0.4) ? { date: localDate(atMs, scene, 0) } : { atMs };
}

function localDate(atMs: number, scene: Scene, laterDays: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(scene.zone).toPlainDate();
  return local.add({ days: laterDays }).toString();
}
