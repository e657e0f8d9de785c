import { expect, test } from "vitest";
import { ask, testApi } from "../../services/api/support.js";
import { component, device, hourMs, incident, nowMs, testDatabase } from "./support.js";

const database = testDatabase();

async function get(url: string) {
  const { app } = await testApi({ pool: database.pool });
  return ask(app, url);
}

test.each(["/v1/alerts", "/v1/doses", "/v1/devices", "/v1/incidents", "/v1/quarantine", "/v1/audit"])(
  "%s of an empty installation is an empty page",
  async (url) => {
    expect(await get(url)).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
  },
);

test.each([
  ["/v1/alerts?limit=0", "querystring/limit"],
  ["/v1/alerts?open=maybe", "querystring/open"],
  ["/v1/doses?date=2026-02-30", "querystring/date"],
  ["/v1/doses?from=2026-03-10T11:00:00", "querystring/from"],
  ["/v1/doses?date=2026-03-10&from=2026-03-10T11:00:00Z", "querystring/date"],
  ["/v1/devices?status=asleep", "querystring/status"],
  ["/v1/incidents?open=1", "querystring/open"],
  ["/v1/quarantine?limit=many", "querystring/limit"],
  ["/v1/audit?since=yesterday", "querystring/since"],
  ["/v1/components?status=broken", "querystring/status"],
])("%s is refused and says where", async (url, place) => {
  const answer = await get(url);
  expect(answer).toMatchObject({ status: 400, body: { code: "API_REQUEST_INVALID" } });
  const [problem] = answer.body.problems;
  expect(problem.in + problem.pointer).toBe(place);
});

test.each([
  ["/v1/alerts/none", "API_ALERT_UNKNOWN"],
  ["/v1/doses/none", "API_DOSE_UNKNOWN"],
  ["/v1/devices/none", "API_DEVICE_UNKNOWN"],
  ["/v1/incidents/none", "API_INCIDENT_UNKNOWN"],
])("%s is a 404 with its own code", async (url, code) => {
  expect(await get(url)).toMatchObject({ status: 404, body: { code, type: `/problems#${code}` } });
});

test("devices are filtered by district and status, in order of id", async () => {
  await database.commit([
    device("D-3", { status: "offline" }),
    device("D-1"),
    device("D-2", { status: "unknown", district: "alna", lastHeardAtMs: null, statusSinceMs: null }),
  ]);
  const ids = async (query: string) =>
    (await get(`/v1/devices${query}`)).body.items.map((item: { deviceId: string }) => item.deviceId);
  expect(await ids("")).toEqual(["D-1", "D-2", "D-3"]);
  expect(await ids("?status=offline&status=unknown")).toEqual(["D-2", "D-3"]);
  expect(await ids("?district=alna")).toEqual(["D-2"]);
  expect(await get("/v1/devices/D-2")).toMatchObject({
    status: 200,
    body: { deviceId: "D-2", status: "unknown", lastHeardAt: null, statusSince: null, mains: true },
  });
});

test("components are all there, with what is known of each", async () => {
  await database.commit([component("vendor-cloud", { status: "down", downMin: 12.5 }), component("data-centre")]);
  const { body } = await get("/v1/components");
  expect(
    body.items.map((item: { componentId: string; status: string }) => `${item.componentId} ${item.status}`),
  ).toEqual(["mobile-network@grorud unknown", "mobile-network@alna unknown", "vendor-cloud down", "data-centre up"]);
  expect(body.items[2]).toEqual({
    componentId: "vendor-cloud",
    name: { no: "vendor-cloud (no)", en: "vendor-cloud" },
    kind: "system",
    supplier: "vendor",
    supplierName: "Vendor",
    status: "down",
    statusSince: "2026-03-10T10:00:00.000Z",
    lastProbeAt: "2026-03-10T10:59:00.000Z",
    downMin: 12.5,
    maintenanceMin: 0,
    unknownMin: 0,
  });
  expect((await get("/v1/components?status=down")).body.items).toHaveLength(1);
});

test("incidents are counted in the list and whole under their id", async () => {
  const lists = { residents: ["r-1", "r-2"], alerts: ["a/b/c"], doseIds: [] };
  await database.commit([
    incident("vendor-cloud/2026-03-10T10:00:00.000Z", lists),
    incident("I-old", { openedAtMs: nowMs - 9 * hourMs, closedAtMs: nowMs - 8 * hourMs }),
  ]);
  const { body } = await get("/v1/incidents");
  expect(body.items).toMatchObject([
    { residentCount: 2, alertCount: 1, doseCount: 0, closedAt: null },
    { incidentId: "I-old", closedAt: "2026-03-10T03:00:00.000Z" },
  ]);
  expect(body.items[0]).not.toHaveProperty("residents");
  expect((await get("/v1/incidents?open=true")).body.items).toHaveLength(1);
  expect((await get("/v1/incidents?open=false")).body.items).toMatchObject([{ incidentId: "I-old" }]);
  const whole = await get(`/v1/incidents/${encodeURIComponent("vendor-cloud/2026-03-10T10:00:00.000Z")}`);
  expect(whole.body).toMatchObject(lists);
});

test("quarantined messages say why, newest first", async () => {
  const message = {
    receivedAtUs: nowMs * 1000 + 123,
    reason: "INGEST_NOT_JSON",
    detail: "not JSON",
    topic: "vft/v1/x",
    payload: "{",
  } as const;
  await database.commit([], [message, { ...message, reason: "INGEST_DATA_INVALID", topic: "vft/v1/y" }]);
  const { body } = await get("/v1/quarantine");
  expect(body.items.map((item: { topic: string }) => item.topic)).toEqual(["vft/v1/y", "vft/v1/x"]);
  expect(body.items[1]).toEqual({
    seq: expect.any(Number),
    receivedAt: "2026-03-10T11:00:00.000Z",
    reason: "INGEST_NOT_JSON",
    detail: "not JSON",
    topic: "vft/v1/x",
    payload: "{",
  });
  expect((await get("/v1/quarantine?reason=INGEST_NOT_JSON")).body.items).toHaveLength(1);
});
