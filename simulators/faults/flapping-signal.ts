import { z } from "zod";
import type { Device } from "../cast.js";
import type { Random } from "../city/random.js";
import type { World } from "../city/world.js";
import { faultKind, percent } from "./fault.js";

const minMs = 60_000;

/** In and out of contact, minutes each, until `stopped`. */
function flap(world: World, device: Device, random: Random, stopped: () => boolean): void {
  if (stopped()) return;
  const unblock = device.connection.block();
  world.at(world.nowMs() + random.int(3, 9) * minMs, () => {
    unblock();
    world.at(world.nowMs() + random.int(4, 10) * minMs, () => flap(world, device, random, stopped));
  });
}

/** A mast is being worked on: some devices of a district have a signal that comes and goes every few minutes. */
export const flappingSignal = faultKind({
  name: "flapping-signal",
  summary: "some devices of a district lose and find their signal every few minutes",
  settings: { district: z.string(), sharePercent: percent.default(20) },
  make: ({ district, sharePercent }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, random }) {
      let over = false;
      for (const { resident, devices } of homes) {
        const concerned = random.chance(sharePercent / 100) && resident.district === district;
        if (!concerned) continue;
        for (const device of devices) {
          const { deviceId } = device;
          const about = { what: "flapping", fault: "flapping-signal", atMs: fromMs, toMs, deviceId, district } as const;
          world.truth.noteHappening(about);
          device.rssiDbm = Math.min(device.rssiDbm, -104);
          flap(world, device, random, () => over);
        }
      }
      return () => {
        over = true;
      };
    },
  }),
});
