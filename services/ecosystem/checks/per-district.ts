import type { Check } from "../draft.js";
import type { Finding } from "../mistake.js";

/**
 * A component that exists once per district cannot be what a city-wide one depends on (which
 * district's?), and cannot be probed from one place: one answer would speak for all districts.
 */
export const checkPerDistrict: Check = (draft) => {
  const components = draft.items.components;
  const perDistrict = new Set(components.filter(({ value }) => value.perDistrict).map(({ value }) => value.id));
  return components.flatMap(({ path, value }): Finding[] => {
    if (value.perDistrict) {
      if (value.probe === null) return [];
      return [
        {
          code: "ECOSYSTEM_PER_DISTRICT",
          path: [...path, "probe"],
          message: `${value.id} exists once per district, and one probe cannot say in which district it is down`,
          action: "Remove the probe, and let each district's own publish probe results; or remove perDistrict.",
        },
      ];
    }
    return value.dependsOn.flatMap((id, i): Finding[] => {
      if (!perDistrict.has(id)) return [];
      return [
        {
          code: "ECOSYSTEM_PER_DISTRICT",
          path: [...path, "dependsOn", i],
          message: `${value.id} exists once and depends on ${id}, which exists once per district: it cannot be said which one`,
          action: `Give ${value.id} perDistrict: true as well, or remove the dependency.`,
        },
      ];
    });
  });
};
