import { type Check, type ListName, type Placed, rawItems, textsOf } from "../draft.js";
import { type Finding, shown } from "../mistake.js";

const lists: { list: ListName; noun: string; reserved?: Record<string, string> }[] = [
  { list: "districts", noun: "district" },
  { list: "suppliers", noun: "supplier" },
  {
    list: "components",
    noun: "component",
    reserved: { "monitoring-gap": "the name of the incidents that are outages of Velvakt itself" },
  },
  {
    list: "deviceClasses",
    noun: "device class",
    reserved: { component: "what topics of systems have in the place of a device class" },
  },
  { list: "flows", noun: "flow" },
  { list: "scenarios", noun: "scenario" },
  { list: "teams", noun: "team" },
  { list: "schedules", noun: "schedule" },
];

/** Ids are unique in their list (a channel's: in its team), and none has a meaning elsewhere. */
export const checkIds: Check = (draft) => [
  ...lists.flatMap(({ list, noun, reserved }) => {
    const ids = textsOf(draft, list, "id");
    const taken = ids.flatMap(({ path, value }): Finding[] => {
      const meaning = reserved !== undefined && Object.hasOwn(reserved, value) ? reserved[value] : undefined;
      if (meaning === undefined) return [];
      return [
        {
          code: "ECOSYSTEM_ID_RESERVED",
          path,
          message: `the id ${shown(value)} is taken: it is ${meaning}`,
          action: "Choose another id.",
        },
      ];
    });
    return [...repeated(ids, noun), ...taken];
  }),
  ...rawItems(draft, "teams").flatMap(({ path, value }) => {
    const channels = Array.isArray(value.channels) ? value.channels : [];
    const ids = channels.flatMap((channel: { id?: unknown } | null, i): Placed<string>[] => {
      const id = channel?.id;
      return typeof id === "string" ? [{ path: [...path, "channels", i, "id"], value: id }] : [];
    });
    return repeated(ids, "channel of this team");
  }),
];

function repeated(ids: Placed<string>[], noun: string): Finding[] {
  const seen = new Set<string>();
  return ids.flatMap(({ path, value }): Finding[] => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [
      {
        code: "ECOSYSTEM_ID_DUPLICATE",
        path,
        message: `another ${noun} has the id ${shown(value)} already`,
        action: "Give each its own id, or remove one.",
      },
    ];
  });
}
