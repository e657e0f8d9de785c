import type { RiskColour } from "../../../rules/model/ecosystem.js";
import type { Check } from "../draft.js";
import type { Finding } from "../mistake.js";

const heat: Record<RiskColour, number> = { green: 0, yellow: 1, red: 2 };

/** Never greener to the right or downwards, and red in the one cell that the national guide gives. */
export const checkMatrix: Check = ({ matrix }) => {
  if (matrix === null) return [];
  const findings: Finding[] = [];
  const cell = (row: number, column: number) => matrix[row]?.[column] ?? "green";
  for (let row = 0; row < 5; row++) {
    for (let column = 0; column < 5; column++) {
      const here = cell(row, column);
      const less = [
        ...(column > 0 ? [{ row, column: column - 1 }] : []),
        ...(row > 0 ? [{ row: row - 1, column }] : []),
      ].find((neighbour) => heat[cell(neighbour.row, neighbour.column)] > heat[here]);
      if (less === undefined) continue;
      findings.push({
        code: "ECOSYSTEM_MATRIX_ORDER",
        path: ["matrix", row, column],
        message: `probability ${row + 1} with consequence ${column + 1} is ${here}, but probability ${less.row + 1} with consequence ${less.column + 1} is ${cell(less.row, less.column)}`,
        action: "A risk never gets greener when it gets likelier or graver: change one of the two.",
      });
    }
  }
  if (cell(2, 3) !== "red") {
    findings.push({
      code: "ECOSYSTEM_MATRIX_GIVEN_CELL",
      path: ["matrix", 2, 3],
      message: `probability 3 with consequence 4 is ${cell(2, 3)}; the sector's code of conduct gives this one cell, as red`,
      action: "Write red in the third row, fourth column.",
    });
  }
  return findings;
};
