import { type Quantiles, type Random, randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";

/** A way of messages through systems; the ids are those of the ecosystem file. */
export interface Route {
  flow: string;
  /** In order; the first is where the message begins. */
  steps: readonly { componentId: string; takesMs: Quantiles }[];
}

/** Passes messages on hop by hop; every system says so when it has passed or refused one. */
export interface Relay {
  /** `arrived` is called when the last step has it. A message refused on the way goes no further. */
  send(messageId: string, arrived?: () => void): void;
}

export function createRelay(world: World, { flow, steps }: Route): Relay {
  const random: Random = randomOf(world.city.seed, `relay-${flow}`);
  const { conditions } = world;

  function take(place: number, messageId: string, arrived: (() => void) | undefined): void {
    const step = steps[place];
    if (step === undefined) return;
    const { componentId } = step;
    // Waits in the queue before a system that is down, and is passed on when it is back.
    conditions.whenUp(componentId, () => {
      const refusal = conditions.now("rejects").find((one) => one.componentId === componentId);
      if (refusal && random.chance(refusal.sharePercent / 100)) {
        const data = { flow, step: componentId, messageId, code: refusal.code };
        return sayAsComponent(world, componentId, componentId, "hop.rejected", data);
      }
      sayAsComponent(world, componentId, componentId, "hop.passed", { flow, step: componentId, messageId });
      goOn(place + 1, messageId, arrived);
    });
  }

  function goOn(place: number, messageId: string, arrived: (() => void) | undefined): void {
    const step = steps[place];
    if (step === undefined) {
      arrived?.();
      return;
    }
    let extraMs = 0;
    for (const slow of conditions.now("slow")) {
      if (slow.componentId === step.componentId) extraMs += random.draw(slow.delayMs);
    }
    const takesMs = Math.round(random.draw(step.takesMs) + extraMs);
    world.at(world.nowMs() + takesMs, () => take(place, messageId, arrived));
  }

  return { send: (messageId, arrived) => take(0, messageId, arrived) };
}
