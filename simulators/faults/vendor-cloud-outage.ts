import { faultKind } from "./fault.js";
import { loseContact } from "./lose-contact.js";

const componentId = "vendor-cloud";

/**
 * The vendor's cloud is gone altogether: no event, no connection state and no alert of its own gets
 * out, in any district. Dispensers go on by their own clocks and keep what they have to say.
 */
export const vendorCloudOutage = faultKind({
  name: "vendor-cloud-outage",
  summary: "the vendor's cloud is gone altogether; dispensers go on by their own clocks",
  settings: {},
  make: () => ({
    breaks: { componentId, how: "down" },
    begin({ world, homes, random }) {
      const end = world.conditions.takeDown(componentId);
      loseContact(world, homes, random, () => true);
      return end;
    },
  }),
});
