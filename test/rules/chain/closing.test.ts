import { expect, it } from "vitest";
import { senderOf } from "../../support/engine.js";
import { type City, createCity, hourMs, inDistrict, startMs } from "./city.js";

const brokenMs = startMs + 4 * hourMs;
const isOfGrorud = inDistrict("grorud");

/** All connections of the district break, as the broker says at once. */
function cutGrorud(city: City): City {
  city.cut(isOfGrorud);
  for (const { deviceId } of city.devices.filter(isOfGrorud)) {
    const sender = { ...senderOf(`grorud/${deviceId}`), tenant: city.ecosystem.tenant };
    city.log({ kind: "state", sender, state: "offline" });
  }
  return city;
}

it("connections that broke with the district's network are no faults of their devices when it is back", () => {
  const city = cutGrorud(createCity({ doses: ["07:30"] }).run(brokenMs)).run(brokenMs + 2 * hourMs);
  expect(city.incidents().map(({ rootCause }) => rootCause)).toEqual(["mobile-network@grorud"]);
  city.mend(({ deviceId }) => deviceId !== "D-1").run(brokenMs + 4 * hourMs);
  expect(city.incidents()[0]?.closedAtMs).not.toBeNull();
  // The one that stays away is told of.
  expect(city.alerts("device-offline")).toMatchObject([{ deviceId: "D-1", condition: "active", severity: "serious" }]);
  expect(city.alerts("device-offline")[0]?.notifiedAtMs).not.toBeNull();
});

it("with the cause of an incident a person closes what was over with it, and nothing else", () => {
  const city = createCity({ doses: ["07:30"] }).run(brokenMs);
  const offline = ["D-1", "D-4"];
  city.cut(({ deviceId }) => offline.includes(deviceId)).run(brokenMs + hourMs);
  cutGrorud(city).run(brokenMs + 2 * hourMs);
  const overdue = () => city.alerts("response-overdue").find(({ incidentId }) => incidentId !== null);
  expect(overdue()).toMatchObject({ condition: "active", handling: "new", notifiedAtMs: null });
  city.mend().run(brokenMs + 4 * hourMs);
  expect(overdue()).toMatchObject({ condition: "cleared", handling: "new" });
  const told = city.alerts("device-offline");
  expect(told.map(({ deviceId }) => deviceId).sort()).toEqual(offline);

  const [down] = city.alerts("component-down");
  city.log({
    kind: "alert-closed",
    alertId: down?.alertId ?? "",
    actor: "duty",
    cause: "The operator's base station had failed",
    action: "Called the operator",
  });
  const closed = { handling: "closed", closedBy: "duty", closeAction: "Called the operator" };
  expect(city.alerts("component-down")).toMatchObject([closed]);
  expect(overdue()).toMatchObject(closed);
  // What had been told by itself went its own way.
  for (const { closedBy } of city.alerts("device-offline")) expect(closedBy).not.toBe("duty");
});
