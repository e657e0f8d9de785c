import { clear, raise } from "../alerts/open.js";
import type { Gate } from "../model/risk.js";
import type { Run } from "../state.js";
import type { GateCell } from "./cells.js";

const city = "city";

/** What is not met in a district and not in the whole city anyway: one cause, one alert. */
function ownFailing({ district, failing }: GateCell, ofCity: GateCell | undefined): GateCell["failing"] {
  if (district === null) return failing;
  return failing.filter(({ id }) => !ofCity?.failing.some((one) => one.id === id));
}

/**
 * Other judgements of gates: one that is shut is told, the city's before those of districts that are shut for the same
 * reasons. Not knowing ends nothing: only a gate that is open again does.
 */
export function onGateChanged(run: Run, gates: Gate[]): void {
  const { gates: known, ecosystem } = run.state;
  const names = new Map(ecosystem.districts.map(({ id, name }) => [id, name]));
  for (const { district, status, criteria } of gates) {
    if (district !== null && !names.has(district)) continue;
    const failing = criteria.filter(({ met }) => met === false).map(({ id, why }) => ({ id, why }));
    known.set(district ?? city, { district, status, failing });
  }
  for (const [subject, cell] of known) {
    const own = ownFailing(cell, known.get(city));
    if (cell.status === "NO-GO" && own.length > 0) {
      raise(run, {
        kind: "gate-closed",
        subject,
        district: cell.district,
        evidence: {
          whereNo: names.get(cell.district ?? "") ?? "byen",
          whereEn: names.get(cell.district ?? "") ?? "the city",
          whyNo: own.map(({ why }) => why.no).join("; "),
          whyEn: own.map(({ why }) => why.en).join("; "),
          failing: own.map(({ id }) => id).join(" "),
        },
      });
    } else if (cell.status !== "UNKNOWN") clear(run, "gate-closed", subject);
  }
}
