import { expect, it } from "vitest";
import type { Received } from "../oracle/facts.js";
import { judge } from "../oracle/oracle.js";
import { engineLedger } from "../support/world/engine-ledger.js";
import { randomOf } from "../support/world/random.js";
import { reordered } from "../support/world/reorder.js";
import { screened } from "../support/world/screened.js";
import { inOrder, worldOf } from "../support/world/world.js";

/** Seeds 1…SEEDS, or the one SEED. Long form: `SEEDS=5000 npx vitest run test/simulation/order.test.ts`. */
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 100) }, (_, index) => index + 1);

const hourMs = 3_600_000;
const conflict = "INGEST_DUPLICATE_CONFLICT";

/** A world seen to its end, and the same messages received in another order, some of them twice. */
function twoWays(seed: number) {
  const { lines, ecosystem, endMs } = worldOf(seed);
  // Which of two messages with one id comes first is a matter of reception: such a pair counts as its first.
  const screenedLines = screened(lines).filter(({ event }) => event.kind !== "rejected" || event.reason !== conflict);
  const heard = inOrder([...screenedLines, ...endOfAllBreaks(screenedLines, endMs + hourMs)]);
  const untilMs = endMs + 76 * hourMs;
  const random = randomOf(seed + 1_000_000);
  return { heard, otherwise: screened(reordered(random, ecosystem, heard, untilMs)), ecosystem, untilMs };
}

/**
 * A limit of the rules: evidence settles while the way is whole, and what is received after a break
 * that never ends never settles. So in the end every device is online, every component up, and
 * Velvakt itself is back.
 */
function endOfAllBreaks(lines: Received[], atMs: number): Received[] {
  const senders = new Map(
    lines.flatMap(({ event }) =>
      "sender" in event && event.sender ? [[`${event.sender.deviceId}/${event.sender.district}`, event.sender]] : [],
    ),
  );
  const repaired = [...senders.values()].flatMap((sender): Received[] => {
    if (sender.deviceClass !== "component") {
      return [{ receivedAtMs: atMs, event: { kind: "state", sender, state: "online" } }];
    }
    const envelope = { source: `${sender.deviceId}-${sender.district}`, timeMs: atMs };
    return [
      { ...envelope, id: "closed", type: "outage.closed" as const, data: { detectedBy: "supplier" as const } },
      { ...envelope, id: "success", type: "probe.result" as const, data: { ok: true } },
    ].map((event) => ({ receivedAtMs: atMs, event: { kind: "telemetry", sender, event } }));
  });
  return [...repaired, { receivedAtMs: atMs, event: { kind: "gap-closed" } }];
}

it("the final ledger does not depend on the order of reception, nor on repetition", { timeout: 3_600_000 }, () => {
  for (const seed of seeds) {
    const { heard, otherwise, ecosystem, untilMs } = twoWays(seed);
    expect(
      engineLedger(otherwise, ecosystem, untilMs),
      `again: SEED=${seed} npx vitest run test/simulation/order.test.ts`,
    ).toEqual(engineLedger(heard, ecosystem, untilMs));
  }
});

it("the oracle does not either", { timeout: 3_600_000 }, () => {
  for (const seed of seeds) {
    const { heard, otherwise, ecosystem, untilMs } = twoWays(seed);
    expect(judge(otherwise, ecosystem, untilMs), `SEED=${seed}`).toEqual(judge(heard, ecosystem, untilMs));
  }
});
