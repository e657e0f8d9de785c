import { alertKinds } from "../../../rules/alerts/catalogue.js";
import { didYouMean, nearest } from "../did-you-mean.js";
import { type Check, type Draft, idsOf, type ListName, textsOf } from "../draft.js";
import { type Finding, mistakesMax, oneOf, shown } from "../mistake.js";

const kinds = Object.keys(alertKinds);

const references: { list: ListName; field: string; to: ListName; noun: string }[] = [
  { list: "suppliers", field: "subcontractorOf", to: "suppliers", noun: "supplier" },
  { list: "components", field: "supplier", to: "suppliers", noun: "supplier" },
  { list: "components", field: "dependsOn", to: "components", noun: "component" },
  { list: "deviceClasses", field: "path", to: "components", noun: "component" },
  { list: "flows", field: "steps", to: "components", noun: "component" },
  { list: "teams", field: "districts", to: "districts", noun: "district" },
  { list: "teams", field: "schedule", to: "schedules", noun: "schedule" },
  { list: "routes", field: "districts", to: "districts", noun: "district" },
  { list: "routes", field: "teams", to: "teams", noun: "team" },
];

/** Whatever is named exists, and is named once in its list. */
export const checkReferences: Check = (draft) => [
  ...references.flatMap((reference) => unknownIds(draft, reference)),
  ...unknownKinds(draft),
  ...[
    ...references,
    { list: "routes" as const, field: "kinds" },
    { list: "routes" as const, field: "severities" },
  ].flatMap(({ list, field }) => namedTwice(draft, list, field)),
];

function unknownIds(draft: Draft, { list, field, to, noun }: (typeof references)[number]): Finding[] {
  // A list that is missing is one mistake already, not one for each of its names.
  if (draft.raw[to] !== undefined && !Array.isArray(draft.raw[to])) return [];
  if (draft.raw[to] === undefined && to !== "schedules") return [];
  const known = idsOf(draft, to);
  const unknown = textsOf(draft, list, field).filter(({ value }) => !known.has(value));
  return unknown.slice(0, mistakesMax).map(({ path, value }) => {
    const [component, district] = value.split("@");
    const ofDistrict = to === "components" && district !== undefined && known.has(component ?? "");
    const hint = ofDistrict ? `; write ${component}, the district follows from the device` : didYouMean(value, known);
    return {
      code: "ECOSYSTEM_ID_UNKNOWN",
      path,
      message: `there is no ${noun} ${shown(value)}${hint}`,
      action:
        known.size === 0
          ? `Add it under \`${to}\`, or remove it here.`
          : `Correct it, or add it under \`${to}\`; known: ${oneOf([...known], 20)}.`,
    };
  });
}

function unknownKinds(draft: Draft): Finding[] {
  return textsOf(draft, "routes", "kinds")
    .filter(({ value }) => !kinds.includes(value))
    .slice(0, mistakesMax)
    .map(({ path, value }) => ({
      code: "ECOSYSTEM_ID_UNKNOWN",
      path,
      message: `there is no kind of alert ${shown(value)}${didYouMean(value, kinds)}`,
      action: nearest(value, kinds) === null ? `Correct it; known: ${oneOf(kinds, kinds.length)}.` : "Correct it.",
    }));
}

/** A path or flow that comes by twice is a loop; elsewhere a repetition usually stands for a name forgotten. */
function namedTwice(draft: Draft, list: ListName, field: string): Finding[] {
  const seen = new Map<unknown, Set<string>>();
  return textsOf(draft, list, field).flatMap(({ path, value }): Finding[] => {
    const here = seen.get(path[1]) ?? new Set();
    seen.set(path[1], here);
    if (!here.has(value)) {
      here.add(value);
      return [];
    }
    const loop = field === "path" || field === "steps";
    return [
      {
        code: "ECOSYSTEM_NAMED_TWICE",
        path,
        message: `\`${field}\` names ${shown(value)} twice`,
        action: loop
          ? "Name each component once: a way that returns cannot be told apart from one that stands still."
          : "Remove it, or name the one that was meant.",
      },
    ];
  });
}
