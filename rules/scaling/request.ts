import type { Text } from "../model/record.js";
import type { Gate, RequestCheck } from "../model/risk.js";
import type { DistrictEvidence } from "./evidence.js";
import { reachOf } from "./fallback.js";
import type { Headroom } from "./headroom.js";
import { text } from "./words.js";

export interface RequestEvidence {
  gate: Gate | null;
  cityGate: Gate | null;
  district: DistrictEvidence | null;
  cityResidents: number;
  /** Residents of requests that a person has approved and that are not there yet cannot be told from others: not counted. */
  ceiling: number;
  visitMin: number;
  headroom: Headroom | null;
}

function gateCheck(id: "gate" | "city-gate", gate: Gate | null): RequestCheck {
  const failing = gate?.criteria.filter(({ met }) => met === false) ?? [];
  const met = gate === null || gate.status === "UNKNOWN" ? null : gate.status === "GO";
  const said = (language: keyof Text) => failing.map(({ why }) => why[language]).join("; ");
  const open = text("Alle kriterier er oppfylt", "All criteria are met");
  const unknown = text("Kan ikke vurderes", "Cannot be judged");
  return { id, met, why: met === null ? unknown : met ? open : text(said("no"), said("en")) };
}

/** A criterion of the gate that is asked for by itself. */
function redsCheck(gate: Gate | null): RequestCheck {
  const found = gate?.criteria.find(({ id }) => id === "open-reds");
  return { id: "open-reds", met: found?.met ?? null, why: found?.why ?? text("Kan ikke vurderes", "Cannot be judged") };
}

/** What the tool has to say of a request; a person decides, whatever it says. */
export function checkRequest(more: number, evidence: RequestEvidence): RequestCheck[] {
  const { gate, cityGate, district, cityResidents, ceiling, visitMin, headroom } = evidence;
  const room = headroom?.more ?? null;
  const known = headroom?.atMost ?? null;
  const reach = district && reachOf(district, visitMin);
  const residents = (district?.residents ?? 0) + more;
  return [
    gateCheck("gate", gate),
    gateCheck("city-gate", cityGate),
    {
      id: "ceiling",
      met: cityResidents + more <= ceiling,
      why: text(`${cityResidents} + ${more} av ${ceiling}`, `${cityResidents} + ${more} of ${ceiling}`),
    },
    redsCheck(gate),
    {
      id: "headroom",
      // What is too many for one limit is too many whatever the others are.
      met: known !== null && more > known ? false : room === null ? null : more <= room,
      why: text(`Plass til ${room ?? known ?? "?"} flere`, `Room for ${room ?? known ?? "?"} more`),
    },
    {
      id: "fallback",
      met: reach === null ? null : reach >= residents,
      why: text(
        `Manuelle runder når ${reach ?? "?"} av ${residents}`,
        `Manual rounds reach ${reach ?? "?"} of ${residents}`,
      ),
    },
  ];
}
