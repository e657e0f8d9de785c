import type { Ecosystem } from "../../rules/model/ecosystem.js";

/** The installation as if it had these districts only, with the teams that answer for them. */
export function onlyDistricts(ecosystem: Ecosystem, districtIds: readonly string[]): Ecosystem {
  const districts = ecosystem.districts.filter(({ id }) => districtIds.includes(id));
  const answersHere = (ids: readonly string[]) => ids.length === 0 || ids.some((id) => districtIds.includes(id));
  const teams = ecosystem.teams.filter((team) => answersHere(team.districts));
  const kept = new Set(teams.map(({ id }) => id));
  const routes = ecosystem.routes
    .filter((route) => answersHere(route.districts))
    .map((route) => ({ ...route, teams: route.teams.filter((id) => kept.has(id)) }));
  return { ...ecosystem, districts, teams, routes };
}
