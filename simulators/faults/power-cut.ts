import { z } from "zod";
import { allOf, faultKind } from "./fault.js";

/** The streets of a district have no power: what is plugged in goes on by its battery, and stops when that is empty. */
export const powerCut = faultKind({
  name: "power-cut",
  summary: "streets of a district have no power; batteries last a day",
  settings: {
    district: z.string(),
    /** How many streets, of a dozen homes each. */
    streets: z.int().min(1).max(1_000).default(1),
  },
  make: ({ district, streets }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes }) {
      const dark = new Set(Array.from({ length: streets }, (_, number) => `${district}/${number + 1}`));
      const concerned = homes.filter(({ resident }) => dark.has(resident.street)).flatMap(({ devices }) => devices);
      for (const { kind, deviceId } of concerned) {
        if (!kind.mains) continue;
        const about = { what: "power-lost", fault: "power-cut", atMs: fromMs, toMs, deviceId, district } as const;
        world.truth.noteHappening(about);
      }
      return allOf(concerned.map(({ power }) => power.cut()));
    },
  }),
});
