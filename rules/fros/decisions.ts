import { clear, raise } from "../alerts/open.js";
import type { Acceptance, Assessment } from "../model/risk.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { RiskCell } from "./cells.js";
import { colourOf } from "./proposal.js";

/** What people decided about the scenarios: the engine keeps the latest of each, and says when an acceptance ends. */

function cellOf(run: Run, scenario: string): RiskCell {
  let cell = run.state.risks.get(scenario);
  if (!cell) {
    cell = { scenario, version: 0, assessedMs: null, probability: null, consequence: null, accepted: null };
    run.state.risks.set(scenario, cell);
  }
  return cell;
}

function isKnown(run: Run, scenario: string): boolean {
  return run.state.ecosystem.scenarios.some(({ id }) => id === scenario);
}

export function onAssessed(run: Run, { scenario, consequence, probability }: Assessment): void {
  if (!isKnown(run, scenario)) return;
  const cell = cellOf(run, scenario);
  Object.assign(cell, { version: cell.version + 1, assessedMs: run.nowMs, probability, consequence });
  // Green needs nobody's acceptance: what had expired concerned a risk that is no more.
  if (colourOf(run.state.ecosystem.matrix, consequence, probability) === "green") {
    clear(run, "acceptance-expired", scenario);
  }
}

export function onAccepted(run: Run, { scenario, colour, untilMs }: Acceptance): void {
  if (!isKnown(run, scenario)) return;
  cellOf(run, scenario).accepted = { colour, atMs: run.nowMs, untilMs };
  clear(run, "acceptance-expired", scenario);
  wake(run.state.timers, `acceptance:${scenario}`, Math.max(run.nowMs, untilMs));
}

/** An acceptance that has ended opens the risk again, unless there is no such risk any more. */
export function onAcceptanceTimer(run: Run, scenario: string): void {
  const cell = run.state.risks.get(scenario);
  if (!cell?.accepted) return;
  const { untilMs } = cell.accepted;
  if (run.nowMs < untilMs) {
    wake(run.state.timers, `acceptance:${scenario}`, untilMs);
    return;
  }
  const { probability, consequence } = cell;
  const isGreen =
    probability !== null &&
    consequence !== null &&
    colourOf(run.state.ecosystem.matrix, consequence, probability) === "green";
  if (isGreen) return;
  raise(run, {
    kind: "acceptance-expired",
    subject: scenario,
    evidence: { scenario, expiredAt: new Date(untilMs).toISOString() },
  });
}
