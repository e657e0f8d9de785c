import { localClock, localTime } from "../alerts/words.js";
import type { IncidentReport, Severity, Text } from "../model/record.js";
import type { Run } from "../state.js";
import type { IncidentCell, Stage } from "./cells.js";
import { nameOf } from "./path.js";
import type { Figures } from "./scope.js";

/** What an incident says, in few words: read on a phone at night by somebody who has to decide. */

type Words = [no: string, en: string];

const grades: Record<Severity, Words> = {
  critical: ["KRITISK", "CRITICAL"],
  serious: ["ALVORLIG", "SERIOUS"],
  moderate: ["VARSEL", "WARNING"],
  normal: ["INFO", "INFO"],
};

const endings: Record<Exclude<IncidentReport["closeReason"], null>, Words> = {
  "component-up": ["Svarer igjen", "Answers again"],
  "outage-closed": ["Meldt rettet", "Declared over"],
  "heard-as-usual": [
    "Fortsatt meldt nede, men enhetene høres som vanlig",
    "Still declared down, but the devices are heard as usual",
  ],
  "dependents-heard": ["Enhetene høres igjen", "The devices are heard again"],
  merged: ["Del av en annen hendelse", "Part of another incident"],
};

const answers: Record<string, Words> = {
  yes: ["Dispenserne gir doser uten.", "Dispensers go on without it."],
  no: ["Dispenserne gir ikke doser uten.", "Dispensers do not dispense without it."],
  unknown: ["Ukjent om dispenserne gir doser uten.", "Unknown whether dispensers dispense without it."],
};

function joined(parts: readonly (Words | null)[]): Text {
  const said = parts.filter((part) => part !== null);
  return { no: said.map(([no]) => no).join(" "), en: said.map(([, en]) => en).join(" ") };
}

/** `02:10`, with the date where it is another day. */
function clock(run: Run, atMs: number): string {
  const { timezone } = run.state.ecosystem;
  const [today, other] = [localTime(timezone, run.nowMs), localTime(timezone, atMs)];
  return today.slice(0, 6) === other.slice(0, 6) ? localClock(timezone, atMs) : other;
}

function titleOf(run: Run, incident: IncidentCell): Words {
  const { rootCause, report } = incident.record;
  const name = nameOf(run.state.ecosystem, rootCause);
  const since = clock(run, report.sinceMs);
  if (report.foundBy !== "inferred") return [`${name.no} nede fra ${since}`, `${name.en} down since ${since}`];
  return [`${name.no} trolig nede fra ${since}`, `${name.en} probably down since ${since}`];
}

function wave(run: Run, { firstAtMs, firstDoses, firstCritical }: Figures): Words | null {
  if (firstAtMs === null) return null;
  const at = clock(run, firstAtMs);
  const critical: Words =
    firstCritical > 0 ? [`, ${firstCritical} tidskritiske`, `, ${firstCritical} time-critical`] : ["", ""];
  return [`Første doser ${at}: ${firstDoses}${critical[0]}.`, `First doses ${at}: ${firstDoses}${critical[1]}.`];
}

function decision(run: Run, { record, upSinceMs }: IncidentCell): Words | null {
  if (record.decisionAtMs === null || upSinceMs !== null) return null;
  if (record.decisionAtMs <= run.nowMs) return ["Beslutt reserverutine nå.", "Decide on manual rounds now."];
  const at = clock(run, record.decisionAtMs);
  return [`Beslutt reserverutine innen ${at}.`, `Decide on manual rounds by ${at}.`];
}

function dispensers({ record }: IncidentCell): Words | null {
  const said = new Set(record.report.dispensesWithoutCloud.map((one) => one.answer));
  if (said.size === 0) return null;
  return answers[said.has("no") ? "no" : said.has("unknown") ? "unknown" : "yes"] as Words;
}

function callSupplier({ record }: IncidentCell): Words | null {
  const phone = record.report.supplierDutyPhone;
  return phone ? [`Ring leverandørvakt ${phone}.`, `Call the supplier's duty phone ${phone}.`] : null;
}

/** The message of one stage to a team that answers for these figures. */
export function incidentText(
  run: Run,
  incident: IncidentCell,
  stage: Stage | "shift",
  severity: Severity,
  figures: Figures,
): { title: Text; body: Text } {
  const [no, en] = titleOf(run, incident);
  const { closeReason, foundBy, confidencePercent } = incident.record.report;
  const concerned: Words | null =
    figures.residents > 0
      ? [`Innbyggere berørt: ${figures.residents}.`, `Residents concerned: ${figures.residents}.`]
      : null;
  const unknown: Words | null =
    figures.unconfirmed > 0
      ? [`Doser med ukjent utfall: ${figures.unconfirmed}.`, `Doses with unknown outcome: ${figures.unconfirmed}.`]
      : null;
  if (stage === "closed") {
    const [endNo, endEn] = endings[closeReason as keyof typeof endings];
    const title = { no: `Over: ${no}`, en: `Over: ${en}` };
    return { title, body: joined([[`${title.no}.`, `${title.en}.`], [`${endNo}.`, `${endEn}.`], concerned, unknown]) };
  }
  const grade = grades[severity];
  const title = { no: `${grade[0]}: ${no}`, en: `${grade[1]}: ${en}` };
  const unheard: Words | null =
    figures.residents > 0
      ? ["Varsler om medisin kommer ikke frem.", "Alerts about medicine do not get through."]
      : null;
  const sure: Words | null =
    foundBy === "inferred"
      ? [
          `Sluttet av stillhet, sikkerhet ${confidencePercent} %.`,
          `Concluded from silence, confidence ${confidencePercent} %.`,
        ]
      : null;
  const body = joined([
    [`${title.no}.`, `${title.en}.`],
    sure,
    unheard,
    wave(run, figures),
    concerned,
    unknown,
    figures.doses > 0 ? dispensers(incident) : null,
    decision(run, incident),
    callSupplier(incident),
  ]);
  return { title, body };
}
