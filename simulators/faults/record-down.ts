import { faultKind } from "./fault.js";

const componentId = "epj";

/** The patient record is down, mostly for an update in the night that takes longer: notes wait in the hub. */
export const recordDown = faultKind({
  name: "record-down",
  summary: "the patient record is down; journal notes wait",
  settings: {},
  make: () => ({
    breaks: { componentId, how: "down" },
    begin: ({ world }) => world.conditions.takeDown(componentId),
  }),
});
