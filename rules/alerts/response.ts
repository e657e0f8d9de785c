import type { AlertRecord } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { AlertCell, ResponseWatch } from "./cells.js";
import { isInhibited } from "./inhibition.js";
import { responseLimitMs } from "./limits.js";
import { alertKey, clear, isAtLeast, raise } from "./open.js";

/**
 * An alert that people were told of and nobody has taken within the district's own limit is a finding
 * of its own, once per alert. Alerts that were told in one message are overdue as one: what was one
 * message must not come back as hundreds.
 */

const minMs = 60_000;
const manyMark = "many/";

/** Wakes look at one alert, or at all that one message told of. */
function keyOf(alertId: string, toldWith: string | null): string {
  return `response:${toldWith === null ? alertId : `${manyMark}${toldWith}`}`;
}

/** Called when people have been told: looks again when the limit is over. */
export function watchResponse(run: Run, told: readonly AlertCell[]): void {
  const [first, ...others] = told as [AlertCell, ...AlertCell[]];
  const together = others.length > 0 ? first.record.alertId : null;
  for (const cell of told) {
    const { kind, alertId, district } = cell.record;
    if (kind === "response-overdue") continue;
    if (cell.watch === null) {
      cell.watch = { toldAtMs: run.nowMs, toldWith: together, overdue: false };
      if (together !== null) noteMember(run, together, cell);
    }
    const dueMs = cell.watch.toldAtMs + responseLimitMs(run.state.ecosystem, district);
    wake(run.state.timers, keyOf(alertId, cell.watch.toldWith), Math.max(dueMs, run.nowMs));
  }
}

function noteMember({ state }: Run, together: string, { record }: AlertCell): void {
  const keys = state.toldTogether.get(together) ?? [];
  keys.push(alertKey(record.kind, record.subject));
  state.toldTogether.set(together, keys);
}

/** The alerts a wake-up looks at, as far as they are still open. */
function membersOf(run: Run, id: string): AlertCell[] {
  if (!id.startsWith(manyMark)) {
    const cell = run.state.alerts.get(id.slice(0, id.lastIndexOf("/")));
    return cell?.record.alertId === id ? [cell] : [];
  }
  const alertId = id.slice(manyMark.length);
  const open = [...new Set(run.state.toldTogether.get(alertId))].flatMap((key) => run.state.alerts.get(key) ?? []);
  const members = open.filter((one) => one.watch?.toldWith === alertId);
  if (members.length === 0) run.state.toldTogether.delete(alertId);
  return members.sort((a, b) => (a.record.alertId < b.record.alertId ? -1 : 1));
}

type Watched = AlertCell & { watch: ResponseWatch };

/** Somebody has to take it and has not; what is merely normal waits for office hours. */
function isAwaited(cell: AlertCell): cell is Watched {
  const { handling, condition, severity } = cell.record;
  return cell.watch !== null && handling === "new" && condition === "active" && isAtLeast(severity, "moderate");
}

function dueAtMs(run: Run, { record, watch }: Watched): number {
  return watch.toldAtMs + responseLimitMs(run.state.ecosystem, record.district);
}

/** An incident answers for what it explains; who was told of it was told of its cause, and has to take that. */
function isAnsweredFor(run: Run, record: AlertRecord): boolean {
  if (!isInhibited(run, record)) return false;
  const incident = run.state.incidents.get(record.incidentId ?? "");
  return record.kind !== "component-down" || incident?.record.rootCause !== record.subject;
}

function findingOf(run: Run, first: AlertRecord, others: number, subject: string) {
  const { district, deviceId, residentRef, summary } = first;
  const and = (words: string) => (others > 0 ? ` ${words.replace("#", String(others))}` : "");
  return {
    kind: "response-overdue" as const,
    subject,
    district,
    deviceId,
    residentRef,
    // Those who were told of an incident hear of it at its stages; that nobody took it is listed with it.
    incidentId: isInhibited(run, first) ? first.incidentId : null,
    evidence: {
      limitMin: responseLimitMs(run.state.ecosystem, district) / minMs,
      alerts: others + 1,
      whatNo: `${summary.no}${and("og # til")}`,
      whatEn: `${summary.en}${and("and # more")}`,
    },
  };
}

/** A limit is over, an incident may have ended, or somebody took one of many. */
export function onResponseTimer(run: Run, id: string): void {
  const subject = id.startsWith(manyMark) ? id.slice(manyMark.length) : id;
  const awaited = membersOf(run, id).filter(isAwaited);
  if (awaited.length === 0) {
    clear(run, "response-overdue", subject);
    return;
  }
  const overdue = awaited.filter((one) => dueAtMs(run, one) <= run.nowMs && !isAnsweredFor(run, one.record));
  if (overdue.length < awaited.length) {
    const nextMs = Math.min(...awaited.map((one) => dueAtMs(run, one)).filter((atMs) => atMs > run.nowMs));
    const againMs = run.nowMs + responseLimitMs(run.state.ecosystem, null);
    wake(run.state.timers, `response:${id}`, Math.min(nextMs, againMs));
  }
  const fresh = overdue.filter((one) => !one.watch.overdue);
  const [first, ...others] = overdue;
  if (!first || fresh.length === 0) return;
  for (const { watch } of fresh) watch.overdue = true;
  raise(run, findingOf(run, first.record, others.length, subject));
}
