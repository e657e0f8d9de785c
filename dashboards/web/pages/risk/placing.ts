import type { Scenario } from "../../api/types.js";

export interface Chip {
  id: string;
  /** Where it stood at the assessment before. */
  former: boolean;
}

/** Who stands in a cell of the matrix, and who stood there before. */
export function chipsAt(scenarios: readonly Scenario[], probability: number, consequence: number): Chip[] {
  return scenarios.flatMap(({ id, place, movement }): Chip[] => {
    if (place?.probability === probability && place.consequence === consequence) return [{ id, former: false }];
    const was = movement && { probability: movement.probability.from, consequence: movement.consequence.from };
    return was?.probability === probability && was.consequence === consequence ? [{ id, former: true }] : [];
  });
}

/** Those that another place was found for than the time before. */
export function moved(scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.filter(
    ({ movement }) =>
      movement !== null &&
      (movement.probability.from !== movement.probability.to || movement.consequence.from !== movement.consequence.to),
  );
}
