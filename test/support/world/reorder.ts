import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { judgedTime, type Received } from "../../oracle/facts.js";
import type { Random } from "./random.js";
import { hourMs, minuteMs } from "./scene.js";
import { inOrder } from "./world.js";

/**
 * The same messages on other ways: each is received at some other moment within 72 hours of its own
 * time, and some twice. What is judged by its reception (states, unbelievable clocks, Velvakt's own
 * gaps, what people wrote on the page) stays where it was, for moving it would change what happened.
 */
export function reordered(random: Random, ecosystem: Ecosystem, lines: Received[], endMs: number): Received[] {
  const gaps = lines.flatMap(({ event, receivedAtMs }) =>
    event.kind === "gap-opened" ? [{ fromMs: event.fromMs, backMs: receivedAtMs }] : [],
  );
  const how = random.pick(["a-little", "anything", "some"] as const);
  const moved = lines.flatMap((line): Received[] => {
    const timeMs = ownTime(line);
    if (timeMs === null || judgedTime(timeMs, line.receivedAtMs, ecosystem) !== timeMs) return [line];
    if (how === "some" && random.chance(0.8)) return [line];
    const newestMs = Math.min(timeMs + (how === "a-little" ? 3 * hourMs : 71 * hourMs), endMs);
    const when = () => outsideGaps(random.int(timeMs - 9 * minuteMs, Math.max(timeMs, newestMs)), gaps);
    const again = random.chance(0.1) ? [{ ...line, receivedAtMs: when() }] : [];
    return [{ ...line, receivedAtMs: when() }, ...again];
  });
  return inOrder(moved.filter((line) => line.receivedAtMs <= endMs));
}

function ownTime({ event }: Received): number | null {
  return event.kind === "telemetry" || event.kind === "unknown-type" ? event.event.timeMs : null;
}

/** While Velvakt is away nothing is received; it comes when Velvakt is back. */
function outsideGaps(atMs: number, gaps: { fromMs: number; backMs: number }[]): number {
  const gap = gaps.find(({ fromMs, backMs }) => fromMs < atMs && atMs <= backMs);
  return gap ? gap.backMs + 1 : atMs;
}
