import type { Words } from "../language/no.js";

/** A stage in plain words. A change of shift carries its instant, alerts of their own carry their severity. */
export function stageText(words: Words, stage: string): string {
  if (stage.startsWith("opened-")) return words.report.ownAlerts;
  const name = stage.startsWith("shift-") ? "shift" : stage;
  return words.incident.stages[name] ?? name;
}
