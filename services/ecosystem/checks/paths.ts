import { type Check, idsOf } from "../draft.js";
import type { Finding, Path } from "../mistake.js";

/**
 * A path leads from the device inwards, so each component must be next to the one before it: one
 * depends on the other, or some flow has them side by side. A path that is empty, or whose first
 * component leads to nothing, starts nowhere: no failure would explain the silence of its devices,
 * and they would be blamed one by one. (Unknown components are found by the check of references.)
 */
export const checkDevicePaths: Check = (draft) => {
  const known = idsOf(draft, "components");
  const connected = new Set<string>();
  const connect = (a: string, b: string) => connected.add(`${a} ${b}`).add(`${b} ${a}`);
  for (const { value } of draft.items.components) for (const id of value.dependsOn) connect(value.id, id);
  for (const { value } of draft.items.flows) {
    for (const [i, step] of value.steps.entries()) if (i > 0) connect(value.steps[i - 1] ?? "", step);
  }
  // Connections that could not be read must not be reported as missing.
  const readable = !draft.incomplete.has("components") && !draft.incomplete.has("flows");
  return draft.items.deviceClasses.flatMap(({ path, value }) => {
    if (value.path.length === 0) return [empty(value.id, [...path, "path"])];
    return value.path.flatMap((id, i): Finding[] => {
      const before = value.path[i - 1];
      if (!readable || before === undefined || before === id || connected.has(`${before} ${id}`)) return [];
      if (!known.has(before) || !known.has(id)) return [];
      const start = i === 1 ? `the path of ${value.id} starts nowhere: ` : "";
      return [
        {
          code: "ECOSYSTEM_PATH_BROKEN",
          path: [...path, "path", i],
          message: `${start}nothing connects ${before} with ${id}`,
          action: `Put the component between them into the path, or add a flow with ${before} and ${id} side by side, or a dependsOn.`,
        },
      ];
    });
  });
};

const empty = (id: string, path: Path): Finding => ({
  code: "ECOSYSTEM_PATH_BROKEN",
  path,
  message: `the path of ${id} starts nowhere: it is empty`,
  action: "Name the components between the device and those it informs, from the device inwards.",
});
