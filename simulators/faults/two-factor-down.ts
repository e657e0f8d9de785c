import { faultKind } from "./fault.js";

const componentId = "two-factor-sms";

/** No login codes: whoever begins a shift cannot get into the supplier's system, nor take or close an alert there. */
export const twoFactorDown = faultKind({
  name: "two-factor-down",
  summary: "no login codes; staff cannot take or close alerts in the supplier's system",
  settings: {},
  make: () => ({
    breaks: { componentId, how: "down" },
    begin: ({ world }) => world.conditions.takeDown(componentId),
  }),
});
