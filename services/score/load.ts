import { counts, type Evidence } from "./evidence.js";
import { bearablePerHour, type Load } from "./figures.js";
import type { Report } from "./report.js";

const hourMs = 3_600_000;

/** Notifications per team and hour; the teams are those whom any of the watchers calls. */
export function loadsOf(evidence: Evidence, reports: readonly Report[]): Load[] {
  const teams = new Set(reports.flatMap(({ notices }) => notices.map(({ teamId }) => teamId)));
  const hours = Math.ceil((evidence.untilMs - evidence.fromMs) / hourMs);
  return reports.map(({ notices }): Load => {
    const counted = notices.filter(({ atMs }) => counts(evidence, atMs));
    const perHour = new Map<string, number>();
    for (const { teamId, atMs } of counted) {
      const key = `${teamId} ${Math.floor(atMs / hourMs)}`;
      perHour.set(key, (perHour.get(key) ?? 0) + 1);
    }
    const most = [...perHour.values()];
    return {
      notices: counted.length,
      teamHours: teams.size * hours,
      peak: Math.max(0, ...most),
      overHours: most.filter((count) => count > bearablePerHour).length,
    };
  });
}
