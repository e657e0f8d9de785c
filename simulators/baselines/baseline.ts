import type { CityMessage } from "../city/world.js";

/** Something that a baseline told its people; the words are those of Velvakt's alerts. */
export interface BaselineSaid {
  kind: "dose-missed" | "device-offline" | "component-down" | "dispenser-fault" | "power-lost";
  /** A dose, a device or a component. */
  subject: string;
  deviceId: string | null;
  /** Null for what serves the whole city. */
  district: string | null;
  atMs: number;
  /** When it took that back; null while it stands. */
  endMs: number | null;
}

/**
 * A way of watching that peers use, reading the very lines that Velvakt reads. It has no clock:
 * `pass` lets time run on, at least once a minute, and never before a message of an earlier time.
 */
export interface Baseline {
  name: string;
  take(message: CityMessage): void;
  pass(nowMs: number): void;
  said(): readonly BaselineSaid[];
}

/** What whoever sets a baseline up knows of the installation: the same as Velvakt does. */
export interface BaselineSettings {
  timezone: string;
  deviceClasses: readonly { id: string; offlineAfterMin: number }[];
  /** Minutes after its time at which a dose of a plan that says nothing counts as missed. */
  alertAfterMin: number;
}

/** What stands said, by kind and subject: nothing is said twice before it has been taken back. */
export function createSayings() {
  const all: BaselineSaid[] = [];
  const open = new Map<string, BaselineSaid>();
  return {
    all,
    say(one: Omit<BaselineSaid, "endMs">): void {
      const key = `${one.kind} ${one.subject}`;
      if (open.has(key)) return;
      const said = { ...one, endMs: null };
      open.set(key, said);
      all.push(said);
    },
    takeBack(kind: BaselineSaid["kind"], subject: string, atMs: number): void {
      const said = open.get(`${kind} ${subject}`);
      if (!said) return;
      said.endMs = atMs;
      open.delete(`${kind} ${subject}`);
    },
  };
}

/** One message, as far as a baseline understands it. */
export interface Heard {
  atMs: number;
  deviceId: string;
  /** A system of the ecosystem; with its district where it exists once per district. */
  componentId: string | null;
  district: string;
  deviceClass: string;
  /** Without its prefix, as `dose.dispensed`. */
  type: string;
  source: string;
  data: Readonly<Record<string, unknown>>;
}

/** Null where it is no sign of life: a connection state, or nothing that can be read. */
export function heardIn({ receivedAtMs, topic, payload }: CityMessage): Heard | null {
  const [, , , district = "", deviceClass = "", deviceId = "", leaf] = topic.split("/");
  const { type, source, data } = payload as { type?: unknown; source?: unknown; data?: unknown };
  if (leaf !== "event" || typeof type !== "string" || typeof data !== "object" || data === null) return null;
  const componentId = deviceClass !== "component" ? null : district === "_" ? deviceId : `${deviceId}@${district}`;
  return {
    atMs: receivedAtMs,
    deviceId,
    componentId,
    district,
    deviceClass,
    type: type.replace(/^no\.vft\./, ""),
    source: String(source),
    data: data as Record<string, unknown>,
  };
}
