import { clear, raise } from "../alerts/open.js";
import { activeResidents } from "../fros/dose-figures.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";

const hourMs = 3_600_000;
const subject = "residents";
export const ceilingKey = "ceiling:";

/** Whether more residents are served than were approved; looked at every hour, as all devices are counted. */
export function onCeilingTimer(run: Run): void {
  const { ceiling } = run.state.ecosystem.scaling;
  const residents = activeResidents(run.state).size;
  if (residents > ceiling) raise(run, { kind: "ceiling-exceeded", subject, evidence: { residents, ceiling } });
  else clear(run, "ceiling-exceeded", subject);
  wake(run.state.timers, ceilingKey, run.nowMs + hourMs);
}
