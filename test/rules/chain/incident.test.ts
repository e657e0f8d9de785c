import { describe, expect, it } from "vitest";
import { type City, componentOf, createCity, everybody, hourMs, minMs, startMs } from "./city.js";

const supplier = { detectedBy: "supplier" as const };
/** Midnight UTC: 02:00 in Oslo. */
const nightMs = startMs + 4 * hourMs;
const nextDay = (time: string) => Date.parse(`2026-06-10T${time}Z`);

describe("one cause", () => {
  const chain = [
    componentOf("epj", { dependsOn: ["data-centre"] }),
    componentOf("vkp", { dependsOn: ["data-centre"] }),
    componentOf("client-pc", { dependsOn: ["epj"] }),
  ];
  const city = () => createCity({ components: chain, devices: 3 }).run(startMs + minMs);
  const roots = (some: City) => some.incidents().filter((one) => one.closedAtMs === null);
  const down = (some: City, id: string) => some.component(id, "outage.opened", supplier).run(some.nowMs() + minMs);
  const up = (some: City, id: string) => some.component(id, "outage.closed", supplier);

  it("explains what is down because of it, when it is known first", () => {
    const some = city();
    for (const id of ["data-centre", "epj", "client-pc", "vkp"]) down(some, id);
    expect(roots(some)).toMatchObject([
      { rootCause: "data-centre", report: { components: ["client-pc", "data-centre", "epj", "vkp"] } },
    ]);
    expect(some.notifications("opened").map((one) => one.title.en)).toEqual(["SERIOUS: data-centre down since 22:01"]);
  });

  it("is found when it is known last: the incidents of its dependents become one", () => {
    const some = city();
    for (const id of ["vkp", "client-pc", "epj"]) down(some, id);
    expect(roots(some).map((one) => one.rootCause)).toEqual(["vkp", "epj"]);
    down(some, "data-centre");
    expect(roots(some)).toMatchObject([
      { rootCause: "data-centre", report: { components: ["client-pc", "data-centre", "epj", "vkp"] } },
    ]);
    expect(some.incidents().filter((one) => one.closedAtMs !== null)).toMatchObject([
      { report: { closeReason: "merged" } },
    ]);
    const { incidentId } = roots(some)[0] ?? {};
    for (const alert of some.alerts("component-down")) expect(alert.incidentId).toBe(incidentId);
    expect(some.notifications("opened").filter((one) => one.teamId === "it")).toHaveLength(2);
  });

  it("that is up again ends its incident; what is still down speaks for itself within a minute", () => {
    const some = city();
    for (const id of ["data-centre", "epj", "vkp"]) down(some, id);
    up(some, "data-centre");
    up(some, "vkp");
    const endsMs = some.nowMs() + 10 * minMs;
    some.run(endsMs + minMs);
    expect(some.incidents().map((one) => [one.rootCause, one.closedAtMs])).toEqual([
      ["data-centre", endsMs],
      ["epj", null],
    ]);
    const last = some.notifications("opened").at(-1);
    expect(last).toMatchObject({ atMs: endsMs, title: { en: "SERIOUS: epj down since 22:02" } });
  });

  it("that comes back for less than ten minutes is the same incident", () => {
    const some = down(city(), "epj");
    up(some, "epj").run(some.nowMs() + 9 * minMs);
    down(some, "epj").run(some.nowMs() + hourMs);
    expect(some.incidents()).toHaveLength(1);
    expect(some.incidents()).toMatchObject([{ closedAtMs: null }]);
    expect(some.notifications("opened")).toHaveLength(1);
  });

  it("does not explain what does not depend on it", () => {
    const some = city();
    for (const id of ["vkp", "vendor-cloud"]) down(some, id);
    expect(
      roots(some)
        .map((one) => one.rootCause)
        .sort(),
    ).toEqual(["vendor-cloud", "vkp"]);
  });
});

it("a component that goes down long before any dose is serious, and becomes critical as one draws near", () => {
  const city = createCity({ doses: ["14:00"] })
    .run(nightMs)
    .cut(everybody);
  city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + hourMs);
  expect(city.alerts("component-down")).toMatchObject([{ severity: "serious" }]);
  city.run(nextDay("09:20:00"));
  expect(city.alerts("component-down")).toMatchObject([{ severity: "critical" }]);
  expect(city.notifications().filter((one) => one.stage.startsWith("opened-c") && one.teamId === "it")).toEqual([]);
});
