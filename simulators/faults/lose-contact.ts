import type { Home } from "../city/home.js";
import type { Random } from "../city/random.js";
import type { Resident } from "../city/resident.js";
import type { World } from "../city/world.js";

/** A device notices that the way is gone the next time it has anything to do with the network. */
export function loseContact(
  world: World,
  homes: readonly Home[],
  random: Random,
  concerns: (resident: Resident) => boolean,
): void {
  for (const { resident, devices } of homes) {
    if (!concerns(resident)) continue;
    for (const device of devices) {
      // A short break that is over again goes unnoticed.
      world.at(world.nowMs() + random.int(1, 60) * 1_000, () => device.connection.notice());
    }
  }
}
