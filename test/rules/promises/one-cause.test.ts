import { describe, expect, it } from "vitest";
import type { Notification } from "../../../rules/model/record.js";
import { type City, componentOf, createCity, everybody, hourMs, inDistrict, minMs, startMs } from "../chain/city.js";

/** One cause, one notification per team and stage, whatever it is and however it comes to be known. */

/** Midnight UTC: 02:00 in Oslo. */
const brokenMs = startMs + 4 * hourMs;
const supplier = { detectedBy: "supplier" as const };
const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 16);

/** Contracts, and tasks that nobody takes, are told of by themselves; that nobody took the incident is not. */
const others = /^(restore|availability|response-overdue\/(?!component-down))/;
const isAboutIt = ({ stage, alertIds }: Notification) =>
  !stage.startsWith("opened-") || !others.test(alertIds[0] ?? "");

/** What each team has been told since, in order. */
function toldTo(city: City, fromMs = brokenMs): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const one of city.notifications()) {
    if (one.atMs < fromMs || !isAboutIt(one)) continue;
    const list = told[one.teamId] ?? [];
    told[one.teamId] = [...list, `${clock(one.atMs)} ${one.stage.replace(/-2026.*/, "")}`];
  }
  return told;
}

describe("devices behind a dead cloud", () => {
  const firstHourMs = brokenMs + hourMs;
  const cityWithout = (devices: number) =>
    createCity({ devices, doses: ["07:30"] })
      .run(brokenMs)
      .cut(everybody)
      .run(firstHourMs);

  it("are one incident that lists every resident, told to each team once, within 10 s of its detection: 20,000", () => {
    const devices = 20_000;
    const city = cityWithout(devices);
    const [incident, ...rest] = city.incidents();
    expect(rest).toEqual([]);
    expect(incident).toMatchObject({ rootCause: "vendor-cloud", closedAtMs: null });
    expect(new Set(incident?.residents).size).toBe(devices);
    expect(incident?.doseIds).toHaveLength(devices);
    const opened = city.notifications("opened").filter((one) => one.atMs <= (incident?.openedAtMs ?? 0) + 10_000);
    expect(opened.map((one) => one.teamId).sort()).toEqual(["care-alna", "care-frogner", "care-grorud", "it"]);
    expect(city.notifications().filter((one) => one.atMs < firstHourMs)).toHaveLength(4);
    expect(city.alerts("device-offline")).toEqual([]);
  }, 120_000);

  it("are spoken of again at the change of shift, the decision, the deadline, and the end, and as one task", () => {
    const devices = 2000;
    const city = cityWithout(devices);
    const [incident] = city.incidents();
    const scheduledAtMs = brokenMs + 5.5 * hourMs;
    city.run(brokenMs + 9 * hourMs).mend();
    city.devices.forEach(({ deviceId }, index) => {
      if (index % 7 === 0) return;
      city.say(deviceId, "dose.dispensed", { mode: "unassisted", scheduledAtMs }, scheduledAtMs);
    });
    city.run(brokenMs + 11 * hourMs);
    const openedAt = clock(incident?.openedAtMs ?? 0);
    // The deadline is 06:45, ninety minutes earlier is the decision, and an hour later those not heard of are a task.
    const ofCare = ["05:00 shift", "05:15 decision", "06:45 first-deadline", "07:45 opened-moderate"];
    const told = toldTo(city);
    const { it: ofIt = [] } = told;
    const closedAt = ofIt.at(-1)?.slice(0, 5) ?? "";
    expect(ofIt).toEqual([`${openedAt} opened`, ...ofCare.slice(0, 3), `${closedAt} closed`]);
    for (const team of ["care-alna", "care-frogner", "care-grorud"]) {
      const [outcomes = ""] = told[team]?.slice(-1) ?? [];
      expect(told[team]).toEqual([`${openedAt} opened`, ...ofCare, `${closedAt} closed`, outcomes]);
      expect(outcomes).toMatch(/ outcomes$/);
    }
    const after = city
      .notifications("outcomes")
      .map((one) => one.title.en)
      .join();
    expect(
      after
        .match(/(\d+) doses/g)
        ?.map((text) => Number.parseInt(text, 10))
        .reduce((a, b) => a + b),
    ).toBe(devices);
  }, 60_000);
});

describe("the cause is found, and what it explains stays quiet", () => {
  const chain = [
    componentOf("vendor-cloud", { dependsOn: ["data-centre"] }),
    componentOf("epj", { dependsOn: ["data-centre"] }),
  ];

  it.each<[string, string, (city: City) => City]>([
    ["the network of one district", "mobile-network@grorud", (city) => city.cut(inDistrict("grorud"))],
    ["the whole cloud", "vendor-cloud", (city) => city.cut(everybody)],
    [
      "the cloud, declared half an hour later",
      "vendor-cloud",
      (city) => {
        city.cut(everybody).run(brokenMs + 30 * minMs);
        return city.component("vendor-cloud", "outage.opened", supplier, brokenMs);
      },
    ],
    [
      "one district after the other, and then it is the cloud",
      "vendor-cloud",
      (city) => {
        city.cut(inDistrict("grorud")).run(brokenMs + 20 * minMs);
        return city.cut(everybody).run(brokenMs + 30 * minMs);
      },
    ],
    [
      "the data centre under record and cloud, which is known last",
      "data-centre",
      (city) => {
        city.cut(everybody).component("epj", "outage.opened", supplier);
        for (const min of [1, 2, 3]) {
          city.run(brokenMs + min * minMs).component("vendor-cloud", "probe.result", { ok: false });
        }
        return city.run(brokenMs + 5 * minMs).component("data-centre", "outage.opened", supplier);
      },
    ],
  ])("%s", (_what, rootCause, breakIt) => {
    const city = breakIt(createCity({ doses: ["07:30"], components: chain }).run(brokenMs)).run(brokenMs + 2 * hourMs);
    const open = city.incidents().filter((one) => one.closedAtMs === null);
    expect(open.map((one) => one.rootCause)).toEqual([rootCause]);
    expect(city.alerts("device-offline").filter((one) => one.notifiedAtMs !== null)).toEqual([]);
    for (const [team, told] of Object.entries(toldTo(city))) {
      // Before the data centre was known to be the cause, its record's incident and the cloud's were two.
      const most = rootCause === "data-centre" && team === "it" ? 2 : 1;
      expect(told.length, `${team}: ${told.join()}`).toBeLessThanOrEqual(most);
    }
  });
});

describe("two causes at the same time", () => {
  it("are two incidents; what persists past one is left to the other, and past both is told within a minute", () => {
    const city = createCity({ devices: 12 }).run(brokenMs - hourMs);
    // Offline in announced maintenance, so nobody has been told when it becomes known what else is wrong.
    const span = { fromMs: brokenMs - hourMs, toMs: brokenMs };
    city.cut(inDistrict("grorud")).component("mobile-network@grorud", "maintenance.announced", span);
    city.run(brokenMs - minMs).cut(everybody);
    expect(city.alerts("device-offline")).toHaveLength(4);
    city.component("vendor-cloud", "outage.opened", supplier);
    city.component("mobile-network@grorud", "outage.opened", supplier).run(brokenMs + hourMs);
    city.mend((device) => device.district !== "grorud").component("vendor-cloud", "outage.closed", supplier);
    city.run(brokenMs + 3 * hourMs);
    expect(city.alerts("device-offline").filter((one) => one.notifiedAtMs !== null)).toEqual([]);
    city.component("mobile-network@grorud", "outage.closed", supplier).run(brokenMs + 4 * hourMs);
    expect(toldTo(city, brokenMs - minMs)["care-grorud"]).toEqual([
      "23:59 opened",
      "00:00 opened",
      "01:10 closed",
      "03:10 closed",
      "03:10 opened-moderate",
    ]);
    expect(city.notifications("opened-moderate").at(-1)?.alertIds).toHaveLength(4);
  });
});

describe("what one moment brings to many is one message to a team", () => {
  const critical = (city: City) => {
    const times = [{ at: "08:00", critical: true }];
    for (const { deviceId } of city.devices) {
      const plan = { residentRef: `R-${deviceId}`, planId: `P-${deviceId}`, version: 1, times, from: "2026-06-10" };
      city.say(deviceId, "plan.published", plan);
    }
    return city;
  };

  it("time-critical doses behind a dead cloud are told at their deadline, all of them", () => {
    const city = critical(createCity().run(brokenMs));
    city
      .cut(everybody)
      .component("vendor-cloud", "outage.opened", supplier)
      .run(brokenMs + 8 * hourMs);
    const told = city.notifications("opened-critical").filter(isAboutIt);
    expect(told.map((one) => `${clock(one.atMs)} ${one.teamId} ${one.alertIds.length} ${one.title.en}`).sort()).toEqual(
      [
        "05:00 care-alna 20 20 time-critical doses without contact",
        "05:00 care-frogner 20 20 time-critical doses without contact",
        "05:00 care-grorud 20 20 time-critical doses without contact",
        "06:30 care-alna 20 20 doses with unknown outcome",
        "06:30 care-frogner 20 20 doses with unknown outcome",
        "06:30 care-grorud 20 20 doses with unknown outcome",
      ],
    );
  });

  it("devices that stay silent after maintenance are told within a minute of its end, those heard again are not", () => {
    const city = createCity({ devices: 12 }).run(brokenMs);
    const span = { fromMs: brokenMs, toMs: brokenMs + 3 * hourMs };
    city.component("mobile-network@grorud", "maintenance.announced", span);
    city.cut(inDistrict("grorud")).run(span.toMs - 30 * minMs);
    expect(city.alerts("device-offline")).toHaveLength(4);
    city.mend(({ deviceId }) => deviceId === "D-1").run(span.toMs - minMs);
    expect(city.notifications().filter((one) => one.atMs >= brokenMs && one.teamId !== "it")).toEqual([]);
    city.run(span.toMs + minMs);
    const told = city.notifications().filter((one) => one.alertIds[0]?.startsWith("device-offline"));
    expect(told.map((one) => [one.teamId, one.atMs, one.title.en])).toEqual([
      ["care-grorud", span.toMs, "3 devices without contact"],
    ]);
  });
});

it("a correction of what was told is left to the alert that tells the same to the same team", () => {
  const city = createCity({ devices: 3, doses: ["08:00"], critical: true }).run(brokenMs + 7 * hourMs);
  expect(city.alerts("dose-missed").filter((one) => one.severity === "critical")).toHaveLength(1);
  city.component("vendor-cloud", "outage.opened", supplier, brokenMs + 5 * hourMs);
  city.component("vendor-cloud", "outage.closed", supplier, brokenMs + 7 * hourMs).run(brokenMs + 7 * hourMs + minMs);
  const [own] = city.alerts("dose-unconfirmed").filter((one) => one.severity === "critical");
  const about = city.notifications().filter((one) => one.atMs >= brokenMs + 7 * hourMs && one.teamId === "care-grorud");
  expect(own).toMatchObject({ condition: "active" });
  expect(about.filter((one) => one.alertIds.includes(own?.alertId ?? ""))).toHaveLength(1);
  expect(about.filter((one) => one.stage === "corrected")).toEqual([]);
});
