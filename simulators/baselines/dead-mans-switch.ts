import { type Baseline, type BaselineSettings, createSayings, type Heard, heardIn } from "./baseline.js";
import { createDoseSchedule } from "./schedule.js";

/**
 * What check-in monitors do (Healthchecks, Cronitor, Dead Man's Snitch): every device, every system and
 * every dose of a plan has a check of its own, with a period, a grace time and nothing else. A check that
 * has not been pinged when both are over is down; the next ping takes that back, whenever it comes. What
 * counts is when a ping arrives. The integration is a good one: any message of a device pings its check,
 * pauses and ends of plans switch checks off, and what a device reports as its own failure (a dose that
 * was left, a jam, a lost plug) is an explicit fail signal, which these services have as well.
 */

const minMs = 60_000;
/** A system is probed every minute, and may miss two more. */
const systemCheckMs = (1 + 2) * minMs;

/** Messages that put a check into failure, and what takes them back. */
const failSignals: Record<string, "dispenser-fault" | "power-lost"> = {
  "fault.raised": "dispenser-fault",
  "power.lost": "power-lost",
};
const endSignals: Record<string, "dispenser-fault" | "power-lost"> = {
  "fault.cleared": "dispenser-fault",
  "power.restored": "power-lost",
};

interface Check {
  kind: "device-offline" | "component-down";
  subject: string;
  deviceId: string | null;
  district: string | null;
  everyMs: number;
  lastPingMs: number;
  isDown: boolean;
}

export function createDeadMansSwitch(settings: BaselineSettings): Baseline {
  const sayings = createSayings();
  const schedule = createDoseSchedule(settings);
  const checks = new Map<string, Check>();
  // Period and grace together; a dispenser's is 15 minutes and 30.
  const checkMs = new Map(settings.deviceClasses.map((one) => [one.id, one.offlineAfterMin * minMs]));

  function ping(subject: string, atMs: number, about: () => Omit<Check, "subject" | "lastPingMs" | "isDown">): void {
    const check = checks.get(subject);
    if (!check) checks.set(subject, { ...about(), subject, lastPingMs: atMs, isDown: false });
    else {
      check.lastPingMs = atMs;
      if (check.isDown) sayings.takeBack(check.kind, subject, atMs);
      check.isDown = false;
    }
  }

  function takeSystem(componentId: string, { type, atMs, data, district }: Heard): void {
    if (type !== "probe.result" || data.ok !== true) return;
    const place = componentId.includes("@") ? district : null;
    ping(componentId, atMs, () => {
      return { kind: "component-down", deviceId: null, district: place, everyMs: systemCheckMs };
    });
  }

  function takeDose(heard: Heard): void {
    const dose = schedule.doseOf(heard);
    if (!dose) return;
    const { doseId, deviceId, district } = dose;
    if (heard.type === "dose.dispensed") {
      schedule.settle(doseId);
      sayings.takeBack("dose-missed", doseId, heard.atMs);
    } else if (heard.type === "dose.missed") {
      sayings.say({ kind: "dose-missed", subject: doseId, deviceId, district, atMs: heard.atMs });
    }
  }

  function takeDevice(heard: Heard): void {
    const { deviceId, district, atMs, type } = heard;
    const [begins, ends] = [failSignals[type], endSignals[type]];
    if (begins) sayings.say({ kind: begins, subject: deviceId, deviceId, district, atMs });
    if (ends) sayings.takeBack(ends, deviceId, atMs);
    const everyMs = checkMs.get(heard.deviceClass);
    if (everyMs) ping(deviceId, atMs, () => ({ kind: "device-offline", deviceId, district, everyMs }));
  }

  return {
    name: "dead man's switch",
    take(message) {
      const heard = heardIn(message);
      if (!heard) return;
      if (heard.componentId !== null) return takeSystem(heard.componentId, heard);
      schedule.take(heard);
      takeDose(heard);
      // What the record says of a device is no ping of it.
      if (heard.source === heard.deviceId) takeDevice(heard);
    },
    pass(nowMs) {
      for (const check of checks.values()) {
        const { kind, subject, deviceId, district, lastPingMs, everyMs, isDown } = check;
        if (isDown || lastPingMs + everyMs > nowMs) continue;
        check.isDown = true;
        sayings.say({ kind, subject, deviceId, district, atMs: lastPingMs + everyMs });
      }
      for (const { doseId, deviceId, district, limitAtMs } of schedule.overdue(nowMs)) {
        sayings.say({ kind: "dose-missed", subject: doseId, deviceId, district, atMs: limitAtMs });
      }
    },
    said: () => sayings.all,
  };
}
