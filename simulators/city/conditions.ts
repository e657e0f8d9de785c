import type { EventType } from "../../rules/model/event.js";
import type { Quantiles } from "./random.js";

/** What can be wrong for a while, beside a component that is down. */
export interface Effects {
  /** Everything that passes the component takes so much longer. */
  slow: { componentId: string; delayMs: Quantiles };
  /** The component keeps messages of these types for itself until it is mended. */
  holds: { componentId: string; keeps: (type: EventType) => boolean };
  /** The component refuses such a share of what it is given. */
  rejects: { componentId: string; sharePercent: number; code: string };
  /** Staff of the district (null: of all) take no alert. */
  silentStaff: { district: string | null };
  /** The supplier's alerts of the district ring a phone that nobody carries. */
  misrouted: { district: string };
  /** Messages reach the listener twice, late, or in another order. */
  mangled: { duplicatedPercent: number; delayedPercent: number; delayMs: Quantiles };
  /** The listener cannot hear; what was said reaches it afterwards, unless it is `lost`. */
  deaf: { lost: boolean };
}

export type EffectKind = keyof Effects;

/** Ends what was begun; to be called once. */
export type End = () => void;

/** What holds in the city at this moment. Several faults may cause the same thing; it lasts as long as one does. */
export interface Conditions {
  takeDown(componentId: string): End;
  /** Whether the component and all it depends on work; `mobile-network@grorud` for one of a district. */
  isUp(componentId: string): boolean;
  /** Whether the component itself is broken, whatever it depends on. */
  isBroken(componentId: string): boolean;
  /** Runs the action as soon as the component is up, at once if it is. */
  whenUp(componentId: string, action: () => void): void;
  begin<K extends EffectKind>(kind: K, effect: Effects[K]): End;
  now<K extends EffectKind>(kind: K): readonly Effects[K][];
  /** Runs the action whenever an effect of the kind has ended. */
  onEnd(kind: EffectKind, action: () => void): void;
}

interface Clockwork {
  nowMs(): number;
  at(atMs: number, action: () => void): void;
}
/** The component itself and everything that it does not work without. */
export type Dependencies = (componentId: string) => readonly string[];

/** Those who wait for a component go one after the other, as queues are drained. */
const drainEveryMs = 5;

export function createConditions({ nowMs, at }: Clockwork, dependenciesOf: Dependencies): Conditions {
  const held = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const ended = new Map<EffectKind, (() => void)[]>();
  const effects: { [K in EffectKind]: Effects[K][] } = {
    slow: [],
    holds: [],
    rejects: [],
    silentStaff: [],
    misrouted: [],
    mangled: [],
    deaf: [],
  };

  function isUp(componentId: string): boolean {
    if (held.size === 0) return true;
    return !dependenciesOf(componentId).some((one) => held.has(one));
  }

  function whenUp(componentId: string, action: () => void): void {
    const list = waiting.get(componentId);
    if (isUp(componentId)) action();
    else if (list) list.push(action);
    else waiting.set(componentId, [action]);
  }

  function wakeUp(): void {
    for (const [componentId, actions] of [...waiting]) {
      if (!isUp(componentId)) continue;
      waiting.delete(componentId);
      actions.forEach((action, place) => {
        at(nowMs() + (place + 1) * drainEveryMs, () => whenUp(componentId, action));
      });
    }
  }

  function begin<K extends EffectKind>(kind: K, effect: Effects[K]): End {
    const list = effects[kind] as Effects[K][];
    list.push(effect);
    return () => {
      list.splice(list.indexOf(effect), 1);
      for (const action of ended.get(kind) ?? []) action();
    };
  }

  return {
    isUp,
    isBroken: (componentId) => held.has(componentId),
    whenUp,
    begin,
    takeDown(componentId) {
      held.set(componentId, (held.get(componentId) ?? 0) + 1);
      return () => {
        const left = (held.get(componentId) ?? 1) - 1;
        if (left > 0) held.set(componentId, left);
        else held.delete(componentId);
        wakeUp();
      };
    },
    now: (kind) => effects[kind],
    onEnd(kind, action) {
      ended.set(kind, [...(ended.get(kind) ?? []), action]);
    },
  };
}
