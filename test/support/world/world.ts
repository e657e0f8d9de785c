import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { isExcused } from "../../oracle/excused.js";
import { knownAt, type Received } from "../../oracle/facts.js";
import { expectedDoses } from "../../oracle/plans.js";
import { chainLines, stateLines } from "./chain.js";
import { deliver, type TrueDispense } from "./delivery.js";
import { worldEcosystem } from "./ecosystem.js";
import { lifeOf } from "./life.js";
import { planUtterances, type Utterance } from "./plans.js";
import { type Random, randomOf } from "./random.js";
import { type Dispenser, hourMs, minuteMs, type Scene, sceneOf, secondMs } from "./scene.js";

/** One random world: what reached us, in order of reception, and apart from it what truly happened. */
export interface World {
  seed: number;
  ecosystem: Ecosystem;
  lines: Received[];
  endMs: number;
  truth: { dispensers: Dispenser[]; dispenses: TrueDispense[] };
}

export function worldOf(seed: number): World {
  const random = randomOf(seed);
  const scene = sceneOf(random.fork());
  const ecosystem = worldEcosystem;
  const planned = scene.dispensers.map((device) => {
    const plans = random.pick([0, 1, 1, 1, 1, 1, 2, 2, 3]);
    return Array.from({ length: plans }, (_, index) => {
      return planUtterances(random.fork(), scene, device, `P-${device.deviceId.slice(2)}${"abc"[index]}`);
    }).flat();
  });
  const doses = trueDoses(scene, planned.flat(), ecosystem);

  const lines: Received[] = chainLines(random.fork(), scene);
  const dispenses: TrueDispense[] = [];
  for (const device of scene.dispensers) {
    const own = doses.filter((dose) => dose.deviceId === device.deviceId);
    const plans = planned.flat().filter((utterance) => utterance.deviceId === device.deviceId);
    const said = [...plans, ...lifeOf(random.fork(), scene, device, own)];
    const delivered = deliver(random.fork(), scene, device, said);
    lines.push(...delivered.lines, ...stateLines(random.fork(), scene, device), ...pageFollowups(random, own));
    dispenses.push(...delivered.dispenses);
  }
  const ordered = withOwnGaps(random.fork(), scene, lines);
  const endMs = endOf(random, scene, ordered);
  const seen = ordered.filter((line) => line.receivedAtMs <= endMs);
  return { seed, ecosystem, lines: seen, endMs, truth: { dispensers: scene.dispensers, dispenses } };
}

/** What devices know: all that was said about plans, as it was said. */
function trueDoses(scene: Scene, said: Utterance[], ecosystem: Ecosystem) {
  const lines = said.map((utterance, index): Received => {
    const { atMs, type, data, deviceId } = utterance;
    const deviceClass = scene.dispensers.find((device) => device.deviceId === deviceId)?.deviceClass ?? "";
    const sender = { tenant: "oslo", district: "grorud", deviceClass, deviceId };
    const event = { id: `${index}`, source: "truth", timeMs: atMs, type, data } as never;
    return { receivedAtMs: atMs, event: { kind: "telemetry", sender, event } };
  });
  const known = knownAt(lines, ecosystem, scene.toMs + 60 * hourMs);
  return expectedDoses(known)
    .filter((dose) => dose.scheduledAtMs < scene.toMs)
    .map((dose) => ({ ...dose, excused: isExcused(known, dose) }));
}

function pageFollowups(random: Random, doses: { doseId: string; deadlineMs: number }[]): Received[] {
  return doses
    .filter(() => random.chance(0.03))
    .map(({ doseId, deadlineMs }) => ({
      receivedAtMs: deadlineMs + random.int(0, 10 * hourMs),
      event: { kind: "dose-followup", doseId, outcome: random.pick(["refused", "not-at-home"]), actorRole: "nurse" },
    }));
}

/**
 * Velvakt itself is away now and then: what is sent meanwhile waits at the broker and is received
 * between its return and the end of the gap, or is lost with the broker.
 */
function withOwnGaps(random: Random, scene: Scene, lines: Received[]): Received[] {
  const gaps: { fromMs: number; backMs: number; closedMs: number; lost: boolean }[] = [];
  for (let left = random.chance(0.4) ? random.int(1, 3) : 0; left > 0; left -= 1) {
    const fromMs = random.int(scene.fromMs, scene.toMs);
    const backMs = fromMs + random.pick([random.int(10 * secondMs, 5 * minuteMs), random.int(minuteMs, 5 * hourMs)]);
    const closedMs = backMs + random.int(10 * secondMs, 3 * minuteMs);
    const apart = gaps.every((gap) => closedMs < gap.fromMs || gap.closedMs < fromMs);
    if (apart) gaps.push({ fromMs, backMs, closedMs, lost: random.chance(0.25) });
  }
  const shifted = lines.flatMap((line): Received[] => {
    const gap = gaps.find(({ fromMs, backMs }) => fromMs < line.receivedAtMs && line.receivedAtMs <= backMs);
    if (!gap) return [line];
    const share = (line.receivedAtMs - gap.fromMs) / (gap.backMs - gap.fromMs);
    return gap.lost ? [] : [{ ...line, receivedAtMs: gap.backMs + 1 + Math.floor(share * 5 * secondMs) }];
  });
  for (const gap of gaps) {
    const reason = gap.lost ? "broker-lost" : "restart";
    shifted.push({ receivedAtMs: gap.backMs, event: { kind: "gap-opened", fromMs: gap.fromMs, reason } });
    if (random.chance(0.95)) shifted.push({ receivedAtMs: gap.closedMs, event: { kind: "gap-closed" } });
  }
  return inOrder(shifted);
}

/** Receptions are strictly increasing; a gap begins at or after the last thing received before it. */
export function inOrder(lines: Received[]): Received[] {
  const ordered: Received[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const line of [...lines].sort((a, b) => a.receivedAtMs - b.receivedAtMs)) {
    const receivedAtMs = Math.max(line.receivedAtMs, lastMs + 1);
    const event =
      line.event.kind === "gap-opened" ? { ...line.event, fromMs: Math.max(line.event.fromMs, lastMs) } : line.event;
    ordered.push({ receivedAtMs, event });
    lastMs = receivedAtMs;
  }
  return ordered;
}

/** Mostly everything has arrived by the end; sometimes the world is looked at halfway. */
function endOf(random: Random, scene: Scene, lines: Received[]): number {
  const lastMs = lines.at(-1)?.receivedAtMs ?? scene.toMs;
  const endMs = random.chance(0.7)
    ? Math.max(lastMs, scene.toMs) + random.int(0, 6 * hourMs)
    : random.int(scene.fromMs + hourMs, scene.toMs + 6 * hourMs);
  return scene.coarse ? Math.round(endMs / minuteMs) * minuteMs : endMs;
}
