import type { RiskColour } from "../model/ecosystem.js";
import type { Acceptance, Assessment, RiskLevel } from "../model/risk.js";
import { colourOf } from "./proposal.js";

const gravity: Record<RiskColour, number> = { green: 0, yellow: 1, red: 2 };

export type AcceptanceState = "valid" | "expired" | "outgrown";

/** Where a scenario stands by what people have said of it. */
export interface Standing {
  /** Null until it is assessed. */
  level: RiskLevel | null;
  /** Of the latest acceptance; null if there is none. */
  acceptance: AcceptanceState | null;
  state: "not-assessed" | "green" | "accepted" | "not-accepted";
}

/** An acceptance holds until its day, and for no graver colour than the one that was accepted. */
export function standingOf(
  matrix: readonly (readonly RiskColour[])[],
  assessment: Pick<Assessment, "consequence" | "probability"> | null,
  acceptance: Pick<Acceptance, "colour" | "untilMs"> | null,
  nowMs: number,
): Standing {
  const level = assessment && colourOf(matrix, assessment.consequence, assessment.probability);
  const isGraver =
    acceptance !== null &&
    level !== null &&
    level !== "insufficient data" &&
    gravity[level] > gravity[acceptance.colour];
  const held = acceptance && (acceptance.untilMs <= nowMs ? "expired" : isGraver ? "outgrown" : "valid");
  if (level === null) return { level, acceptance: held, state: "not-assessed" };
  if (level === "green") return { level, acceptance: held, state: "green" };
  return { level, acceptance: held, state: held === "valid" ? "accepted" : "not-accepted" };
}
