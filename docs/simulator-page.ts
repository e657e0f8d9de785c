import { z } from "zod";
import { dispenserKinds } from "../simulators/devices/dispenser.js";
import type { DeviceKind } from "../simulators/devices/kind.js";
import { safetyKinds } from "../simulators/devices/safety.js";
import { faultKinds } from "../simulators/faults/catalogue.js";
import { components } from "../simulators/systems/all.js";
import { readManySeeds } from "./many-seeds.js";

type Table = (head: string[], rows: string[][]) => string;

/** `delayMin (12)`: a setting with its default, or by itself where it must be given. */
function settingsOf(settings: z.ZodRawShape): string {
  return Object.entries(settings)
    .map(([name, schema]) => {
      const usual = z.safeParse(schema, undefined);
      return usual.success ? `\`${name}\` (${usual.data ?? "all"})` : `\`${name}\``;
    })
    .join(", ");
}

/** Which numbers of the simulator make which figure of the city, and where to change them. */
const figures: string[][] = [
  ["doses a resident a day", "about 3", "`dayPlans` in simulators/city/resident.ts"],
  [
    "doses never taken",
    "0.4–6 % of a resident's, 2 % on average",
    "`forgetsPercent` there; `forgetsFactor` of a scenario",
  ],
  [
    "doses at weekends",
    "1.3 times as often forgotten, mornings up to 40 min later",
    "simulators/city/dose.ts, `weekendLateMin`",
  ],
  [
    "minutes until the button is pressed",
    "5 in the middle, up to 80",
    "`takesAfterMin` in simulators/city/dose.ts, `slowness`",
  ],
  [
    "alerts of missed doses per 100 residents a day",
    "1–18",
    "follows from the rows above and `alertAfterMin`, 45 or 75",
  ],
  ["hospital stays and journeys", "one in five months", "`nextAfterDays` in simulators/city/absences.ts"],
  [
    "until an alert is taken",
    "4 min in the middle, 26 at worst but three; nights 1.8 times",
    "simulators/systems/staff.ts",
  ],
  ["alerts that nobody takes", "4 %", "`unansweredPercent` of a scenario"],
  [
    "what is in dispensers at the start",
    "doses for 3–14 days, and nobody says so until they are filled",
    "`createStock` in simulators/devices/dispenser.ts; `newRolls` of a scenario",
  ],
  ["residents for each phone on duty", "120", "`residentsPerPhone` in simulators/systems/staff.ts"],
  ["what is done about a dose", "60 % phoned, 25 % visited", "`outcomes` in simulators/systems/home-care.ts"],
  ["plugs that are pulled", "1 % of residents a day", "`unplugsPercent` in simulators/city/home.ts"],
  ["latency from device to cloud", "0.15–4 s", "`airTimeMs` in simulators/systems/mobile-network.ts"],
];

function ofAll(part: number, whole: number): string {
  return whole === 0 ? "none" : `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}`;
}

/** One line per scenario that has been run over many seeds. */
function manySeedsRows(): string[][] {
  return Object.entries(readManySeeds()).map(([scenario, one]) => [
    `\`${scenario}\``,
    `${one.seeds} × ${one.days} d`,
    one.doses.toLocaleString("en"),
    ofAll(one.missedFound, one.missed),
    String(one.falselyMissed),
    String(one.falselyMissedForAWhile),
    ofAll(one.causesNamed, one.causes),
    String(one.causesWrong),
  ]);
}

export function simulatorPage(made: string, table: Table): string {
  const devices: DeviceKind[] = [dispenserKinds.roll, dispenserKinds.tray, ...safetyKinds];
  const sharePercent = new Map(safetyKinds.map((kind) => [kind.deviceClass, kind.sharePercent]));
  return `# The simulated city

${made}

\`velvakt simulate\` lets a city speak that does not exist. The same seed is the same city, byte for byte; what really
happened goes into the file that \`--truth\` names. Where no source is given a number is judgement.

## How much of it

A file of at least 2,000 days of residents is made by two threads, the city in one and its lines in the other; the bytes are
those of one thread. Measured on two busy cores, for 10,000 residents (1.8 million messages a day): 186,000 messages for each
second of the busier thread, 101,000 for each second of processor in all (one thread before: 80,000 and 68,000).
\`npm run bench -- city\` measures it, with \`DAYS=30\` for a whole month. Such a month (19 GB) was written to a file in 4 min 13 s
on the same two cores with nothing else on them, in at most 1.8 GB of memory.

Live at 1×, 20,000 devices (14,600 residents, \`--bridges 10 --direct 2000\`) spoke to a Mosquitto for seven minutes: all 77,291
messages that were published arrived, those of the systems half within 0.7 s and 99 of 100 within 2.3 s, on a machine with up to
eight times as much to do as it has cores; the simulator took 5 % of a core and 303 MB.

## Faults

A scenario names them with \`day\` (1 is the first whose morning lies ahead of the start), \`at\`, \`forMin\`, and for those that
come back \`everyDays\` and \`times\`. Any of them may be there at once. Defaults stand in brackets.

${table(
  ["fault", "what happens", "settings"],
  faultKinds.map(({ name, summary, settings }) => [`\`${name}\``, summary, settingsOf(settings)]),
)}

## Figures

${table(["figure", "usual", "where it comes from"], figures)}

## Devices

${table(
  ["class", "heartbeat", "power", "residents who have one"],
  devices.map((kind) => [
    `\`${kind.deviceClass}\``,
    `${kind.heartbeatEveryMs / 60_000} min`,
    `${kind.mains ? "mains, battery for" : "battery for"} ${Math.round(kind.runtimeMin / 60)} h`,
    sharePercent.has(kind.deviceClass) ? `${sharePercent.get(kind.deviceClass)} %` : "one dispenser each",
  ]),
)}

## Systems

${table(
  ["component", "does not work without"],
  components.map(({ id, perDistrict, dependsOn }) => [
    `\`${id}\`${perDistrict ? ", one per district" : ""}`,
    dependsOn.map((one) => `\`${one}\``).join(", "),
  ]),
)}

## Many seeds

Each scenario that has been run is a line; the figures stand until it is run again.
What Velvakt made of cities of 30 residents: \`SEEDS=50 npm run score:seeds [SCENARIO…]\`, then \`npm run docs\`. Missed doses and
falsely missed ones are those of the final ledger; *for a while* are dispensed doses that were called missed and corrected.

${table(
  ["scenario", "seeds × days", "doses", "missed, found", "falsely missed", "for a while", "root causes named", "wrong"],
  manySeedsRows(),
)}
`;
}
