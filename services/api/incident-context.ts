import type { z } from "zod";
import { nameOf } from "../../rules/chain/path.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { IncidentContext } from "../database/read/incident-context.js";
import type { incident } from "./contract/records.js";
import { withIsoTimes } from "./iso-times.js";

type ContextView = Pick<z.output<typeof incident>, "name" | "since" | "supplierDutyPhone" | "nextWave" | "told">;

/** Adds to what the ledger knows of an incident what the ecosystem file knows of its component and teams. */
export function incidentContextView(
  ecosystem: Ecosystem,
): (rootCause: string, context: IncidentContext) => ContextView {
  const teams = new Map(ecosystem.teams.map((team) => [team.id, team.name]));
  return (rootCause, { sinceMs, nextWave, told }) => {
    const componentId = rootCause.split("@", 1)[0];
    const component = ecosystem.components.find((one) => one.id === componentId);
    const supplier = ecosystem.suppliers.find((one) => one.id === component?.supplier);
    return {
      name: nameOf(ecosystem, rootCause),
      since: new Date(sinceMs).toISOString(),
      supplierDutyPhone: supplier?.dutyPhone ?? null,
      nextWave: nextWave && withIsoTimes(nextWave),
      told: told.map((one) => ({ ...withIsoTimes(one), team: teams.get(one.teamId) ?? one.teamId })),
    };
  };
}
