import { describe, expect, it } from "vitest";
import { responseFigures } from "../../../rules/fros/response-figures.js";
import { type City, componentOf, createCity, everybody, hourMs, inDistrict, minMs, startMs } from "./city.js";

const supplier = { detectedBy: "supplier" as const };
/** Midnight UTC: 02:00 in Oslo. */
const nightMs = startMs + 4 * hourMs;
const nextDay = (time: string) => Date.parse(`2026-06-10T${time}Z`);

function night(changes = {}): City {
  return createCity({ doses: ["07:30", "14:00"], critical: true, ...changes }).run(nightMs);
}

function told(city: City, teamId: string): string[] {
  return city
    .notifications()
    .filter((one) => one.incidentId !== null && one.teamId === teamId && !one.stage.startsWith("opened-"))
    .map((one) => `${new Date(one.atMs).toISOString().slice(11, 16)} ${one.stage}`);
}

describe("a night without the supplier's cloud", () => {
  const cut = () => {
    const city = night().cut(everybody);
    return city.component("vendor-cloud", "outage.opened", supplier, nightMs).run(nightMs + minMs);
  };

  it("is told at once, in words one can decide by", () => {
    const city = cut();
    const [message] = city.notifications("opened").filter((one) => one.teamId === "care-grorud");
    expect(message).toMatchObject({
      atMs: nightMs,
      severity: "critical",
      title: { no: "KRITISK: vendor-cloud (no) nede fra 02:00", en: "CRITICAL: vendor-cloud down since 02:00" },
      body: {
        no: "KRITISK: vendor-cloud (no) nede fra 02:00. Varsler om medisin kommer ikke frem. Første doser 07:30: 20, 1 tidskritiske. Innbyggere berørt: 20. Ukjent om dispenserne gir doser uten. Beslutt reserverutine innen 06:30. Ring leverandørvakt +47 00.",
        en: "CRITICAL: vendor-cloud down since 02:00. Alerts about medicine do not get through. First doses 07:30: 20, 1 time-critical. Residents concerned: 20. Unknown whether dispensers dispense without it. Decide on manual rounds by 06:30. Call the supplier's duty phone +47 00.",
      },
    });
  });

  it("speaks to each team at its stages, and at no other time", () => {
    const city = cut().run(nextDay("09:00:00"));
    city.mend().component("vendor-cloud", "outage.closed", supplier).run(nextDay("11:00:00"));
    // 06:30 the decision, 07:00 the change of shift, 08:00 the first deadline; over ten minutes after 11:00.
    expect(told(city, "care-grorud")).toEqual([
      "00:00 opened",
      "04:30 decision",
      "05:00 shift-2026-06-10T05:00:00.000Z",
      "06:00 first-deadline",
      "09:10 closed",
      "09:40 outcomes",
    ]);
    // What becomes of doses is not the concern of those who run the systems.
    expect(told(city, "it")).toEqual(told(city, "care-grorud").slice(0, 5));
    expect(told(city, "care-alna").slice(0, 2)).toEqual(["00:00 opened", "04:30 decision"]);
  });

  it("keeps what a report needs: doses by deadline then and now, and who was told what", () => {
    const city = cut();
    const [then] = city.incidents();
    expect(then).toMatchObject({
      rootCause: "vendor-cloud",
      decisionAtMs: nextDay("04:30:00"),
      report: {
        sinceMs: nightMs,
        foundBy: "declared",
        components: ["vendor-cloud"],
        devices: 60,
        firstDeadlineAtMs: nextDay("06:00:00"),
        supplierDutyPhone: "+47 00",
        dispensesWithoutCloud: [{ deviceClass: "roll-dispenser", answer: "unknown", hours: null }],
        closeReason: null,
      },
    });
    expect(then?.report.deadlines[0]).toMatchObject({ doses: 1, critical: 1, pending: 1, unconfirmed: 0 });
    expect(then?.report.deadlines[1]).toMatchObject({ doses: 59, critical: 0, pending: 59, unconfirmed: 0 });
    expect(then?.residents).toHaveLength(60);
    city.run(nextDay("09:00:00"));
    const [now] = city.incidents();
    expect(now?.report.deadlines[1]).toMatchObject({ doses: 59, pending: 0, unconfirmed: 59 });
    expect(now?.report.told.filter((one) => one.teamId === "it").map((one) => one.stage)).toEqual([
      "opened",
      "decision",
      "shift-2026-06-10T05:00:00.000Z",
      "first-deadline",
    ]);
  });

  it("has at last in its report what became of the doses, and who was told that", () => {
    const city = cut().run(nextDay("09:00:00"));
    city.mend().component("vendor-cloud", "outage.closed", supplier);
    for (const { deviceId } of city.devices.filter(inDistrict("alna"))) {
      const scheduledAtMs = nextDay("05:30:00");
      city.say(deviceId, "dose.dispensed", { mode: "unassisted", scheduledAtMs }, scheduledAtMs);
    }
    city.run(nextDay("10:00:00"));
    const [{ report } = { report: null }] = city.incidents();
    expect(report?.deadlines[1]).toMatchObject({ doses: 59, dispensed: 20, unconfirmed: 39, pending: 0 });
    const alna = report?.told.filter((one) => one.teamId === "care-alna").map((one) => one.stage);
    expect(alna?.slice(-2)).toEqual(["closed", "outcomes"]);
  });

  it("is to be decided on earlier where it takes longer to set out", () => {
    const city = night();
    Object.assign(city.ecosystem.districts.find((one) => one.id === "alna") ?? {}, { mobilisationMin: 180 });
    city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + minMs);
    // The first deadline in Grorud is 06:00, of its time-critical dose; in Alna 06:45.
    expect(city.incidents()).toMatchObject([{ decisionAtMs: nextDay("03:45:00") }]);
  });

  it.each([
    ["dispensers go on without it", "yes", "yes", "Dispensers go on without it."],
    ["they do not", "yes", "no", "Dispensers do not dispense without it."],
    ["nobody knows of one kind", "yes", "unknown", "Unknown whether dispensers dispense without it."],
  ] as const)("says so when %s", (_what, first, second, words) => {
    const city = night();
    const answers = [first, second];
    city.ecosystem.deviceClasses = city.ecosystem.deviceClasses.map((one, n) => ({
      ...one,
      dispensesWithoutCloud: answers[n] ?? "unknown",
      dispensesWithoutCloudHours: n === 0 ? 24 : null,
    }));
    const sender = { tenant: "oslo", district: "alna", deviceClass: "tray-dispenser", deviceId: "T-1" };
    const event = { id: "t", source: "T-1", timeMs: nightMs, type: "link.heartbeat" as const, data: {} };
    city.log({ kind: "telemetry", sender, event });
    city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + minMs);
    expect(city.incidents()[0]?.report.dispensesWithoutCloud).toEqual([
      { deviceClass: "roll-dispenser", answer: first, hours: 24 },
      { deviceClass: "tray-dispenser", answer: second, hours: null },
    ]);
    expect(city.notifications("opened").find((one) => one.teamId === "care-alna")?.body.en).toContain(words);
  });

  it("says nothing of dispensers where none is concerned", () => {
    const city = night();
    const { ecosystem } = city;
    ecosystem.deviceClasses = ecosystem.deviceClasses.map((one) => ({ ...one, kind: "digital-supervision" }));
    city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + minMs);
    expect(city.incidents()[0]?.report.dispensesWithoutCloud).toEqual([]);
    const [message] = city.notifications("opened").filter((one) => one.teamId === "care-grorud");
    expect(message?.body.en).toContain("First doses 07:30: 20");
    expect(message?.body.en).not.toMatch(/dispense/i);
  });

  it("is to be decided on as usual where a district has left the installation since", () => {
    const city = night();
    city.ecosystem.districts = [];
    city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + minMs);
    expect(city.incidents()).toMatchObject([{ decisionAtMs: nextDay("04:30:00") }]);
  });

  it("is nobody's to take where nobody is to be told", () => {
    const city = night();
    city.ecosystem.routes = [];
    city
      .cut(everybody)
      .component("vendor-cloud", "outage.opened", supplier)
      .run(nightMs + 2 * hourMs);
    expect(city.incidents()).toHaveLength(1);
    expect(city.notifications()).toEqual([]);
    expect(city.alerts("component-down")).toMatchObject([{ condition: "active", notifiedAtMs: null }]);
    expect(city.alerts("response-overdue")).toEqual([]);
  });

  it("in the end concerns the doses that its time touched", () => {
    const city = cut().run(nextDay("09:00:00"));
    const [open] = city.incidents();
    expect(open?.doseIds).toHaveLength(180);
    city.mend().component("vendor-cloud", "outage.closed", supplier).run(nextDay("09:20:00"));
    const [closed] = city.incidents();
    expect(closed).toMatchObject({ closedAtMs: nextDay("09:10:00"), report: { closeReason: "outage-closed" } });
    // 07:30 and not 14:00, whose window opened after the end.
    expect(closed?.doseIds.every((id) => id.endsWith("@2026-06-10T05:30:00.000Z"))).toBe(true);
    expect(closed?.doseIds).toHaveLength(60);
  });

  it("ends in one digest of outcomes per team instead of hundreds of corrections", () => {
    const city = cut().run(nextDay("09:00:00"));
    city.mend().component("vendor-cloud", "outage.closed", supplier);
    const scheduledAtMs = nextDay("05:30:00");
    // All but six of a district dispensed in time, and say so when they are back; three say that nobody came.
    city.devices.filter(inDistrict("alna")).forEach(({ deviceId }, index) => {
      if (index < 3) city.say(deviceId, "dose.missed", { scheduledAtMs, reason: "user" });
      else if (index >= 6) city.say(deviceId, "dose.dispensed", { mode: "unassisted", scheduledAtMs }, scheduledAtMs);
    });
    const before = city.notifications().length;
    city.run(nextDay("11:30:00"));
    const later = city
      .notifications()
      .slice(before)
      .filter((one) => one.teamId === "care-alna");
    const isOther = /^(response-overdue|availability-)/;
    const about = later.filter((one) => one.stage !== "closed" && !isOther.test(one.alertIds[0] ?? ""));
    expect(about.map((one) => [one.stage, one.title.en])).toEqual([
      ["outcomes", "After the incident (vendor-cloud): 20 doses, 3 not dispensed, 3 unknown"],
    ]);
    expect(about[0]?.body.en).toContain("Dispensed: 14.");
    const missed = city.alerts("dose-missed").filter((one) => one.district === "alna");
    expect(missed.map((one) => one.notifiedAtMs)).toEqual([
      nextDay("09:40:00"),
      nextDay("09:40:00"),
      nextDay("09:40:00"),
    ]);
  });

  it("never keeps a time-critical dose waiting", () => {
    const city = cut().run(nextDay("07:00:00"));
    const [critical] = city.alerts("dose-unconfirmed").filter((one) => one.severity === "critical");
    expect(critical).toMatchObject({ deviceId: "D-1", notifiedAtMs: nextDay("06:00:00") });
    const [ordinary] = city.alerts("dose-unconfirmed").filter((one) => one.severity !== "critical");
    expect(ordinary).toMatchObject({ notifiedAtMs: null });
  });
});

describe("an incident that people were told of", () => {
  const cut = () => night().component("vendor-cloud", "outage.opened", supplier).cut(everybody);
  const cause = (city: City) => city.alerts("component-down")[0];
  const overdue = (city: City) => city.alerts("response-overdue").filter((one) => one.subject === cause(city)?.alertId);
  const take = (city: City) =>
    city.log({ kind: "alert-acknowledged", alertId: cause(city)?.alertId ?? "", actor: "operator" });

  it("is its cause's alert, told", () => {
    expect(cause(cut().run(nightMs + minMs))).toMatchObject({ notifiedAtMs: nightMs, handling: "new" });
  });

  it("is overdue when nobody takes it within the response limit, and said so once", () => {
    const city = cut().run(nightMs + 30 * minMs - 1);
    expect(overdue(city)).toEqual([]);
    city.run(nightMs + 2 * hourMs);
    expect(overdue(city)).toMatchObject([
      {
        openedAtMs: nightMs + 30 * minMs,
        condition: "active",
        severity: "serious",
        summary: { en: "Alert not taken within 30 min: vendor-cloud is down" },
      },
    ]);
    const [found] = overdue(city);
    expect(found?.incidentId).toBe(city.incidents()[0]?.incidentId);
    // It is listed; who was told of the incident is told again at its stages and not in between.
    expect(city.notifications().filter((one) => one.alertIds.includes(found?.alertId ?? ""))).toEqual([]);
    expect(overdue(take(city))).toMatchObject([{ condition: "cleared" }]);
  });

  it("is not overdue when somebody takes it, and how long that took is counted", () => {
    const city = take(cut().run(nightMs + 20 * minMs)).run(nightMs + 3 * hourMs);
    expect(overdue(city)).toEqual([]);
    const { own } = responseFigures(city.state).find((one) => one.district === null) ?? {};
    expect(own).toMatchObject({ sample: 1, p90Min: 20, withinLimitPercent: 100 });
  });

  it("is not overdue when it is over in time", () => {
    const city = cut()
      .run(nightMs + 20 * minMs)
      .mend();
    city.component("vendor-cloud", "outage.closed", supplier).run(nightMs + 2 * hourMs);
    expect(overdue(city)).toEqual([]);
  });

  it("waits to be taken again when its cause comes back before it has ended", () => {
    const city = take(cut().run(nightMs + 20 * minMs));
    city.component("vendor-cloud", "outage.closed", supplier).run(nightMs + 25 * minMs);
    city.component("vendor-cloud", "outage.opened", supplier).run(nightMs + 50 * minMs);
    expect(overdue(city)).toEqual([]);
    expect(overdue(city.run(nightMs + hourMs))).toMatchObject([{ openedAtMs: nightMs + 55 * minMs }]);
  });

  it("is one to take, however many components are down because of it", () => {
    const chain = ["epj", "vkp"].map((id) => componentOf(id, { dependsOn: ["data-centre"] }));
    const city = createCity({ components: chain, devices: 3 }).run(nightMs);
    for (const id of ["epj", "vkp", "data-centre"]) city.component(id, "outage.opened", supplier).run(city.nowMs() + 1);
    city.run(nightMs + 2 * hourMs);
    const told = city.alerts("component-down").filter((one) => one.notifiedAtMs !== null);
    expect(told.map((one) => one.subject).sort()).toEqual(["data-centre", "epj", "vkp"]);
    const found = city.alerts("response-overdue").filter((one) => one.subject.startsWith("component-down/"));
    expect(found.map((one) => one.subject.split("/")[1])).toEqual(["data-centre"]);
  });
});
