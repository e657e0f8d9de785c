import { randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";

/** Asks each of the ecosystem's systems once a minute whether it is there, and publishes the answers. */
const source = "municipal-monitor";
const everyMs = 60_000;

const cityWide = [
  "vendor-cloud",
  "vkp",
  "epj",
  "data-centre",
  "municipal-network",
  "client-pc",
  "duty-phone",
  "sms-gateway",
  "two-factor-sms",
  "response-service",
  "home-care",
  "multidose-pharmacy",
];

export function startMonitor(world: World): void {
  const { seed, districts } = world.city;
  for (const componentId of [...cityWide, ...districts.map((district) => `mobile-network@${district}`)]) {
    const random = randomOf(seed, `monitor-${componentId}`);
    const probe = () => {
      world.at(world.nowMs() + everyMs, probe);
      const ok = world.isUp(componentId);
      const result = ok ? { ok, latencyMs: random.int(20, 180) } : { ok };
      sayAsComponent(world, componentId, source, "probe.result", result);
    };
    world.at(world.nowMs() + random.int(0, 59) * 1_000, probe);
  }
}
