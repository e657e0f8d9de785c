import type { Incident } from "../api/types.js";

type Told = Incident["told"][number];

/** What went out together: one stage, within one minute. */
export interface ToldRound {
  /** Of the first. */
  at: string;
  stage: string;
  reached: string[];
  /** Those that nothing has been delivered to yet. */
  waiting: string[];
}

/** Each team once, with the first notification that reached it, or the first sent to it if none has. */
export function toldTeams(told: Told[]): Told[] {
  const byTeam = new Map<string, Told>();
  for (const one of told) {
    const known = byTeam.get(one.teamId);
    if (known === undefined || (!known.sent && one.sent)) byTeam.set(one.teamId, one);
  }
  return [...byTeam.values()];
}

/** In the order given, which is that of time. */
export function toldRounds(told: Told[]): ToldRound[] {
  const rounds = new Map<string, ToldRound>();
  for (const { at, stage, team, sent } of told) {
    const key = `${at.slice(0, "YYYY-MM-DDTHH:MM".length)}/${stage}`;
    const round = rounds.get(key) ?? { at, stage, reached: [], waiting: [] };
    rounds.set(key, round);
    (sent ? round.reached : round.waiting).push(team);
  }
  return [...rounds.values()];
}
