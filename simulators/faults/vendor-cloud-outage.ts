import type { Fault } from "./fault.js";

/**
 * The vendor's cloud is gone altogether: no event, no connection state and no alert of its own gets
 * out, in any district. Dispensers go on by their own clocks and keep what they have to say.
 */
export function vendorCloudOutage(fromMs: number, toMs: number): Fault {
  return { name: "vendor-cloud-outage", componentId: "vendor-cloud", fromMs, toMs, cutsOff: () => true };
}
