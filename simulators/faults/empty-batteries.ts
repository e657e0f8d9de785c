import { allOf, faultKind, percent } from "./fault.js";

/**
 * Plugs that nobody put back, and old batteries behind them: some devices run down and go silent
 * within hours, until somebody comes by.
 */
export const emptyBatteries = faultKind({
  name: "empty-batteries",
  summary: "some devices are unplugged with an old battery, run down and go silent",
  settings: { sharePercent: percent.default(2), batteryPercent: percent.default(24) },
  make: ({ sharePercent, batteryPercent }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, random }) {
      const chosen = homes.flatMap(({ devices }) => devices).filter(() => random.chance(sharePercent / 100));
      for (const { deviceId, district } of chosen) {
        const told = { fault: "empty-batteries", atMs: fromMs, toMs, deviceId, district };
        world.truth.noteHappening({ what: "battery-gone", ...told });
      }
      const plugs = chosen.map(({ power }) => {
        const plugIn = power.cut();
        power.sag(batteryPercent);
        return () => {
          plugIn();
          power.refill();
        };
      });
      return allOf(plugs);
    },
  }),
});
