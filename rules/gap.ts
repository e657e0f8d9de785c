import { alertKind, fill } from "./alerts/catalogue.js";
import { send, teamsFor } from "./alerts/notify.js";
import { clear, considerNotifying, raise } from "./alerts/open.js";
import { localTime } from "./alerts/words.js";
import { spansKeptFromMs } from "./chain/component.js";
import { checkFlows, forgetWaiting } from "./chain/hops.js";
import { backlogMs, openGap } from "./chain/quiet.js";
import { watchSoon } from "./chain/watch.js";
import { refreshStatus } from "./devices/status.js";
import { rejudge } from "./doses/ledger.js";
import type { GapReason } from "./model/event.js";
import type { Span } from "./span.js";
import type { Run } from "./state.js";
import { wake } from "./timers.js";

/**
 * Velvakt itself could not listen. Inside a gap silence means nothing: no dose becomes missed by a
 * timer, no device offline, no flow broken. Afterwards one notice says what could not be watched.
 */

const openSubject = "velvakt";

function rejudgeAll(run: Run): void {
  for (const cell of run.state.devices.values()) {
    rejudge(run, cell);
    refreshStatus(run, cell);
  }
}

/** Handled before time passes `fromMs`, so that no timer inside the gap has decided anything. */
export function onGapOpened(run: Run, fromMs: number, reason: GapReason): void {
  // A gap inside a gap (killed again before the backlog was read) is the same gap.
  if (openGap(run)) return;
  run.state.gaps = run.state.gaps.filter((gap) => gap.toMs >= spansKeptFromMs(run));
  run.state.gaps.push({ fromMs, toMs: Number.POSITIVE_INFINITY });
  rejudgeAll(run);
  raise(run, {
    kind: "monitoring-gap",
    subject: openSubject,
    severity: "moderate",
    evidence: evidenceOf(run, fromMs, null, reason),
    // Usually its end comes first, and is all that is told. While it lasts nobody else knows that nothing is watched.
    notifyAtMs: run.state.catchUpMs + backlogMs,
  });
}

function evidenceOf(run: Run, fromMs: number, toMs: number | null, reason: string) {
  const zone = run.state.ecosystem.timezone;
  return {
    reason,
    fromLocal: localTime(zone, fromMs),
    toLocal: toMs === null ? "…" : localTime(zone, toMs),
  };
}

/** Doses whose time of dispensing the gap touched and whose outcome is not known. */
function unknownDoses(run: Run, gap: Span) {
  return [...run.state.devices.values()].flatMap((cell) =>
    cell.doses.filter(
      ({ expected, record }) =>
        expected.opensAtMs < gap.toMs &&
        expected.deadlineAtMs > gap.fromMs &&
        (record.verdict === "unconfirmed" || record.verdict === "pending"),
    ),
  );
}

/** What waited for the backlog is looked at again: alerts not yet told, incidents, flows, devices that stay silent. */
function resume(run: Run): void {
  forgetWaiting(run);
  checkFlows(run);
  watchSoon(run);
  for (const alert of run.state.alerts.values()) {
    if (alert.record.condition === "active" && alert.record.handling === "new") considerNotifying(run, alert);
  }
  for (const incidentId of run.state.incidents.keys()) {
    wake(run.state.timers, `incident:${incidentId}`, run.nowMs);
  }
}

/** The backlog has been read: time counts again, and each team gets one notice. */
export function onGapClosed(run: Run): void {
  const gap = openGap(run);
  if (!gap) return;
  gap.toMs = run.nowMs;
  rejudgeAll(run);
  const touched = unknownDoses(run, gap);
  const unconfirmed = touched.filter(({ record }) => record.verdict === "unconfirmed").length;
  const alert = run.state.alerts.get(`monitoring-gap/${openSubject}`);
  const reason = String(alert?.record.evidence.reason ?? "restart");
  const title = fill(alertKind("monitoring-gap").summary, evidenceOf(run, gap.fromMs, gap.toMs, reason));
  const body = {
    no: `${title.no}. Doser uten kjent utfall: ${unconfirmed}. Doser som pågår: ${touched.length - unconfirmed}.`,
    en: `${title.en}. Doses with unknown outcome: ${unconfirmed}. Doses under way: ${touched.length - unconfirmed}.`,
  };
  const teams = teamsFor(run, { kind: "monitoring-gap", severity: "moderate", district: null });
  const alertIds = alert ? [alert.record.alertId] : [];
  for (const team of teams) {
    const causeId = `monitoring-gap/${new Date(gap.fromMs).toISOString()}`;
    send(run, team, causeId, { stage: "closed", severity: "moderate", alertIds, incidentId: null, title, body });
  }
  if (alert) alert.record.notifiedAtMs = run.nowMs;
  clear(run, "monitoring-gap", openSubject);
  resume(run);
}
