import { faultKind } from "./fault.js";

const componentId = "vendor-cloud";

/**
 * Half an outage: the vendor's cloud answers and passes heartbeats on, but everything about doses
 * stays in a queue that nobody empties until it is mended. Its own alerts depend on the same queue.
 */
export const cloudHoldsDoses = faultKind({
  name: "cloud-holds-doses",
  summary: "the vendor's cloud passes heartbeats on, but no dose events, until it is mended",
  settings: {},
  make: () => ({
    breaks: { componentId, how: "holds-doses" },
    begin: ({ world }) => world.conditions.begin("holds", { componentId, keeps: (type) => type.startsWith("dose.") }),
  }),
});
