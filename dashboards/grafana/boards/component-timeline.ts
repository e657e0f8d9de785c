import { interval, select } from "../influxql.js";
import { componentStatuses } from "../looks.js";
import type { Names } from "../names.js";
import { type Panel, series } from "../panels.js";

/** Every component over time; each board says what to do about it in its own words. */
export const componentTimeline = (
  { components }: Pick<Names, "components">,
  panel: Pick<Panel, "id" | "title" | "says" | "at">,
): Panel => ({
  ...panel,
  kind: "timeline",
  ask: [
    series(
      select("component_status", { pick: { state: ["last", "state"] }, by: ["component"], every: interval }),
      "$tag_component",
    ),
  ],
  looks: components,
  values: componentStatuses,
  unit: "text",
});
