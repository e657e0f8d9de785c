import { describe, expect, it } from "vitest";
import { componentRecord } from "../../../rules/chain/component.js";
import { type City, componentOf, createCity, hourMs, inDistrict, minMs, startMs } from "./city.js";

/** 08:00 in Oslo on the next morning; the window of that dose is 05:00 to 07:15 UTC. */
const doseMs = Date.parse("2026-06-10T06:00:00Z");
const overlap = "maintenance-overlaps-doses";

const city = (changes = {}) => createCity({ doses: ["08:00"], ...changes }).run(startMs + hourMs);

it("maintenance over the doses of 60 residents is warned of when it is announced, and over when it has passed", () => {
  const announced = city();
  const span = { fromMs: doseMs, toMs: doseMs + hourMs };
  announced.component("vendor-cloud", "maintenance.announced", span).run(announced.nowMs() + 1);
  expect(announced.alerts(overlap)).toMatchObject([
    {
      subject: "vendor-cloud/2026-06-10T06:00:00.000Z",
      severity: "moderate",
      openedAtMs: startMs + hourMs,
      summary: { en: "Maintenance of vendor-cloud 10.06. 08:00–10.06. 09:00 overlaps 60 doses" },
      evidence: { doses: 60, critical: 0, residents: 60 },
    },
  ]);
  expect(announced.notifications().map((one) => one.teamId)).toEqual(["it"]);
  announced.run(span.toMs + minMs);
  expect(announced.alerts(overlap)).toMatchObject([{ condition: "cleared", clearedAtMs: span.toMs }]);
});

it("in one district it concerns the doses there, and a time-critical one makes it serious", () => {
  const announced = city({ critical: true });
  const span = { fromMs: doseMs, toMs: doseMs + hourMs };
  announced.component("mobile-network@grorud", "maintenance.announced", span);
  expect(announced.alerts(overlap)).toMatchObject([
    { district: "grorud", severity: "serious", evidence: { doses: 20, critical: 1 } },
  ]);
});

it.each([
  ["before the window of any dose", -3 * hourMs, -hourMs],
  ["after its deadline", 75 * minMs, 3 * hourMs],
])("%s there is nothing to say", (_when, fromMs, toMs) => {
  const announced = city();
  announced.component("vendor-cloud", "maintenance.announced", { fromMs: doseMs + fromMs, toMs: doseMs + toMs });
  expect(announced.alerts(overlap)).toEqual([]);
});

it("of what the cloud needs it concerns everybody behind the cloud", () => {
  const announced = city({ components: [componentOf("vendor-cloud", { dependsOn: ["data-centre"] })] });
  announced.component("data-centre", "maintenance.announced", { fromMs: doseMs, toMs: doseMs + hourMs });
  expect(announced.alerts(overlap)).toMatchObject([{ evidence: { doses: 60 } }]);
});

it("weeks ahead the doses are counted as well", () => {
  const announced = city();
  const fromMs = doseMs + 20 * 24 * hourMs;
  announced.component("vendor-cloud", "maintenance.announced", { fromMs, toMs: fromMs + hourMs });
  expect(announced.alerts(overlap)).toMatchObject([{ evidence: { doses: 60 } }]);
});

it("a plan that comes later is counted within a minute or two", () => {
  const announced = createCity().run(startMs + hourMs);
  announced.component("vendor-cloud", "maintenance.announced", { fromMs: doseMs, toMs: doseMs + hourMs });
  expect(announced.alerts(overlap)).toEqual([]);
  const plan = { residentRef: "R-1", planId: "P-1", version: 1, times: [{ at: "08:00" }], from: "2026-06-10" };
  announced.say("D-1", "plan.published", plan).run(announced.nowMs() + 2 * minMs);
  expect(announced.alerts(overlap)).toMatchObject([{ condition: "active", evidence: { doses: 1 } }]);
});

it("announced twice is said once", () => {
  const announced = city();
  const span = { fromMs: doseMs, toMs: doseMs + hourMs };
  announced.component("vendor-cloud", "maintenance.announced", span);
  announced.component("vendor-cloud", "maintenance.announced", span);
  expect(announced.state.components.get("vendor-cloud")?.maintenance).toEqual([span]);
  expect(announced.alerts(overlap)).toHaveLength(1);
});

it("devices silent during maintenance are told of when it is over and they still are, within a minute", () => {
  // Doses in the evening only: nothing but the silence is there to be told.
  const announced = createCity({ doses: ["18:00"], devices: 12 }).run(startMs + hourMs);
  const span = { fromMs: startMs + hourMs, toMs: startMs + 4 * hourMs };
  announced.component("mobile-network@grorud", "maintenance.announced", span);
  announced.cut(inDistrict("grorud")).run(span.toMs - minMs);
  expect(announced.alerts("device-offline")).toHaveLength(4);
  expect(announced.notifications()).toEqual([]);
  announced.run(span.toMs + minMs);
  const [told, ...others] = announced.notifications("opened-moderate");
  expect(told?.alertIds.map((id) => id.split("/")[0])).toEqual(Array(4).fill("device-offline"));
  expect(told?.atMs).toBe(span.toMs);
  expect(others).toEqual([]);
});

describe("maintenance announced after the fact", () => {
  const hours = (from: number, to: number) => ({ fromMs: startMs + from * hourMs, toMs: startMs + to * hourMs });
  const record = (one: City) => {
    one.run(one.nowMs() + minMs);
    const cell = one.state.components.get("vkp");
    return cell && componentRecord({ state: one.state, nowMs: one.nowMs(), why: "test", outputs: [] }, cell);
  };
  const down = () => {
    const one = createCity({ devices: 1 }).run(startMs + hourMs);
    return one.component("vkp", "outage.opened", { detectedBy: "supplier" }).run(startMs + 2 * hourMs);
  };

  it("excuses nothing of an outage that is over", () => {
    const one = down()
      .component("vkp", "outage.closed", { detectedBy: "supplier" })
      .run(startMs + 3 * hourMs);
    one.component("vkp", "maintenance.announced", hours(1, 2));
    expect(record(one)).toMatchObject({ downMin: 60, maintenanceMin: 0 });
    expect(one.state.components.get("vkp")?.status).toBe("unknown");
  });

  it("excuses an outage that lasts from the announcement on", () => {
    const one = down()
      .component("vkp", "maintenance.announced", hours(0, 4))
      .run(startMs + 4 * hourMs);
    one.component("vkp", "outage.closed", { detectedBy: "supplier" });
    expect(record(one)).toMatchObject({ downMin: 60, maintenanceMin: 120 });
  });

  it("counts from when it was made, however late it reached us", () => {
    const one = down()
      .component("vkp", "outage.closed", { detectedBy: "supplier" })
      .run(startMs + 6 * hourMs);
    one.component("vkp", "maintenance.announced", hours(1, 4), startMs + 1.5 * hourMs);
    expect(record(one)).toMatchObject({ downMin: 30, maintenanceMin: 150 });
  });

  it("said again while it lasts changes nothing", () => {
    const one = createCity({ devices: 1 }).run(startMs + minMs);
    one.component("vkp", "maintenance.announced", hours(1, 4)).run(startMs + 2 * hourMs);
    one.component("vkp", "maintenance.announced", hours(1, 4));
    expect(one.state.components.get("vkp")?.maintenance).toEqual([hours(1, 4)]);
  });
});

describe("maintenance of a component that is down", () => {
  const supplier = { detectedBy: "supplier" as const };
  const down = () => {
    const one = createCity({ devices: 1 }).run(startMs + hourMs);
    one.component("vkp", "outage.opened", supplier).run(startMs + 2 * hourMs);
    return one
      .component("vkp", "maintenance.announced", { fromMs: startMs + 2 * hourMs, toMs: startMs + 3 * hourMs })
      .run(startMs + 3 * hourMs - minMs);
  };

  it("does not end its incident: it has not been mended", () => {
    const one = down();
    expect(one.incidents()).toMatchObject([{ closedAtMs: null }]);
    expect(one.alerts("component-down")).toMatchObject([{ condition: "active" }]);
    expect(one.notifications("closed")).toEqual([]);
    one.run(startMs + 5 * hourMs);
    expect(one.incidents()).toMatchObject([{ closedAtMs: null }]);
  });

  it("ends it ten minutes after the maintenance when it was mended meanwhile", () => {
    const one = down()
      .component("vkp", "outage.closed", supplier)
      .run(startMs + 5 * hourMs);
    expect(one.incidents()).toMatchObject([{ closedAtMs: startMs + 3 * hourMs + 10 * minMs }]);
    expect(one.alerts("component-down")).toMatchObject([{ condition: "cleared" }]);
  });
});
