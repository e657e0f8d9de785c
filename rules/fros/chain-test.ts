import { responseLimitMs } from "../alerts/limits.js";
import { alertKey, clear, raise } from "../alerts/open.js";
import type { SupplierAlertEvent } from "../alerts/supplier.js";
import { districtAt } from "../devices/device.js";
import type { EngineState, Run } from "../state.js";
import { wake } from "../timers.js";
import type { ChainTestCell } from "./cells.js";
import { sample, samplesOf } from "./figures.js";

/**
 * The alert chain is only known to work when an alert has gone all the way to a person: raised,
 * delivered and acknowledged under the same ref, all marked as a test. Tests touch nothing else: no
 * dose, no contact, no real alert.
 */

const minMs = 60_000;
const dayMs = 86_400_000;
const overdueSubject = "alert-chain";
const allTests = "chain-test";
/** Tests under way at a time; the oldest is forgotten first. */
const chainTestsMax = 1_000;

/** When the alert chain was last tested all the way, in a district or anywhere; null if never. */
export function lastChainTestMs(state: EngineState, district?: string): number | null {
  const tests = samplesOf(state, district === undefined ? allTests : `${allTests}/${district}`);
  return tests.length === 0 ? null : Math.max(...tests.map((one) => one.atMs));
}

function cellOf(run: Run, alertRef: string): ChainTestCell {
  const { chainTests, ecosystem } = run.state;
  let cell = chainTests.get(alertRef);
  if (!cell) {
    cell = {
      alertRef,
      district: null,
      raisedAtMs: null,
      deliveredAtMs: null,
      acknowledgedAtMs: null,
      passed: false,
      failedTold: false,
      forgetAtMs: 0,
    };
    chainTests.set(alertRef, cell);
    const [oldest = alertRef] = chainTests.keys();
    if (chainTests.size > chainTestsMax) chainTests.delete(oldest);
  }
  cell.forgetAtMs = run.nowMs + ecosystem.thresholds.lateDataMaxHours * 60 * minMs;
  return cell;
}

function earliest(known: number | null, t: number): number {
  return known === null ? t : Math.min(known, t);
}

/** A supplier's alert that is marked as a test. */
export function onChainTest(run: Run, topicDistrict: string | null, event: SupplierAlertEvent, t: number): void {
  const cell = cellOf(run, event.data.alertRef);
  if (event.type === "alert.raised") {
    const device = run.state.devices.get(event.data.deviceId);
    cell.district = device ? districtAt(device, t) : topicDistrict;
    cell.raisedAtMs = earliest(cell.raisedAtMs, t);
  } else if (event.type === "alert.delivered") cell.deliveredAtMs = earliest(cell.deliveredAtMs, t);
  else if (event.type === "alert.acknowledged") cell.acknowledgedAtMs = earliest(cell.acknowledgedAtMs, t);
  onChainTestTimer(run, cell.alertRef);
}

function pass(run: Run, cell: ChainTestCell, raisedMs: number, acknowledgedMs: number): void {
  cell.passed = true;
  const min = (acknowledgedMs - raisedMs) / minMs;
  sample(run, allTests, min, acknowledgedMs);
  if (cell.district) sample(run, `${allTests}/${cell.district}`, min, acknowledgedMs);
  // Whatever link failed before, an alert has come through since.
  for (const { record } of [...run.state.alerts.values()]) {
    if (record.kind === "chain-test-failed") clear(run, "chain-test-failed", record.subject);
  }
  clear(run, "chain-test-overdue", overdueSubject);
  onChainTestAge(run);
}

function fail(run: Run, cell: ChainTestCell, limitMs: number): void {
  if (cell.failedTold) return;
  cell.failedTold = true;
  raise(run, {
    kind: "chain-test-failed",
    subject: cell.alertRef,
    district: cell.district,
    evidence: {
      alertRef: cell.alertRef,
      delivered: cell.deliveredAtMs !== null,
      acknowledged: cell.acknowledgedAtMs !== null,
      limitMin: limitMs / minMs,
    },
  });
}

/** Looks at one test: all the way within the limit, or not; and forgets it when no word can come any more. */
export function onChainTestTimer(run: Run, alertRef: string): void {
  const cell = run.state.chainTests.get(alertRef);
  if (!cell) return;
  if (run.nowMs >= cell.forgetAtMs) {
    run.state.chainTests.delete(alertRef);
    return;
  }
  const { raisedAtMs, deliveredAtMs, acknowledgedAtMs } = cell;
  let nextMs = cell.forgetAtMs;
  if (raisedAtMs !== null && !cell.passed) {
    const limitMs = responseLimitMs(run.state.ecosystem, cell.district);
    const dueMs = raisedAtMs + limitMs;
    const isThrough = deliveredAtMs !== null && acknowledgedAtMs !== null && acknowledgedAtMs <= dueMs;
    // While Velvakt cannot listen, the answer may lie in the backlog.
    const isDeaf = run.state.gaps.some((gap) => gap.toMs === Number.POSITIVE_INFINITY);
    if (isThrough) pass(run, cell, raisedAtMs, acknowledgedAtMs);
    else if (run.nowMs < dueMs) nextMs = Math.min(nextMs, dueMs);
    else if (isDeaf) nextMs = Math.min(nextMs, run.nowMs + minMs);
    else fail(run, cell, limitMs);
  }
  wake(run.state.timers, `chain-test:${alertRef}`, nextMs);
}

/** Since the last test, or since Velvakt began to watch, whichever is later. */
export function onChainTestAge(run: Run): void {
  const { ecosystem, beganMs, alerts, timers } = run.state;
  const sinceMs = Math.max(lastChainTestMs(run.state) ?? Number.NEGATIVE_INFINITY, beganMs as number);
  const dueMs = sinceMs + ecosystem.scaling.criteria.chainTestDaysMax * dayMs;
  if (run.nowMs <= dueMs) {
    wake(timers, "chain-test-age:", dueMs + 1);
    return;
  }
  const isFirstLook = run.nowMs - dueMs < dayMs;
  const days = Math.floor((run.nowMs - sinceMs) / dayMs);
  // Said once; afterwards only the count of days goes on, until somebody closes it.
  if (isFirstLook || alerts.has(alertKey("chain-test-overdue", overdueSubject))) {
    raise(run, { kind: "chain-test-overdue", subject: overdueSubject, evidence: { days } });
  }
  wake(timers, "chain-test-age:", run.nowMs + dayMs);
}
