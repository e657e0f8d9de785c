import { z } from "zod";
import { sayAsComponent } from "../city/world.js";
import { faultKind } from "./fault.js";

/** Somebody at the supplier changes where a district's alerts go, to a phone that nobody carries. */
export const alertRoutingChanged = faultKind({
  name: "alert-routing-changed",
  summary: "the supplier sends a district's alerts to a phone that nobody carries",
  settings: { district: z.string() },
  make: ({ district }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world }) {
      const about = { what: "routing-changed", fault: "alert-routing-changed", atMs: fromMs, toMs, district } as const;
      world.truth.noteHappening(about);
      const say = (actorOrg: string, actorRole: string) =>
        sayAsComponent(world, "vendor-cloud", "vendor-cloud", "config.changed", {
          what: `alert-routing ${district}`,
          actorOrg,
          actorRole,
        });
      say("supplier", "support");
      const end = world.conditions.begin("misrouted", { district });
      return () => {
        end();
        say("municipality", "vft-coordinator");
      };
    },
  }),
});
