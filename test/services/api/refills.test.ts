import { expect, test } from "vitest";
import { refillsView } from "../../../rules/engine.js";
import { createRig, instantOf } from "../../support/engine.js";
import { ask, testApi } from "./support.js";

const times = [{ at: "08:00" }, { at: "20:00", critical: true }];

/** D-1 and D-2 have two doses and three, D-3 many, D-4 nobody knows; it is the evening of 26 March 2026. */
async function api() {
  const rig = createRig().at("26 20:00");
  const left: [string, number | null][] = [
    ["D-1", 2],
    ["alna/D-2", 3],
    ["D-3", 40],
    ["D-4", null],
  ];
  for (const [topic, dosesLeft] of left) {
    rig.plan(topic, { times }).heartbeat(topic);
    if (dosesLeft !== null) rig.send(topic, "stock.low", { dosesLeft });
  }
  const now = () => instantOf("26 20:00");
  return (await testApi({ now, refills: (asked) => refillsView(rig.state, asked) })).app;
}

const first = {
  deviceId: "D-1",
  residentRef: "R-D-1",
  district: "grorud",
  what: "stock",
  runsOutAt: "2026-03-27T19:00:00.000Z",
  nextDose: { scheduledAt: "2026-03-27T07:00:00.000Z", critical: false },
  firstUncovered: { scheduledAt: "2026-03-28T07:00:00.000Z", critical: false },
};

test("refills are asked for within two days, and all are counted whatever is listed", async () => {
  const app = await api();
  const { status, body } = await ask(app, "/v1/refills");
  expect(status).toBe(200);
  expect(body).toMatchObject({ generatedAt: "2026-03-26T20:00:00.000Z", withinHours: 48, total: 2, unknown: 1 });
  expect(body.items[0]).toEqual(first);
  expect(body.items[1]).toMatchObject({ deviceId: "D-2", firstUncovered: { critical: true } });
  expect((await ask(app, "/v1/refills?limit=1")).body).toMatchObject({ total: 2, items: [first] });
  expect((await ask(app, "/v1/refills?withinHours=24")).body).toMatchObject({ total: 1, withinHours: 24 });
  expect((await ask(app, "/v1/refills?district=alna")).body).toMatchObject({ total: 1, unknown: 0 });
});

test("refills are a table for a spreadsheet, too", async () => {
  const { headers, body } = await ask(await api(), "/v1/refills?format=csv&limit=1");
  expect(headers["content-disposition"]).toBe('attachment; filename="refills-city.csv"');
  expect(body.split("\r\n")).toEqual([
    "deviceId,residentRef,district,what,runsOutAt,nextDoseAt,nextDoseCritical,firstUncoveredAt,firstUncoveredCritical",
    "D-1,R-D-1,grorud,stock,2026-03-27T19:00:00.000Z,2026-03-27T07:00:00.000Z,false,2026-03-28T07:00:00.000Z,false",
    "",
  ]);
});

test.each(["withinHours=0", "withinHours=169", "withinHours=soon", "hours=48"])("refills refuse %s", async (query) => {
  expect(await ask(await api(), `/v1/refills?${query}`)).toMatchObject({
    status: 400,
    body: { code: "API_REQUEST_INVALID" },
  });
});

test("an engine that has not begun has no refills", async () => {
  expect((await ask((await testApi()).app, "/v1/refills")).body).toMatchObject({ total: 0, unknown: 0, items: [] });
});
