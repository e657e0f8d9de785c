import type { LogEvent, Sender, Telemetry } from "../../../rules/model/event.js";
import type { Received } from "../../oracle/facts.js";
import type { Utterance } from "./plans.js";
import type { Random } from "./random.js";
import { type Dispenser, hourMs, isIn, minuteMs, type Outage, type Scene, secondMs } from "./scene.js";

/** What truly became of one dispense: known to nobody but the world. */
export interface TrueDispense {
  deviceId: string;
  doseId: string;
  messageId: string;
  atMs: number;
  /** As the device's clock wrote it. */
  timeMs: number;
  scheduledAtMs: number | null;
  planId: string | null;
  /** Lost because the way was broken; whether a message that was sent arrived, the lines tell. */
  lostInOutage: boolean;
}

type Message = Extract<LogEvent, { kind: "telemetry" | "unknown-type" }>;

/** When a message left its sender behind, and whether it comes out of a buffer. */
interface Sent {
  receivedAtMs: number;
  replayed: boolean;
}

/** Carries everything said on one dispenser's topic to us: by way of buffers, outages and bad luck. */
export function deliver(
  random: Random,
  scene: Scene,
  device: Dispenser,
  said: Utterance[],
): { lines: Received[]; dispenses: TrueDispense[] } {
  const lines: Received[] = [];
  const dispenses: TrueDispense[] = [];
  const flushMs = random.chance(0.3) ? random.int(0, 40 * minuteMs) : 0;
  const bufferedUntilMs: number[] = [];
  let sequence = 0;
  let lastOff: number | null = null;
  for (const [index, utterance] of [...said].sort((a, b) => a.atMs - b.atMs).entries()) {
    const own = utterance.by === "device";
    const offSince = device.off.findLast((span) => span.toMs <= utterance.atMs)?.toMs ?? null;
    if (own && device.renumbers && offSince !== lastOff) sequence = 0;
    if (own) {
      lastOff = offSince;
      sequence += 1;
    }
    const sent = own
      ? sendOwn(random, scene, device, utterance.atMs, flushMs)
      : sendAbout(random, scene, utterance.atMs);
    const held = bufferedUntilMs.filter((untilMs) => untilMs > utterance.atMs).length;
    if (own && sent?.replayed) bufferedUntilMs.push(sent.receivedAtMs);
    const event = messageOf(scene, device, utterance, `${device.deviceId}-${index}`, {
      ...(own && device.numbers ? { sequence } : {}),
      ...(sent?.replayed && random.chance(0.9) ? { replayed: true as const } : {}),
      ...(own && device.tellsBuffer ? { bufferedEvents: held } : {}),
    });
    const arrived = sent ? arrive(random, scene, device, utterance, event, sent.receivedAtMs) : [];
    lines.push(...arrived);
    if (utterance.meansDoseId !== undefined) {
      dispenses.push(truthOf(utterance, event, sent === null));
    }
  }
  return { lines, dispenses };
}

/** Null: lost, because there is no buffer, or because the power went while it held something. */
function sendOwn(random: Random, scene: Scene, device: Dispenser, atMs: number, flushMs: number): Sent | null {
  const before = outagesAt(scene, device, atMs)[0];
  const flightMs = scene.coarse ? 0 : random.int(50, 5 * secondMs);
  if (!before) return { receivedAtMs: atMs + flightMs, replayed: false };
  if (before.way === "held") {
    return { receivedAtMs: before.toMs + (scene.coarse ? minuteMs : random.int(0, 30 * minuteMs)), replayed: false };
  }
  if (!device.buffers) return null;
  let freeAtMs = before.toMs;
  for (let next = outagesAt(scene, device, freeAtMs)[0]; next; next = outagesAt(scene, device, freeAtMs)[0]) {
    freeAtMs = next.toMs;
  }
  if (device.off.some((span) => span.fromMs > atMs && span.fromMs <= freeAtMs)) return null;
  const share = (atMs - before.fromMs) / (before.toMs - before.fromMs);
  return { receivedAtMs: freeAtMs + 5 * secondMs + Math.floor(share * (flushMs + 2 * secondMs)), replayed: true };
}

/** What others say about a device waits while the supplier's cloud is out. */
function sendAbout(random: Random, scene: Scene, atMs: number): Sent {
  const cloud = scene.outages.find((outage) => outage.componentId === "vendor-cloud" && isIn([outage], atMs));
  return { receivedAtMs: (cloud?.toMs ?? atMs) + (scene.coarse ? 0 : random.int(50, 5 * secondMs)), replayed: false };
}

function outagesAt(scene: Scene, device: Dispenser, atMs: number): Outage[] {
  const district = districtOf(device, atMs);
  return scene.outages.filter((outage) => isIn([outage], atMs) && (outage.district ?? district) === district);
}

export function districtOf(device: Dispenser, atMs: number): string {
  if (device.movesAtMs === null || atMs < device.movesAtMs) return device.district;
  return device.district === "alna" ? "grorud" : "alna";
}

export function clockOf(device: Dispenser, atMs: number): number {
  const wrong = device.wrongClock && isIn([device.wrongClock], atMs) ? device.wrongClock.offsetMs : null;
  return atMs + (wrong ?? device.clockOffsetMs);
}

function messageOf(
  scene: Scene,
  device: Dispenser,
  utterance: Utterance,
  id: string,
  more: { sequence?: number; replayed?: true; bufferedEvents?: number },
): Message {
  const { bufferedEvents, ...envelope } = more;
  const own = utterance.by === "device";
  const timeMs = own ? clockOf(device, utterance.atMs) : utterance.atMs;
  const beat = utterance.type === "link.heartbeat" && bufferedEvents !== undefined;
  const event = {
    id,
    source: own ? device.deviceId : utterance.by,
    timeMs: scene.coarse ? Math.round(timeMs / minuteMs) * minuteMs : timeMs,
    type: utterance.type,
    data: beat ? { ...(utterance.data as object), bufferedEvents } : utterance.data,
    ...envelope,
    ...(utterance.test ? { test: true as const } : {}),
  };
  const sender: Sender = {
    tenant: "oslo",
    district: districtOf(device, utterance.atMs),
    deviceClass: device.deviceClass,
    deviceId: device.deviceId,
  };
  if (utterance.type.startsWith("no.vft.")) return { kind: "unknown-type", sender, event };
  return { kind: "telemetry", sender, event: event as unknown as Telemetry };
}

/** A single message may be lost, delayed, doubled or unreadable. */
function arrive(
  random: Random,
  scene: Scene,
  device: Dispenser,
  utterance: Utterance,
  event: Message,
  sentAtMs: number,
): Received[] {
  const { odds } = scene;
  const plan = utterance.by === "cloud";
  if (random.chance(plan ? odds.lost / 4 : odds.lost)) return [];
  const lateMs = random.chance(odds.late) ? random.int(0, 30 * minuteMs) : 0;
  const veryLateMs = random.chance(plan ? odds.veryLate / 2 : odds.veryLate) ? random.int(0, 71 * hourMs) : 0;
  const receivedAtMs = sentAtMs + lateMs + veryLateMs;
  if (random.chance(plan ? odds.rejected / 4 : odds.rejected)) {
    const sender = random.chance(0.8) ? event.sender : null;
    const { type, timeMs } = event.event;
    const known = random.chance(0.8);
    const rejected: LogEvent = {
      kind: "rejected",
      reason: known ? "INGEST_DATA_INVALID" : "INGEST_NOT_JSON",
      sender,
      type: known ? type : null,
      timeMs: known && random.chance(0.8) ? timeMs : null,
    };
    return [{ receivedAtMs, event: rejected }];
  }
  const once = [{ receivedAtMs, event }];
  if (random.chance(odds.conflicting) && utterance.type !== "link.heartbeat") {
    const other = { ...event, event: { ...event.event, timeMs: event.event.timeMs + minuteMs } } as LogEvent;
    return [...once, { receivedAtMs: receivedAtMs + random.int(0, hourMs), event: other }];
  }
  // A message with an impossible time is judged by its reception: a heartbeat sent twice would be two.
  const againAtMs = receivedAtMs + random.int(0, 3 * hourMs);
  const believed = !device.wrongClock && againAtMs - event.event.timeMs < 72 * hourMs;
  return believed && random.chance(odds.twice) ? [...once, { receivedAtMs: againAtMs, event }] : once;
}

function truthOf(utterance: Utterance, event: Message, lostInOutage: boolean): TrueDispense {
  const data = utterance.data as { scheduledAtMs?: number; planId?: string };
  return {
    deviceId: utterance.deviceId,
    doseId: utterance.meansDoseId ?? "",
    messageId: event.event.id,
    atMs: utterance.atMs,
    timeMs: event.event.timeMs,
    scheduledAtMs: data.scheduledAtMs ?? null,
    planId: data.planId ?? null,
    lostInOutage,
  };
}
