import type { Incident } from "../api/types.js";

type Told = Incident["told"][number];

/** Each team once, with the first notification that reached it, or the first sent to it if none has. */
export function toldTeams(told: Told[]): Told[] {
  const byTeam = new Map<string, Told>();
  for (const one of told) {
    const known = byTeam.get(one.teamId);
    if (known === undefined || (!known.sent && one.sent)) byTeam.set(one.teamId, one);
  }
  return [...byTeam.values()];
}
