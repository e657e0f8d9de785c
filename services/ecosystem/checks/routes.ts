import { alertKinds } from "../../../rules/alerts/catalogue.js";
import type { Check, Draft } from "../draft.js";
import { type Finding, oneOf } from "../mistake.js";

type Route = Draft["items"]["routes"][number]["value"];
type Team = Draft["items"]["teams"][number]["value"];
type Condition = "kinds" | "severities" | "districts";

const everyKind = Object.keys(alertKinds);
const conditions: Condition[] = ["kinds", "severities", "districts"];
/** What nobody may fail to hear of; less may deliberately be listed only. */
const urgent = ["serious", "critical"];

/** Every route can be reached, and every district has somebody to tell of what is serious. */
export const checkRoutes: Check = (draft) => [...unreachable(draft), ...unreached(draft)];

/** An empty condition matches everything. */
const covers = (condition: readonly string[], value: string) => condition.length === 0 || condition.includes(value);
const coversAll = (wide: readonly string[], narrow: readonly string[]) =>
  wide.length === 0 || (narrow.length > 0 && narrow.every((value) => wide.includes(value)));

function unreachable(draft: Draft): Finding[] {
  const routes = draft.items.routes;
  return routes.flatMap(({ path, value }, i): Finding[] => {
    const before = routes
      .slice(0, i)
      .find((other) => conditions.every((name) => coversAll(other.value[name], value[name])));
    if (before === undefined) return [];
    return [
      {
        code: "ECOSYSTEM_ROUTE_UNREACHABLE",
        path,
        message: `no alert ever gets to this route: routes[${before.path[1]}] before it takes all that it would`,
        action: "The first route that matches decides: move this one up, or remove it.",
      },
    ];
  });
}

function unreached(draft: Draft): Finding[] {
  // Routes and teams that could not be read must not be reported as missing.
  if (draft.incomplete.has("routes") || draft.incomplete.has("teams")) return [];
  const routes = draft.items.routes.map(({ value }) => value);
  const teams = new Map(draft.items.teams.map(({ value }) => [value.id, value]));
  return draft.items.districts.flatMap(({ path, value: { id } }): Finding[] => {
    const silent = everyKind.filter((kind) => urgent.some((severity) => !isTold(routes, teams, kind, severity, id)));
    if (silent.length === 0) return [];
    const which = silent.length === everyKind.length ? "serious alerts" : `serious alerts of kind ${oneOf(silent, 4)}`;
    return [
      {
        code: "ECOSYSTEM_DISTRICT_UNREACHED",
        path,
        message: `nobody would be told about ${which} in ${id}`,
        action: `The first route that matches such an alert must name a team whose districts hold ${id} or are left out.`,
      },
    ];
  });
}

/** A team that does not exist is said elsewhere, and is taken here for the one that was meant. */
function isTold(routes: Route[], teams: Map<string, Team>, kind: string, severity: string, district: string): boolean {
  const first = routes.find(
    (route) => covers(route.kinds, kind) && covers(route.severities, severity) && covers(route.districts, district),
  );
  return first?.teams.some((id) => covers(teams.get(id)?.districts ?? [], district)) ?? false;
}
