import { tellsOutcomeOf } from "../chain/incident.js";
import type { Team } from "../model/ecosystem.js";
import type { DoseRecord, Verdict } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { Correction } from "./cells.js";
import { send, teamsFor } from "./notify.js";
import { alertKey } from "./open.js";
import { isSharedCause, localClock } from "./words.js";

/** After an outage devices report within one heartbeat; their corrections go out together. Source: judgement. */
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

/** Those who were told the old verdict will be told the new one: at once, or gathered after an outage. */
export function correct(run: Run, dose: DoseRecord, from: Pick<DoseRecord, "verdict" | "cause">, to: Verdict): void {
  const { doseId, deviceId, residentRef, district, scheduledAtMs } = dose;
  if (!dose.critical && tellsOutcomeOf(run, from.cause, doseId)) return;
  run.state.corrections.push({ doseId, deviceId, residentRef, district, scheduledAtMs, from: from.verdict, to });
  wake(run.state.timers, timerKey, run.nowMs + (isSharedCause(from.cause) ? gatherMs : 0));
}

function sentence(zone: string, { residentRef, scheduledAtMs, from, to }: Correction) {
  const clock = localClock(zone, scheduledAtMs);
  return {
    no: `dose ${clock} hos ${residentRef}: ${verdictWords[to][0]} (før meldt: ${verdictWords[from][0]})`,
    en: `dose ${clock} for ${residentRef}: ${verdictWords[to][1]} (told before: ${verdictWords[from][1]})`,
  };
}

/** One message per team about everything that has been corrected since the last one. */
export function onCorrectionsTimer(run: Run): void {
  const { ecosystem } = run.state;
  const corrections = run.state.corrections.splice(0);
  for (const team of ecosystem.teams) {
    const own = corrections.filter((one) => {
      const topic = { kind: "dose-missed", severity: "moderate" as const, district: one.district };
      return teamsFor(run, topic).includes(team) && !isToldAnyway(run, one, team);
    });
    if (own.length === 0) continue;
    const texts = own.slice(0, listedMax).map((one) => sentence(ecosystem.timezone, one));
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
}
