import { z } from "zod";
import { mobileNetworkOf } from "../systems/mobile-network.js";
import { faultKind } from "./fault.js";
import { loseContact } from "./lose-contact.js";

/**
 * A district has no mobile network. The vendor's cloud is well, notices that its devices there are
 * gone, and says so; what they do meanwhile arrives when the network is back.
 */
export const districtNetworkLoss = faultKind({
  name: "district-network-loss",
  summary: "a district has no mobile network; its devices store what they do",
  settings: { district: z.string() },
  make: ({ district }) => ({
    breaks: { componentId: mobileNetworkOf(district), how: "down" },
    begin({ world, homes, random }) {
      const end = world.conditions.takeDown(mobileNetworkOf(district));
      loseContact(world, homes, random, (one) => one.district === district);
      return end;
    },
  }),
});
