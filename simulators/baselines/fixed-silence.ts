import { type Baseline, type BaselineSettings, createSayings, type Heard, heardIn } from "./baseline.js";
import { createDoseSchedule } from "./schedule.js";

/**
 * What a monitoring system does whose items each have a trigger "no data for n minutes", without
 * dependencies between them (Zabbix' nodata(), Prometheus' absent_over_time()): once a minute every device
 * and system is compared with one fixed limit, and every dose of a plan without a dispense at its limit is
 * a missed one. Whatever failed before it on the way is somebody else's trigger. Problems end with new data.
 */

const minMs = 60_000;
const systemSilentMs = 5 * minMs;

interface Item {
  kind: "device-offline" | "component-down";
  subject: string;
  deviceId: string | null;
  district: string | null;
  limitMs: number;
  lastDataMs: number;
}

export function createFixedSilence(settings: BaselineSettings): Baseline {
  const sayings = createSayings();
  const schedule = createDoseSchedule(settings);
  const items = new Map<string, Item>();
  const silentMs = new Map(settings.deviceClasses.map((one) => [one.id, one.offlineAfterMin * minMs]));

  function data(subject: string, atMs: number, about: () => Omit<Item, "subject" | "lastDataMs">): void {
    const item = items.get(subject);
    if (item) item.lastDataMs = atMs;
    else items.set(subject, { ...about(), subject, lastDataMs: atMs });
  }

  function takeSystem(componentId: string, { type, atMs, data: said, district }: Heard): void {
    if (type !== "probe.result" || said.ok !== true) return;
    const place = componentId.includes("@") ? district : null;
    const about = { kind: "component-down", deviceId: null, district: place, limitMs: systemSilentMs } as const;
    data(componentId, atMs, () => about);
  }

  return {
    name: "fixed silence",
    take(message) {
      const heard = heardIn(message);
      if (!heard) return;
      const { componentId, deviceId, district, atMs, type, source } = heard;
      if (componentId !== null) return takeSystem(componentId, heard);
      schedule.take(heard);
      const dose = type === "dose.dispensed" ? schedule.doseOf(heard) : null;
      if (dose) {
        schedule.settle(dose.doseId);
        sayings.takeBack("dose-missed", dose.doseId, atMs);
      }
      const limitMs = silentMs.get(heard.deviceClass);
      if (source !== deviceId || !limitMs) return;
      data(deviceId, atMs, () => ({ kind: "device-offline", deviceId, district, limitMs }));
    },
    pass(nowMs) {
      for (const { kind, subject, deviceId, district, lastDataMs, limitMs } of items.values()) {
        if (lastDataMs + limitMs > nowMs) sayings.takeBack(kind, subject, lastDataMs);
        else sayings.say({ kind, subject, deviceId, district, atMs: nowMs });
      }
      for (const { doseId, deviceId, district } of schedule.overdue(nowMs)) {
        sayings.say({ kind: "dose-missed", subject: doseId, deviceId, district, atMs: nowMs });
      }
    },
    said: () => sayings.all,
  };
}
