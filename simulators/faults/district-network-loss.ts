import type { Fault } from "./fault.js";

/**
 * A district has no mobile network. The vendor's cloud is well, notices that its dispensers there are
 * gone, and says so; what they do meanwhile arrives when the network is back.
 */
export function districtNetworkLoss(district: string, fromMs: number, toMs: number): Fault {
  return {
    name: "district-network-loss",
    componentId: `mobile-network@${district}`,
    fromMs,
    toMs,
    cutsOff: (resident) => resident.district === district,
  };
}
