import { nameOf } from "../../rules/chain/path.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Output } from "../../rules/model/engine.js";
import type { DoseRecord, IncidentRecord, Text } from "../../rules/model/record.js";
import { plainNames, sentences } from "./sentences.js";

/** A sentence about what happens, at a simulated moment. */
export interface NarrationLine {
  at: string;
  text: Text;
}

/** A sentence that is due at its moment whatever Velvakt makes of it: what the city knows and Velvakt does not. */
export interface StoryLine {
  atMs: number;
  text: Text;
}

export interface Narration {
  /** Oldest first. */
  lines(): readonly NarrationLine[];
  /** Tells what is due of the story. */
  passTime(nowMs: number): void;
  /** Tells of what Velvakt has found out. */
  follow(outputs: readonly Output[], nowMs: number): void;
}

/** The oldest lines go first. */
const linesMax = 200;
const dispensedVerdicts: readonly string[] = ["early", "on-time", "late"];

function plainNameOf(ecosystem: Ecosystem, componentId: string): Text {
  const [id = componentId, district] = componentId.split("@");
  const place = ecosystem.districts.find((one) => one.id === district)?.name;
  return plainNames[id]?.(place ?? "") ?? nameOf(ecosystem, componentId);
}

function decideText(decisionAtMs: number | null, nowMs: number, timeZone: string): Text {
  if (decisionAtMs === null) return sentences.nothingToDecide;
  if (decisionAtMs <= nowMs) return sentences.decideNow;
  const clock = new Date(decisionAtMs).toLocaleTimeString("nb-NO", { timeZone, hour: "2-digit", minute: "2-digit" });
  return sentences.decideBy(clock);
}

type Tell = (text: Text) => void;

/** Says each incident once when it is found and once when it is over. */
function createIncidentTeller(ecosystem: Ecosystem) {
  const seen = new Set<string>();
  const open = new Set<string>();
  return (
    { incidentId, rootCause, closedAtMs, residents, decisionAtMs }: IncidentRecord,
    nowMs: number,
    tell: Tell,
  ) => {
    const name = plainNameOf(ecosystem, rootCause);
    if (closedAtMs !== null) {
      if (open.delete(incidentId)) tell(sentences.incidentOver(name));
      return;
    }
    if (seen.has(incidentId)) return;
    seen.add(incidentId);
    open.add(incidentId);
    tell(sentences.incidentFound(name, residents.length, decideText(decisionAtMs, nowMs, ecosystem.timezone)));
  };
}

/** Says that doses become unknown, and what they turn out to be; not each of them. */
function createDoseTeller() {
  const unknown = new Set<string>();
  let known = { dispensed: 0, missed: 0 };
  let criticalTold = false;

  function becameUnknown({ doseId, critical }: DoseRecord, tell: Tell): void {
    if (unknown.size === 0 && known.dispensed + known.missed === 0) tell(sentences.firstUnknown);
    unknown.add(doseId);
    if (!critical || criticalTold) return;
    criticalTold = true;
    tell(sentences.criticalUnknown);
  }

  function becameKnown({ doseId, verdict, critical, residentRef }: DoseRecord, tell: Tell): void {
    unknown.delete(doseId);
    if (dispensedVerdicts.includes(verdict)) known.dispensed++;
    else if (verdict === "missed") {
      known.missed++;
      if (critical) tell(sentences.criticalMissed(residentRef));
    }
    if (unknown.size > 0) return;
    tell(sentences.allKnown(known.dispensed, known.missed));
    known = { dispensed: 0, missed: 0 };
  }

  return (dose: DoseRecord, tell: Tell) => {
    if (dose.verdict === "unconfirmed") {
      if (!unknown.has(dose.doseId)) becameUnknown(dose, tell);
    } else if (unknown.has(dose.doseId)) becameKnown(dose, tell);
  };
}

export function createNarration(
  ecosystem: Ecosystem,
  story: readonly StoryLine[],
  told: (line: NarrationLine) => void,
): Narration {
  const lines: NarrationLine[] = [];
  const waiting = [...story].sort((a, b) => a.atMs - b.atMs);
  const onIncident = createIncidentTeller(ecosystem);
  const onDose = createDoseTeller();

  function tellAt(atMs: number, text: Text): void {
    const line = { at: new Date(atMs).toISOString(), text };
    lines.push(line);
    lines.splice(0, Math.max(0, lines.length - linesMax));
    told(line);
  }

  return {
    lines: () => lines,
    passTime(nowMs) {
      while (waiting[0] && waiting[0].atMs <= nowMs) {
        const { atMs, text } = waiting.shift() as StoryLine;
        tellAt(atMs, text);
      }
    },
    follow(outputs, nowMs) {
      const tell = (text: Text) => tellAt(nowMs, text);
      for (const output of outputs) {
        if (output.kind === "incident") onIncident(output.incident, nowMs, tell);
        if (output.kind === "dose") onDose(output.dose, tell);
      }
    },
  };
}
