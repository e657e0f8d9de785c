import { expect, test } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { hourMs, nowMs, testDatabase } from "./support.js";

const database = testDatabase();

async function acts() {
  const alertId = "dose-missed/D-1/P-1@1/2026-03-10T10:00:00.000Z";
  await database.commitAct({ kind: "alert-acknowledged", alertId, actor: "Duty Grorud" }, nowMs - 2 * hourMs);
  await database.commitAct({ kind: "dose-followup", doseId: "P-1@1", outcome: "refused", actorRole: "nurse" }, nowMs);
  await database.commitAct(
    { kind: "alert-closed", alertId, actor: "MH", cause: "resident", action: "Talked with her" },
    nowMs,
  );
  await database.commitAct({ kind: "gap-closed" }, nowMs);
  const { app } = await testApi({ pool: database.pool });
  const list = async (query: string) => (await ask(app, `/v1/audit${query}`)).body.items as { actor: string }[];
  return { app, list, alertId };
}

test("what people did is told newest first, with what they said; what Velvakt did is not among it", async () => {
  const { list, alertId } = await acts();
  expect(await list("")).toEqual([
    {
      seq: expect.any(Number),
      at: "2026-03-10T11:00:00.000Z",
      actor: "MH",
      action: "alert-closed",
      subject: alertId,
      detail: { cause: "resident", action: "Talked with her" },
    },
    expect.objectContaining({
      actor: "nurse",
      action: "dose-followup",
      subject: "P-1@1",
      detail: { outcome: "refused" },
    }),
    expect.objectContaining({ actor: "Duty Grorud", at: "2026-03-10T09:00:00.000Z", detail: {} }),
  ]);
});

test("it is narrowed by who, what, about what and when", async () => {
  const { list, alertId } = await acts();
  const actors = async (query: string) => (await list(query)).map(({ actor }) => actor);
  expect(await actors("?actor=MH")).toEqual(["MH"]);
  expect(await actors("?action=alert-acknowledged&action=dose-followup")).toEqual(["nurse", "Duty Grorud"]);
  expect(await actors(`?subject=${encodeURIComponent(alertId)}`)).toEqual(["MH", "Duty Grorud"]);
  expect(await actors("?since=2026-03-10T11:00:00Z")).toEqual(["MH", "nurse"]);
  expect(await actors("?until=2026-03-10T11:00:00Z")).toEqual(["Duty Grorud"]);
});

test("instants in what was said are instants, and pages go on where the last one ended", async () => {
  const acceptance = {
    scenario: "R3" as const,
    version: 1,
    actor: "director",
    role: "director",
    reason: "The change of supplier is under way",
    colour: "red" as const,
    untilMs: nowMs + hourMs,
  };
  await database.commitAct({ kind: "risk-accepted", acceptance });
  await database.commitAct({ kind: "alert-acknowledged", alertId: "a", actor: "MH" });
  const { app } = await testApi({ pool: database.pool });
  const { body } = await ask(app, "/v1/audit?limit=1");
  expect(body.items).toMatchObject([{ actor: "MH" }]);
  const next = await ask(app, `/v1/audit?limit=1&cursor=${body.nextCursor}`);
  expect(next.body).toMatchObject({
    items: [{ actor: "director", subject: "R3", detail: { until: "2026-03-10T12:00:00.000Z", version: 1 } }],
    nextCursor: null,
  });
});
