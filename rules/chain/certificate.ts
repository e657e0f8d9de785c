import { inBoth } from "../alerts/catalogue.js";
import { clear, raise } from "../alerts/open.js";
import { localTime } from "../alerts/words.js";
import type { Run } from "../state.js";
import type { ComponentCell } from "./cells.js";
import { districtOf, nameOf } from "./path.js";

const dayMs = 86_400_000;

interface SeenCertificate {
  /** The address that showed it. */
  target: string;
  endsAtMs: number;
  /** When it was seen. */
  t: number;
}

/**
 * A certificate that ends soon is told while renewing it is office work; once it has ended, probes fail like any
 * other outage. Each address is an alert of its own, as one may be renewed and another not.
 */
export function noteCertificate(run: Run, cell: ComponentCell, seen: SeenCertificate): void {
  const { target, endsAtMs, t } = seen;
  const { componentId, probes } = cell;
  const latest = probes.find((probe) => probe.target === target)?.points.at(-1);
  if (latest && t < latest.t) return;
  const { ecosystem } = run.state;
  const subject = target === "" ? componentId : `${componentId}/${target}`;
  if (endsAtMs - t >= ecosystem.thresholds.certificateEndsDays * dayMs) {
    clear(run, "certificate-ends-soon", subject);
    return;
  }
  raise(run, {
    kind: "certificate-ends-soon",
    subject,
    district: districtOf(componentId),
    evidence: {
      ...inBoth("componentName", nameOf(ecosystem, componentId)),
      endsLocal: localTime(ecosystem.timezone, endsAtMs),
      endsAtMs,
    },
  });
}
