import { type Check, type Draft, type ListName, textsOf } from "../draft.js";
import type { Finding, Path } from "../mistake.js";

const graphs: { list: ListName; field: string; says: string; action: string }[] = [
  {
    list: "components",
    field: "dependsOn",
    says: "depend on each other in a circle",
    action: "Remove one of these dependencies, here or along the circle: a root cause cannot be found in a circle.",
  },
  {
    list: "suppliers",
    field: "subcontractorOf",
    says: "are subcontractors of each other in a circle",
    action: "Remove subcontractorOf from the one that holds the contract with the municipality.",
  },
];

/** Each circle is named once, at the reference that closes it. */
export const checkCycles: Check = (draft) => graphs.flatMap((graph) => cyclesOf(draft, graph));

/** Where everything depends on everything, the first few circles are enough to see that. */
const cyclesMax = 20;

interface Edge {
  to: string;
  path: Path;
}

function cyclesOf(draft: Draft, { list, field, says, action }: (typeof graphs)[number]): Finding[] {
  const edges = new Map<string, Edge[]>();
  const idAt = new Map(textsOf(draft, list, "id").map(({ path, value }) => [path[1], value]));
  for (const { path, value } of textsOf(draft, list, field)) {
    const from = idAt.get(path[1]);
    if (from !== undefined) edges.set(from, [...(edges.get(from) ?? []), { to: value, path }]);
  }
  const findings: Finding[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const follow = (id: string) => {
    way.push(id);
    for (const { to, path } of edges.get(id) ?? []) {
      const start = way.indexOf(to);
      if (findings.length >= cyclesMax) return;
      if (start >= 0) {
        const circle = [...way.slice(start), to].join(" → ");
        findings.push({ code: "ECOSYSTEM_CYCLE", path, message: `these ${list} ${says}: ${circle}`, action });
      } else if (!done.has(to)) follow(to);
    }
    way.pop();
    done.add(id);
  };
  for (const id of edges.keys()) if (!done.has(id)) follow(id);
  return findings;
}
