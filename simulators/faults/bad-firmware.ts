import { z } from "zod";
import type { Dispenser } from "../cast.js";
import { sayAsComponent, type World } from "../city/world.js";
import { faultKind } from "./fault.js";

const minMs = 60_000;
const supplier = { actorOrg: "supplier", actorRole: "release manager" } as const;

interface RollOut {
  world: World;
  version: string;
  jamsAfterMin: number;
  span: { toMs: number };
}

/** Installs the version; returns what goes back to the one before. */
function install({ world, version, jamsAfterMin, span }: RollOut, dispenser: Dispenser, jams: boolean) {
  const { device, resident } = dispenser;
  const before = device.firmware;
  const { deviceId, district } = resident;
  const about = { fault: "bad-firmware", atMs: world.nowMs(), toMs: span.toMs, deviceId, district };
  device.firmware = version;
  device.restart();
  world.truth.noteHappening({ what: "firmware", ...about, version });
  let clear: (() => void) | null = null;
  if (jams) {
    const atMs = world.nowMs() + jamsAfterMin * minMs;
    world.truth.noteHappening({ what: "jam", ...about, atMs });
    // The first dose after that is what jams.
    world.at(atMs, () => {
      clear = dispenser.jam("jam", true);
    });
  }
  return () => {
    device.firmware = before;
    device.restart();
    world.at(world.nowMs() + 4 * minMs, () => clear?.());
  };
}

/** A new firmware goes out over some hours, and jams one dispenser in fifty until it is taken back. */
export const badFirmware = faultKind({
  name: "bad-firmware",
  summary: "a new firmware jams one dispenser in fifty until it is taken back",
  settings: {
    kind: z.enum(["roll", "tray"]).default("roll"),
    version: z.string().min(1).max(64).default("3.9.0"),
    oneIn: z.int().min(1).max(10_000).default(50),
    /** How long it takes until everybody has it. */
    rollOutMin: z.number().positive().max(20_000).default(180),
    /** How long a dispenser works with it before it jams: at once, or when something in it has filled up. */
    jamsAfterMin: z.number().positive().max(20_000).default(5),
  },
  make: ({ kind, version, oneIn, rollOutMin, jamsAfterMin }, span) => ({
    breaks: null,
    begin({ world, inhabited: homes, random }) {
      const say = (to: string) =>
        sayAsComponent(world, "vendor-cloud", "vendor-cloud", "version.changed", { version: to, ...supplier });
      const undo: (() => void)[] = [];
      const concerned = homes.map(({ dispenser }) => dispenser).filter(({ resident }) => resident.kind === kind);
      // Exactly one in so many: chance alone would leave a small city without any.
      const firstJam = random.int(0, Math.min(oneIn, Math.max(1, concerned.length)) - 1);
      world.conditions.whenUp("vendor-cloud", () => say(`${kind}-dispenser ${version}`));
      concerned.forEach((dispenser, place) => {
        const jams = place % oneIn === firstJam;
        world.at(world.nowMs() + Math.round(random.next() * rollOutMin * minMs), () => {
          if (world.nowMs() < span.toMs) undo.push(install({ world, version, jamsAfterMin, span }, dispenser, jams));
        });
      });
      return () => {
        world.conditions.whenUp("vendor-cloud", () => say(`${kind}-dispenser, back from ${version}`));
        for (const one of undo) one();
      };
    },
  }),
});
