import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Text } from "../../rules/model/record.js";
import { no } from "../web/language/no.js";
import type { Look } from "./panels.js";

/** What an installation calls its parts, by the ids that the series have. */
export interface Names {
  components: Record<string, Look>;
  districts: Record<string, Look>;
  classes: Record<string, Look>;
  teams: Record<string, Look>;
  /** Each step of each flow, as `flow → step`. */
  hops: Record<string, Look>;
  /** Why a dose was missed, or nobody can know. */
  causes: Record<string, Look>;
  scenarios: NamedScenario[];
}

export interface NamedScenario {
  id: string;
  name: string;
  /** What was observed, above which the next probability is proposed. */
  bands: number[];
}

interface Named {
  id: string;
  name?: string;
}

interface File {
  districts: Named[];
  components: { id: string; name: string | Text; perDistrict?: boolean }[];
  deviceClasses: Named[];
  teams?: Named[];
  flows: (Named & { steps: string[] })[];
  scenarios?: { id: string; name: Text; bands: number[] }[];
}

const looks = (rows: readonly Named[], word: (text: string) => string = (text) => text) =>
  Object.fromEntries(rows.map(({ id, name = id }) => [id, { text: word(name) }])) as Record<string, Look>;

/** The names of an ecosystem file. It must be one that `velvakt check` finds nothing wrong with. */
export function namesOf(path: string): Names {
  const file = parse(readFileSync(path, "utf8")) as File;
  const { districts, deviceClasses, teams = [], flows, scenarios = [] } = file;
  const components = file.components.map(({ name, ...rest }) => ({
    ...rest,
    name: typeof name === "string" ? name : name.no,
  }));
  const everywhere = components.flatMap(({ id, name, perDistrict }): Named[] =>
    perDistrict
      ? districts.map((one) => ({ id: `${id}@${one.id}`, name: `${name} i ${one.name ?? one.id}` }))
      : [{ id, name }],
  );
  const broken = looks(everywhere, no.doses.causeComponent);
  const causes = {
    ...looks(Object.entries(no.doses.causes).map(([id, name]) => ({ id, name }))),
    ...Object.fromEntries(Object.entries(broken).map(([id, look]) => [`component:${id}`, look])),
    ...Object.fromEntries(flows.map(({ id }) => [`flow:${id}`, { text: no.doses.causeFlow(id) }])),
  };
  return {
    // Probes name the component without its district.
    components: looks([...everywhere, ...components.filter(({ perDistrict }) => perDistrict)]),
    hops: looks(
      flows.flatMap(({ id, steps }) =>
        steps.map((step) => ({
          id: `${id} → ${step}`,
          name: `${id} → ${components.find((one) => one.id === step)?.name ?? step}`,
        })),
      ),
    ),
    districts: looks(districts),
    classes: looks(deviceClasses.map(({ id }) => ({ id, name: no.devices.kinds[id] ?? id }))),
    teams: looks(teams),
    causes,
    scenarios: scenarios.map(({ id, name, bands }) => ({ id, name: name.no, bands })),
  };
}
