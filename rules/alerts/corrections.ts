import { tellsOutcomeOf } from "../chain/incident.js";
import type { Team } from "../model/ecosystem.js";
import type { DoseRecord, Verdict } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { Correction } from "./cells.js";
import { send, teamsFor } from "./notify.js";
import { alertKey } from "./open.js";
import { isSharedCause, localClock } from "./words.js";

/** After an outage devices report within one heartbeat, one after the other; what they correct goes out together. Source: judgement. */
const gatherMs = 10 * 60_000;
const listedMax = 20;

const verdictWords: Record<Verdict, [no: string, en: string]> = {
  pending: ["ennå ikke avgjort", "not yet decided"],
  early: ["utlevert tidlig", "dispensed early"],
  "on-time": ["utlevert i tide", "dispensed on time"],
  late: ["utlevert sent", "dispensed late"],
  missed: ["ikke utlevert", "not dispensed"],
  unconfirmed: ["ukjent", "unknown"],
  excused: ["ikke ventet", "not expected"],
};

/** Sorts after the keys by which alerts are told: what an alert says at this very instant is not said twice. */
const timerKey = "told-before:";

/** The team has been told the new verdict by its own alert. */
function isToldAnyway(run: Run, { deviceId, doseId, to }: Correction, team: Team): boolean {
  const alert = run.state.alerts.get(alertKey(`dose-${to}`, `${deviceId}/${doseId}`));
  return alert !== undefined && alert.record.condition === "active" && alert.toldTeams.includes(team.id);
}

/**
 * Those who were told the old verdict will be told the new one: the first at once, those that follow soon
 * after it in one message, as what an outage hid. What is time-critical waits for nothing.
 */
export function correct(run: Run, dose: DoseRecord, from: Pick<DoseRecord, "verdict" | "cause">, to: Verdict): void {
  const { doseId, deviceId, residentRef, district, scheduledAtMs, critical } = dose;
  if (!critical && tellsOutcomeOf(run, from.cause, doseId)) return;
  const teamIds = teamsFor(run, { kind: "dose-missed", severity: "moderate", district }).map(({ id }) => id);
  const dueAtMs = run.nowMs + (isSharedCause(from.cause) && !critical ? gatherMs : 0);
  const about = { doseId, deviceId, residentRef, district, scheduledAtMs, critical };
  run.state.corrections.push({ ...about, from: from.verdict, to, teamIds, dueAtMs });
  wake(run.state.timers, timerKey, dueAtMs);
}

/** When the team is to be told of these; it is not told again right after the last time, unless it is urgent. */
function tellAtMs(run: Run, team: Team, waiting: readonly Correction[]): number {
  const firstMs = Math.min(...waiting.map(({ dueAtMs }) => dueAtMs));
  const urgentMs = Math.min(...waiting.filter(({ critical }) => critical).map(({ dueAtMs }) => dueAtMs));
  const lastMs = run.state.correctionsToldMs.get(team.id) ?? Number.NEGATIVE_INFINITY;
  return Math.min(urgentMs, Math.max(firstMs, lastMs + gatherMs));
}

/** What several corrections of one dose come to, as none of them has been told; nothing if it is what was told before. */
function summed(waiting: readonly Correction[]): Correction[] {
  const ofDose = new Map<string, Correction>();
  for (const one of waiting) ofDose.set(one.doseId, { ...one, from: ofDose.get(one.doseId)?.from ?? one.from });
  return [...ofDose.values()].filter(({ from, to }) => from !== to);
}

function sentence(zone: string, { residentRef, scheduledAtMs, from, to }: Correction) {
  const clock = localClock(zone, scheduledAtMs);
  return {
    no: `dose ${clock} hos ${residentRef}: ${verdictWords[to][0]} (før meldt: ${verdictWords[from][0]})`,
    en: `dose ${clock} for ${residentRef}: ${verdictWords[to][1]} (told before: ${verdictWords[from][1]})`,
  };
}

function tellTeam(run: Run, team: Team, own: readonly Correction[]): void {
  const texts = own.slice(0, listedMax).map((one) => sentence(run.state.ecosystem.timezone, one));
  run.state.correctionsToldMs.set(team.id, run.nowMs);
  send(run, team, `corrections/${new Date(run.nowMs).toISOString()}`, {
    stage: "corrected",
    severity: "moderate",
    alertIds: [],
    incidentId: null,
    title: {
      no: own.length === 1 ? `Rettet: ${texts[0]?.no}` : `Rettet: ${own.length} doser`,
      en: own.length === 1 ? `Corrected: ${texts[0]?.en}` : `Corrected: ${own.length} doses`,
    },
    body: { no: texts.map((text) => text.no).join("; "), en: texts.map((text) => text.en).join("; ") },
  });
}

/** One message per team about everything that has been corrected since the last one. */
export function onCorrectionsTimer(run: Run): void {
  const { state } = run;
  let nextMs = Number.POSITIVE_INFINITY;
  for (const team of state.ecosystem.teams) {
    const waiting = state.corrections.filter(({ teamIds }) => teamIds.includes(team.id));
    if (waiting.length === 0) continue;
    const atMs = tellAtMs(run, team, waiting);
    if (atMs > run.nowMs) {
      nextMs = Math.min(nextMs, atMs);
      continue;
    }
    for (const one of waiting) one.teamIds = one.teamIds.filter((id) => id !== team.id);
    const own = summed(waiting).filter((one) => !isToldAnyway(run, one, team));
    if (own.length > 0) tellTeam(run, team, own);
  }
  state.corrections = state.corrections.filter(({ teamIds }) => teamIds.length > 0);
  wake(state.timers, timerKey, nextMs);
}
