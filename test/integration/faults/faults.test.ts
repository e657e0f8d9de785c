import { describe, expect, it } from "vitest";
import { type FaultName, faultCases } from "./cases.js";
import { shortcomings } from "./expected.js";
import { type Pace, runCase } from "./scenario.js";

/** Long enough for each fault to be noticed; `npm run faults` takes a minute for every one of them. */
const pace: Pace = { warmUpMs: 4_000, outageMs: 6_000, untilSaidMs: 30_000, perSec: 20 };

/** What Velvakt itself waits for in every way, and of the others what no narrower test does. */
const chosen: Record<string, FaultName[]> = {
  Mosquitto: ["killed", "paused"],
  PostgreSQL: ["killed", "paused", "full"],
  InfluxDB: ["full"],
  Redis: ["full"],
};

describe.concurrent("with the four servers of the production profile, nothing is lost or doubled, it is said, and it passes", () => {
  it.for(faultCases.filter(({ server, fault }) => chosen[server]?.includes(fault)))(
    "when $server meets this: $fault",
    { timeout: 300_000 },
    async (faultCase, { skip }) => {
      const measured = await runCase(faultCase, pace);
      if (measured === null) return skip("this user may not mount the small disk that would be filled");
      console.log(`${faultCase.server} ${faultCase.fault}: ${JSON.stringify(measured)}`);
      expect(shortcomings(faultCase, measured)).toEqual([]);
    },
  );
});
