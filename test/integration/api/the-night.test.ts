import { expect, test } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import { listUnreviewedIncidents } from "../../../services/database/read/incident-reviews.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { createReplayRun } from "../../../services/replay/run.js";
import { ask, testApi } from "../../services/api/support.js";
import { cityStartMs, hourMs, live } from "../../simulators/support.js";
import { testDatabase } from "./support.js";

const database = testDatabase(() => ["phone"]);

/** The afternoon after: the chief medical officer asks. */
const afternoonMs = cityStartMs + 32 * hourMs;
const takenAtMs = Date.parse("2026-11-19T05:10:00+01:00");
const residents = 120;
const dispensed = ["early", "on-time", "late"];

interface Dose {
  doseId: string;
  residentRef: string;
  verdictAtDeadline: string;
  verdict: string;
}

/** The night as Velvakt heard it, up to the afternoon, and as it stands in the database then. */
async function afterTheNight() {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example has mistakes");
  const { ecosystem } = loaded;
  const { messages, truth } = live("the-night", 32, residents);
  const said: Output[] = [];
  let downId: string | null = null;
  const run = createReplayRun(
    ecosystem,
    (what) => {
      throw new Error(what);
    },
    (outputs) => {
      for (const output of outputs) {
        said.push(output);
        if (output.kind === "alert" && output.alert.kind === "component-down") downId = output.alert.alertId;
      }
    },
  );
  let taken = false;
  for (const [lineNo, { receivedAtMs, topic, payload }] of messages.entries()) {
    if (!taken && receivedAtMs > takenAtMs && downId !== null) {
      taken = true;
      run.note({ kind: "alert-acknowledged", alertId: downId, actor: "night-lead" }, takenAtMs);
    }
    const message = { topic, payload: Buffer.from(JSON.stringify(payload)), retained: false };
    run.take(lineNo + 1, { ok: true, receivedAtMs, message }, receivedAtMs);
  }
  run.end(afternoonMs);
  await database.commit(said);
  await database.pool.query("UPDATE outbox SET status = 'done', done_at = now()");
  const api = await testApi({
    pool: database.pool,
    ecosystem,
    now: () => afternoonMs,
    submitOwn: (event) => database.commitAct(event, afternoonMs),
  });
  return { ...api, truth };
}

test("after the night the report answers what happened to whom, then and now, and keeps the gate shut until a person has concluded", {
  timeout: 180_000,
}, async () => {
  const { app, truth } = await afterTheNight();
  const { items } = (await ask(app, "/v1/incidents")).body;
  expect(items.map((one: { rootCause: string }) => one.rootCause)).toEqual(["vendor-cloud"]);
  const { incidentId } = items[0];
  const url = `/v1/incidents/${encodeURIComponent(incidentId)}`;
  const report = (await ask(app, `${url}/report`)).body;

  // What happened, to whom: at their deadlines nothing was known of most, now everything is, as it was in truth.
  const table = (await ask(app, `${url}/report?format=csv`)).body as string;
  const doses = rowsOf(table);
  expect(doses).toHaveLength(report.doses.total);
  const happened = (dose: Dose) => (truth.doses.get(dose.doseId)?.dispensedAtMs == null ? "missed" : "dispensed");
  const now = (dose: Dose) => (dispensed.includes(dose.verdict) ? "dispensed" : dose.verdict);
  expect(doses.map(now)).toEqual(doses.map(happened));
  const unknownThen = doses.filter((dose) => dose.verdictAtDeadline === "unconfirmed");
  expect(unknownThen.length).toBeGreaterThanOrEqual(residents);
  const missed = doses.filter((dose) => dose.verdict === "missed");
  expect(missed.length).toBeGreaterThan(0);
  expect(report.doses).toMatchObject({
    atDeadline: { unconfirmed: unknownThen.length, missed: 0, pending: 0 },
    now: { missed: missed.length, dispensed: doses.length - missed.length, unconfirmed: 0, pending: 0 },
    criticalAtDeadline: { unconfirmed: 2 },
  });
  const namedFirst = report.affected.slice(0, missed.length).map((one: Dose) => one.residentRef);
  expect(namedFirst.sort()).toEqual(missed.map((one) => one.residentRef).sort());

  // 02:10:06 to 09:30:06, for everybody in the city.
  expect(report).toMatchObject({ durationMin: 440, residents, residentHours: (residents * 440) / 60 });
  // The time-critical doses of 07:30 are due at 08:00; 90 minutes before is the last moment to decide.
  expect(report.decision).toEqual({
    at: "2026-11-19T05:30:00.000Z",
    takenAt: new Date(takenAtMs).toISOString(),
    takenBy: "night-lead",
    inTime: true,
  });
  const moments = report.timeline.map(({ at, what, detail }: Record<string, string>) => [
    what,
    detail,
    at?.slice(11, 16),
  ]);
  for (const moment of [
    ["began", null, "01:10"],
    ["found", "probes", "01:12"],
    ["told", "opened", "01:12"],
    ["taken", null, "04:10"],
    ["restore-breached", null, "05:10"],
    ["told", "decision", "05:30"],
    ["first-deadline", null, "07:00"],
    ["ended", "component-up", "08:30"],
    ["told", "outcomes", "09:10"],
  ]) {
    expect(moments).toContainEqual(moment);
  }
  expect(report.told.length).toBeGreaterThan(20);
  expect(report.unknown).toMatchObject({ doses: 0, causeIsInferred: false, notDelivered: 0 });

  // Whether 40 more residents is responsible: not while nobody has concluded on this.
  expect(report.reviewState).toBe("waiting");
  const open = async () => (await listUnreviewedIncidents(database.pool, 10)).map((one) => one.incidentId);
  expect(await open()).toEqual([incidentId]);
  const review = (payload: object) => ask(app, { method: "POST", url: `${url}/review`, payload });
  const said = { actor: "chief-medical-officer", conclusion: "Manual rounds were right.", caseNumber: "INC-77" };
  expect(await review({ ...said, dosesReviewed: 1 })).toMatchObject({
    status: 409,
    body: { code: "API_INCIDENT_CHANGED" },
  });
  expect(await review({ ...said, dosesReviewed: doses.length, causeSupplier: "nobody" })).toMatchObject({
    status: 400,
  });
  expect(await open()).toEqual([incidentId]);
  const reviewed = await review({ ...said, dosesReviewed: doses.length, causeSupplier: "amazon" });
  expect(reviewed).toMatchObject({
    status: 200,
    body: {
      reviewState: "reviewed",
      changedSinceReview: 0,
      supplier: { caseNumber: "INC-77" },
      reviews: [{ actor: said.actor, final: true, causedBy: { id: "amazon", name: "Amazon Web Services" } }],
    },
  });
  expect(await open()).toEqual([]);
  const { rows } = await database.pool.query(
    "SELECT actor, action, subject FROM audit WHERE action = 'incident-reviewed'",
  );
  expect(rows).toEqual([{ actor: said.actor, action: "incident-reviewed", subject: incidentId }]);
});

/** No field of these tables holds a comma or a quote. */
function rowsOf(csv: string): Dose[] {
  const [head = "", ...lines] = csv.trimEnd().split("\r\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, n) => [name, cells[n]])) as unknown as Dose;
  });
}
