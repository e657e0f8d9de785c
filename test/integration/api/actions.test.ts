import type { InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import type { LogEvent } from "../../../rules/model/event.js";
import type { AlertRecord } from "../../../rules/model/record.js";
import { ask, testApi } from "../../services/api/support.js";
import { alertRecord, dose, hourMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();
const subject = "D-1/P-1@2026-03-10T10:00:00.000Z";

/** What the engine would say to each event, as far as these tests care. */
function engine(record: AlertRecord, own: LogEvent[]) {
  return async (event: LogEvent) => {
    own.push(event);
    if (event.kind === "alert-acknowledged") {
      const change = { handling: "acknowledged", acknowledgedAtMs: nowMs, acknowledgedBy: event.actor } as const;
      await database.commit([{ kind: "alert", alert: { ...record, ...change } }]);
    }
    if (event.kind === "alert-closed") {
      const change = { handling: "closed", closedAtMs: nowMs, closedBy: event.actor, closeCause: event.cause } as const;
      await database.commit([{ kind: "alert", alert: { ...record, ...change } }]);
    }
    if (event.kind === "dose-followup") await database.commit([dose(nowMs - hourMs, { followup: event.outcome })]);
  };
}

async function withAlert(differences: Partial<AlertRecord> = {}) {
  const record = alertRecord(nowMs, { kind: "dose-missed", subject, ...differences });
  await database.commit([{ kind: "alert", alert: record }]);
  const own: LogEvent[] = [];
  const { app } = await testApi({ pool: database.pool, submitOwn: engine(record, own) });
  const post = (action: string, payload: object) => {
    const url = `/v1/alerts/${encodeURIComponent(record.alertId)}/${action}`;
    return ask(app, { method: "POST", url, payload } satisfies InjectOptions);
  };
  return { record, own, post };
}

describe("acknowledging", () => {
  test("becomes an event in the log and answers with the alert as it is afterwards", async () => {
    const { record, own, post } = await withAlert();
    expect(await post("acknowledge", { actor: " night-nurse " })).toMatchObject({
      status: 200,
      body: { alertId: record.alertId, handling: "acknowledged", acknowledgedBy: "night-nurse" },
    });
    expect(own).toEqual([{ kind: "alert-acknowledged", alertId: record.alertId, actor: "night-nurse" }]);
  });

  test.each([
    [{}],
    [{ actor: "" }],
    [{ actor: "  " }],
    [{ actor: "x".repeat(129) }],
    [{ actor: "a\u0000b" }],
    [{ actor: 7 }],
  ])("%j is refused", async (body) => {
    const { own, post } = await withAlert();
    const answer = await post("acknowledge", body);
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ in: "body", pointer: "/actor" }] } });
    expect(own).toEqual([]);
  });

  test("a closed alert is a 409", async () => {
    const { own, post } = await withAlert({ handling: "closed", closedBy: "day-nurse" });
    const answer = await post("acknowledge", { actor: "night-nurse" });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: "API_ALERT_CLOSED", detail: "It was closed by day-nurse." },
    });
    expect(own).toEqual([]);
  });
});

describe("closing", () => {
  test("becomes an event with cause and action", async () => {
    const { record, own, post } = await withAlert({ severity: "critical" });
    const answer = await post("close", { actor: "nurse", cause: "asleep", action: "visited\nat noon" });
    expect(answer).toMatchObject({
      status: 200,
      body: { handling: "closed", closedBy: "nurse", closeCause: "asleep" },
    });
    expect(own).toEqual([
      { kind: "alert-closed", alertId: record.alertId, actor: "nurse", cause: "asleep", action: "visited\nat noon" },
    ]);
  });

  test.each(["serious", "critical"] as const)("a %s alert needs both cause and action", async (severity) => {
    const { own, post } = await withAlert({ severity });
    for (const body of [{}, { cause: "asleep" }, { action: "visited" }]) {
      const answer = await post("close", { actor: "nurse", ...body });
      expect(answer).toMatchObject({ status: 422, body: { code: "API_CLOSE_NEEDS_REASON" } });
    }
    expect(own).toEqual([]);
  });

  test("a moderate alert needs neither", async () => {
    const { own, post } = await withAlert({ severity: "moderate" });
    expect((await post("close", { actor: "nurse" })).status).toBe(200);
    expect(own).toMatchObject([{ cause: "", action: "" }]);
  });

  test("a closed alert is a 409", async () => {
    const { own, post } = await withAlert({ handling: "closed" });
    expect(await post("close", { actor: "nurse" })).toMatchObject({ status: 409, body: { code: "API_ALERT_CLOSED" } });
    expect(own).toEqual([]);
  });

  test("of two who close at once the slower learns who was faster", async () => {
    const record = alertRecord(nowMs);
    await database.commit([{ kind: "alert", alert: record }]);
    const closed = { ...record, handling: "closed", closedAtMs: nowMs, closedBy: "other-nurse" } as const;
    const { app } = await testApi({
      pool: database.pool,
      submitOwn: () => database.commit([{ kind: "alert", alert: closed }]),
    });
    const url = `/v1/alerts/${encodeURIComponent(record.alertId)}/close`;
    const answer = await ask(app, { method: "POST", url, payload: { actor: "nurse" } });
    expect(answer).toMatchObject({ status: 409, body: { detail: "It was closed by other-nurse." } });
  });
});

test.each(["acknowledge", "close"])("to %s what does not exist is a 404", async (action) => {
  const { app, own } = await testApi({ pool: database.pool });
  const request = { method: "POST", url: `/v1/alerts/a%2Fb/${action}`, payload: { actor: "nurse" } } as const;
  expect(await ask(app, request)).toMatchObject({ status: 404, body: { code: "API_ALERT_UNKNOWN" } });
  expect(own).toEqual([]);
});

describe("following up a dose", () => {
  const doseId = "P-1@2026-03-10T10:00:00.000Z";
  const followup = (payload: object, id = doseId) =>
    ({ method: "POST", url: `/v1/doses/${encodeURIComponent(id)}/followup`, payload }) as const;

  test("becomes an event and answers with the dose", async () => {
    await database.commit([dose(nowMs - hourMs, { verdict: "missed" })]);
    const own: LogEvent[] = [];
    const { app } = await testApi({ pool: database.pool, submitOwn: engine(alertRecord(nowMs), own) });
    const answer = await ask(app, followup({ outcome: "given-by-staff", actorRole: "nurse" }));
    expect(answer).toMatchObject({ status: 200, body: { doseId, followup: "given-by-staff" } });
    expect(own).toEqual([{ kind: "dose-followup", doseId, outcome: "given-by-staff", actorRole: "nurse" }]);
  });

  test("with an unknown outcome is refused", async () => {
    await database.commit([dose(nowMs - hourMs)]);
    const { app, own } = await testApi({ pool: database.pool });
    const answer = await ask(app, followup({ outcome: "guessed", actorRole: "nurse" }));
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ pointer: "/outcome" }] } });
    expect(own).toEqual([]);
  });

  test("that does not exist is a 404", async () => {
    const { app, own } = await testApi({ pool: database.pool });
    const answer = await ask(app, followup({ outcome: "refused", actorRole: "nurse" }, "P-9@x"));
    expect(answer).toMatchObject({ status: 404, body: { code: "API_DOSE_UNKNOWN" } });
    expect(own).toEqual([]);
  });
});
