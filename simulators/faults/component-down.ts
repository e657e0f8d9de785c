import { z } from "zod";
import { components } from "../systems/all.js";
import { faultKind } from "./fault.js";

const names = components.filter(({ perDistrict }) => !perDistrict).map(({ id }) => id);

/** Any other system of the ecosystem is down, and with it whatever does not work without it. */
export const componentDown = faultKind({
  name: "component-down",
  summary: "any other system is down, such as data-centre, municipal-network or multidose-pharmacy",
  settings: { component: z.enum(names) },
  make: ({ component }) => ({
    breaks: { componentId: component, how: "down" },
    begin: ({ world }) => world.conditions.takeDown(component),
  }),
});
