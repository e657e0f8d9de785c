import { alertKey, clear, raise } from "../alerts/open.js";
import type { DeviceCell } from "../devices/cells.js";
import type { DoseRecord, Verdict } from "../model/record.js";
import type { Run } from "../state.js";

const weekMs = 7 * 24 * 3_600_000;

/** Verdicts that say nothing about whether the resident takes what is offered. */
const silent: readonly Verdict[] = ["pending", "excused", "unconfirmed"];

/** Misses of the plan: how many of its latest told doses in a row, and how many in the last seven days. */
function misses(run: Run, doses: DoseRecord[]): { inARow: DoseRecord[]; inAWeek: DoseRecord[] } {
  const told = doses.filter((dose) => !silent.includes(dose.verdict));
  const lastOther = told.findLastIndex((dose) => dose.verdict !== "missed");
  const recent = told.filter((dose) => dose.scheduledAtMs > run.nowMs - weekMs);
  return { inARow: told.slice(lastOther + 1), inAWeek: recent.filter((dose) => dose.verdict === "missed") };
}

/** One finding per plan: a resident who repeatedly goes without needs more than one phone call. */
export function findRepeatedMisses(run: Run, cell: DeviceCell): void {
  const { missesInARow, missesInAWeek } = run.state.ecosystem.thresholds;
  for (const planId of cell.planIds) {
    const doses = cell.doses.map((dose) => dose.record).filter((dose) => dose.planId === planId);
    const { inARow, inAWeek } = misses(run, doses);
    const subject = `${cell.deviceId}/${planId}`;
    const counted = inARow.length >= missesInARow ? inARow : inAWeek;
    const last = counted.at(-1);
    if (!last || (inARow.length < missesInARow && inAWeek.length < missesInAWeek)) {
      clear(run, "doses-missed-repeatedly", subject);
      continue;
    }
    // A person may have closed it: only a further miss opens it again.
    const isOpen = run.state.alerts.has(alertKey("doses-missed-repeatedly", subject));
    if (!isOpen && last.decidedAtMs !== run.nowMs) continue;
    raise(run, {
      kind: "doses-missed-repeatedly",
      subject,
      district: last.district,
      deviceId: cell.deviceId,
      residentRef: last.residentRef,
      severity: counted.some((dose) => dose.critical) ? "critical" : "serious",
      evidence: { count: counted.length, inARow: inARow.length, inSevenDays: inAWeek.length },
    });
  }
}
