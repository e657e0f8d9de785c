import { createState, type EngineState, step } from "../../rules/engine.js";
import type { DeviceClass, Ecosystem } from "../../rules/model/ecosystem.js";
import type { Input, Output } from "../../rules/model/engine.js";
import type { EventData, EventType, LogEvent, Sender, Telemetry } from "../../rules/model/event.js";
import type { AlertRecord, DeviceRecord, DoseRecord, IncidentRecord, Notification } from "../../rules/model/record.js";
import type { Thresholds } from "../../rules/thresholds.js";
import { worldEcosystem } from "./world/ecosystem.js";
import { at as shortTime } from "./world/say.js";

/**
 * An engine on a bench: say what is received and when, then ask what it concluded. Everything goes
 * through `step`, so a test sees exactly what the service would.
 */

/** `28 08:00` is UTC on that day of March 2026; an ISO instant and UTC ms are themselves. */
export type When = string | number;

export function instantOf(when: When): number {
  if (typeof when === "number") return when;
  return when.includes("T") ? Date.parse(when) : shortTime(when);
}

export type EcosystemChanges = Partial<Omit<Ecosystem, "thresholds">> & { thresholds?: Partial<Thresholds> };

function otherClass(id: string, kind: DeviceClass["kind"]): DeviceClass {
  return { ...(worldEcosystem.deviceClasses[0] as DeviceClass), id, kind };
}

/** The small installation of the worlds, with a class of every kind of safety technology. */
export const rigEcosystem: Ecosystem = {
  ...worldEcosystem,
  deviceClasses: [
    ...worldEcosystem.deviceClasses,
    otherClass("pendant", "safety-alarm"),
    otherClass("fall-sensor", "digital-supervision"),
    otherClass("gps", "gps"),
    otherClass("door-lock", "door-lock"),
    otherClass("nurse-call", "nurse-call"),
  ],
};

/** What an envelope may say beside its type and data. */
export interface SendOptions {
  /** The sender's clock; left out: the moment of the rig. */
  time?: When;
  id?: string;
  source?: string;
  sequence?: number;
  replayed?: boolean;
  test?: boolean;
}

export type Plan = Partial<EventData["plan.published"]>;

/** `D-1`, `alna/D-1`, `alna/tray-dispenser/D-1`; of a component `vendor-cloud` is `_/component/vendor-cloud`. */
export function senderOf(topic: string, tenant = rigEcosystem.tenant): Sender {
  const parts = topic.split("/");
  const deviceId = parts.at(-1) as string;
  const deviceClass = parts.length > 2 ? (parts[1] as string) : "roll-dispenser";
  return { tenant, district: parts.length > 1 ? (parts[0] as string) : "grorud", deviceClass, deviceId };
}

export interface Rig {
  readonly state: EngineState;
  readonly ecosystem: Ecosystem;
  /** Everything that came out, in order. */
  readonly outputs: Output[];
  /** Every input that went in, in order: to be played again in another way. */
  readonly inputs: Input[];
  nowMs(): number;
  /** Moves the moment at which the following is received; time itself passes with the next input. */
  at(when: When): Rig;
  /** Any input, as it is. */
  input(input: Input): Rig;
  /** Lets time pass up to `when`, or to the moment. */
  time(when?: When): Rig;
  /** Any event of the log, received at the moment. */
  log(event: LogEvent): Rig;
  send<T extends EventType>(topic: string, type: T, data: EventData[T], options?: SendOptions): Rig;
  /** A system of the chain speaks: `vendor-cloud`, or `mobile-network@grorud`. */
  component<T extends EventType>(componentId: string, type: T, data: EventData[T], options?: SendOptions): Rig;
  connection(topic: string, state: "online" | "offline"): Rig;
  /** A plan of one daily dose at 08:00 Oslo time from yesterday on, unless told otherwise. */
  plan(topic: string, plan?: Plan, options?: SendOptions): Rig;
  heartbeat(topic: string, data?: EventData["link.heartbeat"], options?: SendOptions): Rig;
  /** Heartbeats received from the moment to `until`, both included; the moment is then that of the last one. */
  heartbeats(topic: string, until: When, everyMin?: number, data?: EventData["link.heartbeat"]): Rig;
  /** The last word on each alert, by id; all, or those of a kind. */
  alerts(kind?: string): AlertRecord[];
  /** Alerts that are active and not closed. */
  active(kind?: string): AlertRecord[];
  doses(): DoseRecord[];
  device(deviceId: string): DeviceRecord | undefined;
  incidents(): IncidentRecord[];
  /** All, or those that carry an alert of the kind. */
  notifications(kind?: string): Notification[];
}

let lastId = 0;

/** `ecosystemChanges` replace keys of the rig's ecosystem; `thresholds` single numbers. */
export function createRig(ecosystemChanges: EcosystemChanges = {}, startsAt: When = "27 00:00"): Rig {
  const thresholds = { ...rigEcosystem.thresholds, ...ecosystemChanges.thresholds };
  const ecosystem: Ecosystem = { ...rigEcosystem, ...ecosystemChanges, thresholds };
  const state = createState(ecosystem);
  const inputs: Input[] = [];
  const outputs: Output[] = [];
  const alerts = new Map<string, AlertRecord>();
  const doses = new Map<string, DoseRecord>();
  const devices = new Map<string, DeviceRecord>();
  const incidents = new Map<string, IncidentRecord>();
  let momentMs = instantOf(startsAt);
  let seq = 0;

  function take(input: Input): void {
    inputs.push(input);
    for (const output of step(state, input)) {
      outputs.push(output);
      if (output.kind === "defect") throw new Error(`${output.wakeUp}: ${output.error}`);
      if (output.kind === "alert") alerts.set(output.alert.alertId, output.alert);
      if (output.kind === "dose") doses.set(output.dose.doseId, output.dose);
      if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
      if (output.kind === "device") devices.set(output.device.deviceId, output.device);
      if (output.kind === "incident") incidents.set(output.incident.incidentId, output.incident);
    }
  }

  const ofKind = (kind: string | undefined) => (alert: AlertRecord) => kind === undefined || alert.kind === kind;

  const rig: Rig = {
    state,
    ecosystem,
    inputs,
    outputs,
    nowMs: () => momentMs,
    at(when) {
      momentMs = instantOf(when);
      return rig;
    },
    input(input) {
      take(input);
      return rig;
    },
    time(when = momentMs) {
      momentMs = instantOf(when);
      take({ kind: "time", nowMs: momentMs });
      return rig;
    },
    log(event) {
      seq += 1;
      take({ kind: "event", seq, receivedAtMs: momentMs, event });
      return rig;
    },
    send(topic, type, data, options = {}) {
      lastId += 1;
      const sender = senderOf(topic, ecosystem.tenant);
      const { time = momentMs, id = `e-${String(lastId).padStart(6, "0")}`, source = sender.deviceId } = options;
      const event = { id, source, timeMs: instantOf(time), type, data } as unknown as Telemetry;
      if (options.sequence !== undefined) event.sequence = options.sequence;
      if (options.replayed) event.replayed = true;
      if (options.test) event.test = true;
      return rig.log({ kind: "telemetry", sender, event });
    },
    component(componentId, type, data, options) {
      const [id, district = "_"] = componentId.split("@");
      return rig.send(`${district}/component/${id}`, type, data, options);
    },
    connection(topic, state) {
      return rig.log({ kind: "state", sender: senderOf(topic, ecosystem.tenant), state });
    },
    plan(topic, plan = {}, options) {
      const deviceId = senderOf(topic).deviceId;
      const from = new Date(momentMs - 86_400_000).toISOString().slice(0, 10);
      const usual = {
        residentRef: `R-${deviceId}`,
        planId: `P-${deviceId}`,
        version: 1,
        times: [{ at: "08:00" }],
        from,
      };
      return rig.send(topic, "plan.published", { ...usual, ...plan }, options);
    },
    heartbeat(topic, data = {}, options) {
      return rig.send(topic, "link.heartbeat", data, options);
    },
    heartbeats(topic, until, everyMin = 15, data = {}) {
      const lastMs = instantOf(until);
      for (; momentMs <= lastMs; momentMs += everyMin * 60_000) rig.heartbeat(topic, data);
      momentMs -= everyMin * 60_000;
      return rig;
    },
    alerts: (kind) => [...alerts.values()].filter(ofKind(kind)),
    active: (kind) =>
      [...alerts.values()]
        .filter(ofKind(kind))
        .filter((one) => one.condition === "active" && one.handling !== "closed"),
    doses: () => [...doses.values()].sort((a, b) => (a.doseId < b.doseId ? -1 : 1)),
    device: (deviceId) => devices.get(deviceId),
    incidents: () => [...incidents.values()],
    notifications(kind) {
      const all = outputs.flatMap((output) => (output.kind === "notification" ? [output.notification] : []));
      return all.filter((one) => kind === undefined || one.alertIds.some((id) => id.startsWith(`${kind}/`)));
    },
  };
  return rig;
}
