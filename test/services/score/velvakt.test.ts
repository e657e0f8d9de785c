import { expect, test } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import type { AlertRecord } from "../../../rules/model/record.js";
import { createVelvaktReport } from "../../../services/score/velvakt.js";

const hourMs = 3_600_000;

const alert = (kind: string, clearedAtMs: number | null, incidentId: string | null = null): Output => ({
  kind: "alert",
  alert: {
    alertId: `${kind}/D-1`,
    kind,
    subject: "D-1",
    deviceId: "D-1",
    openedAtMs: hourMs,
    clearedAtMs,
    incidentId,
  } as AlertRecord,
});

test("an alert that comes back after it was cleared has been said anew, and not when it was first opened", () => {
  const velvakt = createVelvaktReport();
  velvakt.take([alert("device-offline", null, "incident")], hourMs);
  velvakt.take([alert("device-offline", null)], 2 * hourMs);
  velvakt.take([alert("device-offline", 3 * hourMs)], 3 * hourMs);
  velvakt.take([alert("device-offline", 3 * hourMs)], 4 * hourMs);
  velvakt.take([alert("device-offline", null)], 50 * hourMs);
  const times = velvakt.report().said.map(({ atMs, endMs, explained }) => ({ atMs, endMs, explained }));
  expect(times).toEqual([
    { atMs: hourMs, endMs: 3 * hourMs, explained: true },
    { atMs: 50 * hourMs, endMs: null, explained: false },
  ]);
});

test("each outage of Velvakt itself is a cause that its alert names", () => {
  const velvakt = createVelvaktReport();
  velvakt.take([alert("monitoring-gap", null), alert("monitoring-gap", 2 * hourMs)], 2 * hourMs);
  velvakt.take([alert("monitoring-gap", null)], 9 * hourMs);
  expect(velvakt.report().causes).toEqual([
    { cause: "monitoring-gap", fromMs: hourMs, toMs: 2 * hourMs, atMs: hourMs },
    { cause: "monitoring-gap", fromMs: 9 * hourMs, toMs: null, atMs: 9 * hourMs },
  ]);
});
