import { createState, type EngineState, step } from "../../../rules/engine.js";
import type { Component, Ecosystem } from "../../../rules/model/ecosystem.js";
import type { Input, Output } from "../../../rules/model/engine.js";
import type { EventData, EventType, LogEvent, Sender, Telemetry } from "../../../rules/model/event.js";
import type { AlertRecord, DoseRecord, IncidentRecord, Notification } from "../../../rules/model/record.js";
import { defaultThresholds, type Thresholds } from "../../../rules/thresholds.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";

/** A city of dispensers that send their heartbeats evenly over a quarter of an hour, until something breaks. */

export const minMs = 60_000;
export const hourMs = 60 * minMs;
export const startMs = Date.parse("2026-06-09T20:00:00Z");

export interface Device {
  deviceId: string;
  district: string;
  /** When its heartbeats fall, within a quarter of an hour. */
  phaseMs: number;
}

export interface CityOptions {
  districts?: string[];
  devices?: number;
  /** Further components, and changes of the known ones. */
  components?: Component[];
  thresholds?: Partial<Thresholds>;
  /** Local times of the doses; with `critical` the first device's are time-critical. */
  doses?: string[];
  critical?: boolean;
}

export function componentOf(id: string, differences: Partial<Component> = {}): Component {
  const [first] = worldEcosystem.components as [Component];
  return { ...first, id, name: { no: `${id} (no)`, en: id }, perDistrict: false, dependsOn: [], ...differences };
}

function ecosystemOf({
  districts = ["grorud", "alna", "frogner"],
  components = [],
  thresholds,
}: CityOptions): Ecosystem {
  const [district] = worldEcosystem.districts as [Ecosystem["districts"][number]];
  const replaced = worldEcosystem.components.map((one) => components.find(({ id }) => id === one.id) ?? one);
  const added = components.filter(({ id }) => !worldEcosystem.components.some((one) => one.id === id));
  const team = { channels: [{ id: "console", kind: "console" as const }], schedule: null };
  return {
    ...worldEcosystem,
    districts: districts.map((id) => ({ ...district, id, name: id })),
    // However many a test lives with, they are approved.
    scaling: { ...worldEcosystem.scaling, ceiling: 1_000_000 },
    suppliers: [{ id: "vendor", name: "Vendor", subcontractorOf: null, countries: ["NO"], dutyPhone: "+47 00" }],
    components: [...replaced, ...added],
    flows: [
      { id: "dose-event", steps: ["mobile-network", "vendor-cloud"], hopLimitSec: [120] },
      { id: "journal", steps: ["vendor-cloud", "vkp", "epj"], hopLimitSec: [300, 600] },
    ],
    teams: [
      ...districts.map((id) => ({ ...team, id: `care-${id}`, name: id, districts: [id] })),
      { ...team, id: "it", name: "it", districts: [] },
    ],
    routes: [
      {
        kinds: ["component-down", "flow-broken", "maintenance-overlaps-doses", "monitoring-gap"],
        severities: [],
        districts: [],
        teams: ["it"],
      },
      { kinds: [], severities: [], districts: [], teams: districts.map((id) => `care-${id}`) },
    ],
    thresholds: { ...defaultThresholds, ...thresholds },
  };
}

export interface City {
  readonly state: EngineState;
  readonly ecosystem: Ecosystem;
  readonly devices: Device[];
  readonly inputs: Input[];
  /** The slowest single input so far, milliseconds of the machine. */
  slowestMs(): number;
  nowMs(): number;
  /** When the engine last heard of the device, −Infinity if never. */
  lastHeardMs(deviceId: string): number;
  /** All devices that are not cut off send until `untilMs`; time passes by the minute. */
  run(untilMs: number): City;
  /** The clock moves on while nothing reaches the engine. */
  skipTo(whenMs: number): City;
  /** From now on these are not heard. */
  cut(which: (device: Device) => boolean): City;
  /** From now on these are heard again. */
  mend(which?: (device: Device) => boolean): City;
  say<T extends EventType>(deviceId: string, type: T, data: EventData[T], timeMs?: number): City;
  component<T extends EventType>(componentId: string, type: T, data: EventData[T], timeMs?: number): City;
  log(event: LogEvent): City;
  alerts(kind?: string): AlertRecord[];
  incidents(): IncidentRecord[];
  doses(): DoseRecord[];
  notifications(stage?: string): Notification[];
  downSpans(componentId: string): [from: string, to: string][];
}

/** `HH:MM` in UTC, with the day where it is not the first. */
export function clock(ms: number): string {
  if (!Number.isFinite(ms)) return "…";
  return new Date(ms).toISOString().slice(ms < startMs + 4 * hourMs ? 11 : 8, 16);
}

export function createCity(options: CityOptions = {}): City {
  const ecosystem = ecosystemOf(options);
  const state = createState(ecosystem);
  const count = options.devices ?? 60;
  const everyMs = 15 * minMs;
  const devices = Array.from({ length: count }, (_, index): Device => {
    const district = ecosystem.districts[index % ecosystem.districts.length]?.id ?? "";
    // A step that shares no factor with the count spreads neighbours over the quarter of an hour.
    return { deviceId: `D-${index + 1}`, district, phaseMs: Math.floor((((index * 7919) % count) / count) * everyMs) };
  });
  const byPhase = [...devices].sort((a, b) => a.phaseMs - b.phaseMs);
  const silent = new Set<string>();
  const inputs: Input[] = [];
  const notifications: Notification[] = [];
  const alerts = new Map<string, AlertRecord>();
  const incidents = new Map<string, IncidentRecord>();
  const doses = new Map<string, DoseRecord>();
  let nowMs = startMs;
  let seq = 0;
  let slowestMs = 0;

  function hear(output: Output): void {
    if (output.kind === "defect") throw new Error(`${output.wakeUp}: ${output.error}`);
    if (output.kind === "notification") notifications.push(output.notification);
    if (output.kind === "alert") alerts.set(output.alert.alertId, output.alert);
    if (output.kind === "incident") incidents.set(output.incident.incidentId, output.incident);
    if (output.kind === "dose") doses.set(output.dose.doseId, output.dose);
    if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
  }

  function take(input: Input): void {
    inputs.push(input);
    const begun = performance.now();
    const outputs = step(state, input);
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    for (const output of outputs) hear(output);
  }

  function telemetry(sender: Sender, type: EventType, data: object, timeMs: number): void {
    seq++;
    const event = { id: `e-${seq}`, source: sender.deviceId, timeMs, type, data } as unknown as Telemetry;
    take({ kind: "event", seq, receivedAtMs: nowMs, event: { kind: "telemetry", sender, event } });
  }

  const senderOf = ({ deviceId, district }: Device): Sender => ({
    tenant: "oslo",
    district,
    deviceClass: "roll-dispenser",
    deviceId,
  });

  const city: City = {
    state,
    ecosystem,
    devices,
    inputs,
    slowestMs: () => slowestMs,
    nowMs: () => nowMs,
    lastHeardMs: (deviceId) => state.devices.get(deviceId)?.lastHeardAtMs ?? Number.NEGATIVE_INFINITY,
    run(untilMs) {
      while (nowMs < untilMs) {
        const toMs = Math.min(untilMs, (Math.floor(nowMs / minMs) + 1) * minMs);
        const fromPhaseMs = nowMs % everyMs;
        const toPhaseMs = fromPhaseMs + (toMs - nowMs);
        const minuteMs = nowMs - fromPhaseMs;
        for (const device of byPhase) {
          if (device.phaseMs < fromPhaseMs || device.phaseMs >= toPhaseMs || silent.has(device.deviceId)) continue;
          nowMs = minuteMs + device.phaseMs;
          telemetry(senderOf(device), "link.heartbeat", {}, nowMs);
        }
        nowMs = toMs;
        take({ kind: "time", nowMs });
      }
      return city;
    },
    skipTo(whenMs) {
      nowMs = whenMs;
      return city;
    },
    cut(which) {
      for (const device of devices) if (which(device)) silent.add(device.deviceId);
      return city;
    },
    mend(which = () => true) {
      for (const device of devices) if (which(device)) silent.delete(device.deviceId);
      return city;
    },
    say(deviceId, type, data, timeMs = nowMs) {
      const device = devices.find((one) => one.deviceId === deviceId);
      if (!device) throw new Error(`there is no ${deviceId}`);
      telemetry(senderOf(device), type, data, timeMs);
      return city;
    },
    component(componentId, type, data, timeMs = nowMs) {
      const [deviceId = "", district = "_"] = componentId.split("@");
      telemetry({ tenant: "oslo", district, deviceClass: "component", deviceId }, type, data, timeMs);
      return city;
    },
    log(event) {
      seq++;
      take({ kind: "event", seq, receivedAtMs: nowMs, event });
      return city;
    },
    alerts: (kind) => [...alerts.values()].filter((one) => kind === undefined || one.kind === kind),
    incidents: () => [...incidents.values()],
    doses: () => [...doses.values()].sort((a, b) => (a.doseId < b.doseId ? -1 : 1)),
    notifications: (stage) => notifications.filter((one) => stage === undefined || one.stage === stage),
    downSpans: (componentId) =>
      (state.components.get(componentId)?.downSpans ?? []).map(({ fromMs, toMs }) => [clock(fromMs), clock(toMs)]),
  };

  const times = options.doses ?? [];
  if (times.length > 0) {
    for (const device of byPhase) {
      nowMs = startMs + Math.floor(device.phaseMs / everyMs);
      const critical = options.critical === true && device === devices[0];
      telemetry(
        senderOf(device),
        "plan.published",
        {
          residentRef: `R-${device.deviceId}`,
          planId: `P-${device.deviceId}`,
          version: 1,
          times: times.map((at) => ({ at, critical })),
          from: "2026-06-09",
        },
        nowMs,
      );
    }
  }
  return city;
}

export const inDistrict = (district: string) => (device: Device) => device.district === district;
export const everybody = () => true;
