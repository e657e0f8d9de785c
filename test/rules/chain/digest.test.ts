import { expect, it } from "vitest";
import { type City, componentOf, createCity, everybody, hourMs, inDistrict, minMs } from "./city.js";

const supplier = { detectedBy: "supplier" as const };
/** 08:00 in Oslo. */
const doseMs = Date.parse("2026-06-10T06:00:00Z");
const downMs = doseMs - 2 * hourMs;
const backMs = doseMs + 2 * hourMs;

const titles = (city: City) => city.notifications("outcomes").map((one) => `${one.teamId} ${one.title.en}`);

it("what an incident left to its digest is told even if the dose is no longer the incident's own", () => {
  const city = createCity({ doses: ["08:00"] }).run(downMs);
  city.cut(inDistrict("grorud")).component("mobile-network@grorud", "outage.opened", supplier).run(backMs);
  city.mend().component("mobile-network@grorud", "outage.closed", supplier);
  city.say("D-1", "link.heartbeat", { bufferedEvents: 0 }).run(backMs + 20 * minMs);
  const missed = () => city.alerts("dose-missed").filter((one) => one.deviceId === "D-1");
  expect(missed()).toMatchObject([{ condition: "active", notifiedAtMs: null }]);
  // It moves to another district: its way leads elsewhere from now on.
  for (const device of city.devices) if (device.deviceId === "D-1") device.district = "alna";
  city.run(backMs + hourMs);
  expect(missed()).toMatchObject([{ notifiedAtMs: backMs + 40 * minMs }]);
});

it("incidents that turn out to have one cause tell the outcomes of all their doses", () => {
  const components = ["vendor-cloud", "epj"].map((id) => componentOf(id, { dependsOn: ["data-centre"] }));
  const city = createCity({ doses: ["08:00"], components }).run(downMs);
  city.component("epj", "outage.opened", supplier).run(downMs + minMs);
  city
    .cut(everybody)
    .component("vendor-cloud", "outage.opened", supplier)
    .run(doseMs + minMs);
  // Some of it comes through: its outcome is known before the cause is.
  city.say("D-1", "dose.dispensed", { mode: "unassisted", scheduledAtMs: doseMs }, doseMs).run(doseMs + 2 * minMs);
  city.component("data-centre", "outage.opened", supplier).run(backMs).mend();
  for (const id of ["data-centre", "epj", "vendor-cloud"]) city.component(id, "outage.closed", supplier);
  city.run(backMs + hourMs);
  expect(titles(city).sort()).toEqual([
    "care-alna After the incident (data-centre): 20 doses, 0 not dispensed, 20 unknown",
    "care-frogner After the incident (data-centre): 20 doses, 0 not dispensed, 20 unknown",
    "care-grorud After the incident (data-centre): 20 doses, 0 not dispensed, 19 unknown",
  ]);
  for (const { title } of city.notifications("outcomes")) {
    expect(title.no).toMatch(/^Etter hendelsen \(data-centre \(no\)\): 20 doser, /);
  }
});
