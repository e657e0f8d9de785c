import { type Check, idsOf } from "../draft.js";
import type { Finding } from "../mistake.js";

const scenarioIds = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"];

/** All eight scenarios (twice is the check of ids'), each with bands that rise. */
export const checkScenarios: Check = (draft) => {
  if (!Array.isArray(draft.raw.scenarios)) return [];
  const known = idsOf(draft, "scenarios");
  const missing = scenarioIds.filter((id) => !known.has(id));
  const findings: Finding[] = draft.items.scenarios.flatMap(({ path, value }): Finding[] => {
    const i = value.bands.findIndex((band, n) => n > 0 && band <= (value.bands[n - 1] ?? 0));
    if (i < 0) return [];
    return [
      {
        code: "ECOSYSTEM_BANDS_ORDER",
        path: [...path, "bands", i],
        message: `these bands do not rise: ${value.bands[i]} follows ${value.bands[i - 1]}`,
        action: "Write four bounds, each larger than the one before.",
      },
    ];
  });
  if (missing.length > 0) {
    findings.push({
      code: "ECOSYSTEM_SCENARIO_MISSING",
      path: ["scenarios"],
      message: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
      action: "Describe all eight scenarios R1 to R8: one that nobody describes would look like one without risk.",
    });
  }
  return findings;
};
