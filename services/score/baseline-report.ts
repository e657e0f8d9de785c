import { teamsFor } from "../../rules/alerts/notify.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { DoseSaid, Report, Said } from "./report.js";

/** What a baseline tells; its people are those to whom Velvakt's routes send the same kind of alert. */
export type BaselineSaid = Omit<Said, "explained"> & { district: string | null };

function doseSaid(said: readonly BaselineSaid[]): Map<string, DoseSaid> {
  const doses = new Map<string, DoseSaid>();
  for (const { kind, subject, atMs, endMs } of said) {
    if (kind !== "dose-missed") continue;
    const missedAtMs = [...(doses.get(subject)?.missedAtMs ?? []), atMs];
    doses.set(subject, { missedAtMs, endsMissed: endMs === null, unknownAtLimit: false, endsUnknown: false });
  }
  return doses;
}

/** Every problem is told at once and by itself; that it is over is not counted as a call. */
export function baselineReport(name: string, said: readonly BaselineSaid[], ecosystem: Ecosystem): Report {
  return {
    name,
    doses: doseSaid(said),
    said: said.map((one) => ({ ...one, explained: false })),
    causes: said
      .filter(({ kind }) => kind === "component-down")
      .map(({ subject, atMs, endMs }) => ({ cause: subject, fromMs: atMs, toMs: endMs, atMs })),
    notices: said.flatMap(({ kind, district, atMs }) =>
      teamsFor({ state: { ecosystem } }, { kind, severity: "serious", district }).map(({ id }) => ({
        teamId: id,
        atMs,
      })),
    ),
  };
}
