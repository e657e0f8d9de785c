import { bench, describe } from "vitest";
import { shippedScenario } from "../../services/commands/scenario-file.js";
import { packsOf } from "../../simulators/cli/city-packs.js";
import { writePacks } from "../../simulators/cli/write.js";

const residents = 10_000;
const dayMs = 86_400_000;
/** `DAYS=30` is the whole month. */
const days = Number(process.env.DAYS ?? 1);
const startMs = Date.parse("2026-11-18T06:00:00+01:00");
const scenario = await shippedScenario("quiet-week");

/** The city in one thread, its lines made in another; no disk is asked to keep them. */
async function run(): Promise<void> {
  const order = { seed: 1, residents, scenario, startMs, endMs: startMs + days * dayMs };
  const beganMs = performance.now();
  const before = process.cpuUsage();
  let messages = 0;
  const progress = ({ rows }: { rows: number }) => {
    messages += rows;
  };
  const packs = packsOf(order, new AbortController().signal);
  await writePacks("/dev/null", packs, { stdout: process.stdout, truth: null, progress });
  const { user, system } = process.cpuUsage(before);
  const perSec = (seconds: number) => Math.round(messages / seconds).toLocaleString("en");
  const [wallSec, cpuSec] = [(performance.now() - beganMs) / 1000, (user + system) / 1e6];
  console.log(
    `${messages.toLocaleString("en")} messages, ${perSec(wallSec)}/s, ${perSec(cpuSec)} per second of processor`,
  );
}

describe(`${days} days of ${residents} residents into a file`, () => {
  bench("messages", run, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
});
