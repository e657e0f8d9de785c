import { expect, test } from "vitest";
import { flowsView } from "../../../rules/engine.js";
import { createCity, hourMs, startMs } from "../../rules/chain/city.js";
import { ask, testApi } from "./support.js";

/** Twenty messages came to the hub, which rejected the last three and passed the others on to the record. */
async function api() {
  const city = createCity({ devices: 1 }).run(startMs + hourMs);
  for (let n = 0; n < 20; n++) {
    const said = { flow: "journal", messageId: `m-${n}` };
    city.component("vendor-cloud", "hop.passed", { ...said, step: "vendor-cloud" });
    city.run(city.nowMs() + 60_000);
    if (n < 17) for (const step of ["vkp", "epj"]) city.component(step, "hop.passed", { ...said, step });
    else city.component("vkp", "hop.rejected", { ...said, step: "vkp", code: "2.1" });
  }
  return (await testApi({ ecosystem: city.ecosystem, flows: () => flowsView(city.state) })).app;
}

test("every flow is there with every hop, and what is open about it", async () => {
  const { status, body } = await ask(await api(), "/v1/flows");
  expect(status).toBe(200);
  expect(body.items.map(({ flow, status: said }: { flow: string; status: string }) => [flow, said])).toEqual([
    ["dose-event", "unknown"],
    ["journal", "rejecting"],
  ]);
  expect(body.items[1]).toMatchObject({
    hops: [
      {
        from: "vendor-cloud",
        to: "vkp",
        fromName: { no: "vendor-cloud (no)", en: "vendor-cloud" },
        status: "rejecting",
        lastOut: "2026-06-09T21:17:00.000Z",
        rejectedOfLatest: 3,
      },
      { from: "vkp", to: "epj", status: "flowing", lastOut: "2026-06-09T21:17:00.000Z", p95Sec: null, limitSec: 600 },
    ],
    alerts: [{ kind: "flow-rejecting", subject: "journal/vkp", openedAt: expect.stringMatching(/Z$/) }],
  });
});

test("as a table each hop is a row", async () => {
  const app = await api();
  const answer = await app.inject({ url: "/v1/flows?format=csv", headers: { host: "localhost" } });
  expect(answer.headers["content-type"]).toMatch(/^text\/csv/);
  const lines = answer.body.trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^flow,from,to,district,status,/);
  expect(lines.slice(1).map((line) => line.split(",").slice(0, 5).join(","))).toEqual([
    "dose-event,mobile-network,vendor-cloud,,unknown",
    "journal,vendor-cloud,vkp,,rejecting",
    "journal,vkp,epj,,flowing",
  ]);
});

test("what it does not understand is refused", async () => {
  expect(await ask(await api(), "/v1/flows?flow=journal")).toMatchObject({
    status: 400,
    body: { code: "API_REQUEST_INVALID" },
  });
});
