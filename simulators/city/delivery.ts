import type { Conditions, Effects } from "./conditions.js";
import { type Random, randomOf } from "./random.js";
import type { Said, State } from "./said.js";

/** One message as it reaches whoever listens. */
export interface Spoken {
  receivedAtMs: number;
  topic: string;
  said: Said | State;
  retained: boolean;
}

/** The last metres from the city's systems to the listener, where messages may be repeated, held up or lost. */
export interface Delivery {
  say(topic: string, said: Said | State, retained: boolean, heard: (() => void) | undefined): void;
}

interface Clockwork {
  nowMs(): number;
  at(atMs: number, action: () => void): void;
}

export function createDelivery(
  { nowMs, at }: Clockwork,
  conditions: Conditions,
  seed: number,
  emit: (message: Spoken) => void,
): Delivery {
  const random: Random = randomOf(seed, "delivery");
  const backlog: (() => void)[] = [];
  const deaf = conditions.now("deaf");
  const mangled = conditions.now("mangled");

  function hand(topic: string, said: Said | State, retained: boolean, heard: (() => void) | undefined): void {
    emit({ receivedAtMs: nowMs(), topic, said, retained });
    heard?.();
  }

  function arrive(topic: string, said: Said | State, retained: boolean, heard: (() => void) | undefined): void {
    if (deaf.length === 0) hand(topic, said, retained, heard);
    else if (deaf.every(({ lost }) => !lost)) keep(topic, said, retained, heard);
  }

  /** This and `mangle` by themselves, so that in good times, which is almost always, no message costs closures. */
  function keep(topic: string, said: Said | State, retained: boolean, heard: (() => void) | undefined): void {
    backlog.push(() => hand(topic, said, retained, heard));
  }

  function mangle(worst: Effects["mangled"], topic: string, said: Said | State, heard: (() => void) | undefined): void {
    const delayMs = random.chance(worst.delayedPercent / 100) ? Math.round(random.draw(worst.delayMs)) : 0;
    if (random.chance(worst.duplicatedPercent / 100)) {
      at(nowMs() + Math.round(random.draw(worst.delayMs)), () => arrive(topic, said, false, undefined));
    }
    if (delayMs === 0) arrive(topic, said, false, heard);
    else at(nowMs() + delayMs, () => arrive(topic, said, false, heard));
  }

  conditions.onEnd("deaf", () => {
    if (deaf.length === 0) for (const one of backlog.splice(0)) one();
  });

  return {
    say(topic, said, retained, heard) {
      const worst = mangled[0];
      // A broker keeps the order of connection states; it is queues of events that mix things up.
      if (worst === undefined || retained) arrive(topic, said, retained, heard);
      else mangle(worst, topic, said, heard);
    },
  };
}
