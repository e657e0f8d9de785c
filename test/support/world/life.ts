import type { EventData, EventType, FaultCode, MissReason } from "../../../rules/model/event.js";
import type { ExpectedDose } from "../../oracle/plans.js";
import type { Utterance } from "./plans.js";
import type { Random } from "./random.js";
import { type Dispenser, hourMs, isIn, minuteMs, type Scene, type Span, secondMs, spanIn } from "./scene.js";

/** What a dispenser and the people around it do, in true time. Doses are those its plans truly expect. */
export function lifeOf(random: Random, scene: Scene, device: Dispenser, doses: LivedDose[]): Utterance[] {
  const said: Utterance[] = [];
  const say: Say = (atMs, type, data, more = {}) =>
    said.push({ atMs, type, data, deviceId: device.deviceId, by: "device", ...more });

  const beatMs = device.heartbeatEverySec * secondMs;
  const phaseMs = scene.coarse ? random.int(0, 14) * minuteMs : random.int(0, beatMs);
  for (let atMs = scene.fromMs + phaseMs - 2 * hourMs; atMs < scene.toMs + 3 * hourMs; atMs += beatMs) {
    say(scene.coarse ? atMs : atMs + random.int(0, 20 * secondMs), "link.heartbeat", {});
  }
  const troubles = troublesOf(random, scene, say);
  for (const dose of doses) doseLife(random, device, dose, troubles, say);
  noise(random, scene, say);
  for (const span of device.off.filter((one) => one.fromMs >= scene.fromMs)) {
    if (random.chance(0.6)) say(span.fromMs - 1, "power.lost", { batteryPercent: 3 });
    if (random.chance(0.6)) say(span.toMs, "power.restored", {});
  }
  if (random.chance(0.12)) predispense(random, scene, say);
  // Without power nothing happens, except what others say about the device.
  return said.filter((utterance) => utterance.by !== "device" || !isIn(device.off, utterance.atMs));
}

export interface LivedDose extends ExpectedDose {
  excused: boolean;
}

type More = Partial<Pick<Utterance, "by" | "test" | "meansDoseId">>;
type Say = (atMs: number, type: EventType | string, data: unknown, more?: More) => void;
interface Troubles {
  empty: Span[];
  faulty: Span[];
}

/** Most are taken in time; the odd ones gather around the limits. */
function doseLife(random: Random, device: Dispenser, dose: LivedDose, troubles: Troubles, say: Say): void {
  const { scheduledAtMs } = dose;
  const reason: MissReason = isIn(troubles.empty, scheduledAtMs)
    ? "empty"
    : isIn(troubles.faulty, scheduledAtMs)
      ? "fault"
      : "user";
  const hindered = reason !== "user" || dose.excused;
  const taken = random.chance(hindered ? 0.08 : 0.8);
  const dispensedAtMs = scheduledAtMs + takenAfterMs(random);
  if (random.chance(0.1)) say(scheduledAtMs, "dose.reminded", { scheduledAtMs, attempt: 1 });
  if (taken) dispense(random, device, dose, dispensedAtMs, say);
  if (taken && random.chance(0.05)) dispense(random, device, dose, dispensedAtMs + random.int(0, 2 * hourMs), say);
  if (random.chance(0.03)) say(scheduledAtMs + random.int(-hourMs, 3 * hourMs), "dose.dispensed", { mode: "prn" });

  const reportAtMs = dose.deadlineMs + random.int(0, 10 * minuteMs);
  const unseen = !taken || dispensedAtMs > reportAtMs;
  if (device.reports && !dose.excused && random.chance(unseen ? 0.9 : 0.03)) {
    say(reportAtMs, "dose.missed", { scheduledAtMs, reason });
    if (random.chance(0.05)) say(reportAtMs + random.int(0, hourMs), "dose.missed", { scheduledAtMs, reason: "user" });
  }
  if (random.chance(taken ? 0.02 : 0.2)) {
    const outcome = random.pick(["confirmed-by-phone", "given-by-staff", "refused", "not-reached"] as const);
    const data: EventData["dose.followup"] = { scheduledAtMs, outcome, actorRole: "nurse" };
    say(dose.deadlineMs + random.int(0, 5 * hourMs), "dose.followup", data, {
      by: random.pick(["device", "worklist"]),
    });
  }
}

function takenAfterMs(random: Random): number {
  const kind = random.next();
  if (kind < 0.6) return random.int(0, 55 * minuteMs);
  if (kind < 0.7) return random.pick([-60, 0, 30, 60, 75, 240]) * minuteMs + random.pick([-1, 0, 0, 1]);
  if (kind < 0.78) return random.int(-90 * minuteMs, 0);
  if (kind < 0.93) return random.int(55 * minuteMs, 245 * minuteMs);
  if (kind < 0.97) return random.int(241 * minuteMs, 8 * hourMs);
  return random.int(-10 * hourMs, -hourMs);
}

function dispense(random: Random, device: Dispenser, dose: LivedDose, atMs: number, say: Say): void {
  const named = device.names === "always" || (device.names === "sometimes" && random.chance(0.5));
  const data: EventData["dose.dispensed"] = {
    mode: random.chance(0.9) ? "unassisted" : "assisted",
    ...(named ? { scheduledAtMs: dose.scheduledAtMs } : {}),
    ...(random.chance(0.3) ? { planId: dose.planId } : {}),
  };
  say(atMs, "dose.dispensed", data, { meansDoseId: dose.doseId });
}

/** Times without medicine, and times with a fault; mostly both are told, and told when they are over. */
function troublesOf(random: Random, scene: Scene, say: Say): Troubles {
  const troubles: Troubles = { empty: [], faulty: [] };
  if (random.chance(0.15)) {
    const span = spanIn(random, scene, hourMs, 30 * hourMs);
    troubles.empty.push(span);
    say(span.fromMs, "stock.empty", {});
    const roll = { rollId: "roll-2", firstDoseAtMs: span.toMs, lastDoseAtMs: span.toMs + 14 * 24 * hourMs, doses: 42 };
    if (random.chance(0.8)) say(span.toMs, "roll.loaded", roll);
  }
  if (random.chance(0.2)) {
    const span = spanIn(random, scene, 10 * minuteMs, 20 * hourMs);
    const code: FaultCode = random.pick(["technical", "pouch", "roll", "jam", "rejectfull", "tilt"]);
    if (code !== "tilt" && code !== "rejectfull") troubles.faulty.push(span);
    say(span.fromMs, "fault.raised", { code });
    if (random.chance(0.3))
      say(span.fromMs + random.int(0, hourMs), "fault.raised", { code: random.pick(["jam", "roll"]) });
    if (random.chance(0.8)) say(span.toMs, "fault.cleared", { code });
  }
  return troubles;
}

function noise(random: Random, scene: Scene, say: Say): void {
  const anyTime = () => random.int(scene.fromMs, scene.toMs);
  for (let left = random.int(0, 5); left > 0; left -= 1) {
    const atMs = anyTime();
    const kind = random.pick([
      "door",
      "low",
      "battery",
      "unknown",
      "tamper",
      "inventory",
      "test-dispense",
      "test-beat",
    ]);
    if (kind === "door") say(atMs, "door.opened", { authorised: random.chance(0.8) });
    if (kind === "low") say(atMs, "stock.low", { dosesLeft: 3 });
    if (kind === "battery") say(atMs, "battery.low", { batteryPercent: 12 });
    if (kind === "unknown") say(atMs, "no.vft.lid.rattled", { times: 2 });
    if (kind === "tamper") say(atMs, "tamper.detected", {});
    if (kind === "inventory") say(atMs, "inventory.assigned", { residentRef: "R-9" }, { by: "cloud" });
    if (kind === "test-dispense") say(atMs, "dose.dispensed", { mode: "unassisted" }, { test: true });
    if (kind === "test-beat") say(atMs, "link.heartbeat", {}, { test: true });
  }
}

function predispense(random: Random, scene: Scene, say: Say): void {
  const span = spanIn(random, scene, hourMs, 30 * hourMs);
  const dated = random.chance(0.4);
  const date = (ms: number) => ({ date: new Date(ms).toISOString().slice(0, 10) });
  const data: EventData["dose.predispensed"] = {
    from: dated ? date(span.fromMs) : { atMs: span.fromMs },
    to: dated ? date(span.toMs) : { atMs: span.toMs },
    count: 3,
  };
  say(span.fromMs - random.int(0, hourMs), "dose.predispensed", data);
}
