import { randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";
import { components } from "./all.js";

/** Asks each of the ecosystem's systems once a minute whether it is there, and publishes the answers. */
const source = "municipal-monitor";
const everyMs = 60_000;

export function startMonitor(world: World): void {
  const { seed, districts } = world.city;
  for (const { id, perDistrict, isBehind = [], answersInMs } of components) {
    const [minMs, maxMs] = answersInMs;
    for (const componentId of perDistrict ? districts.map((district) => `${id}@${district}`) : [id]) {
      const random = randomOf(seed, `monitor-${componentId}`);
      const probe = () => {
        world.at(world.nowMs() + everyMs, probe);
        const ok = ![componentId, ...isBehind].some(world.conditions.isBroken);
        const result = ok ? { ok, latencyMs: random.int(minMs, maxMs) } : { ok };
        sayAsComponent(world, componentId, source, "probe.result", result);
      };
      world.at(world.nowMs() + random.int(0, 59) * 1_000, probe);
    }
  }
}
