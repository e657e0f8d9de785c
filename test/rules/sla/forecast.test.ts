import { expect, it } from "vitest";
import { type Aside, cloudRecord, contractRig, maintenance, outage, probing, restored } from "./bench.js";

const aprilFrom = "2026-03-31T22:00:00Z";
const minMs = 60_000;

/** April: 43,200 minutes, of which half a per cent, 216, may be down. */
function april(until: string, asides: Parameters<typeof probing>[3]) {
  return cloudRecord(probing(contractRig({}, aprilFrom), aprilFrom, until, asides), "2026-04");
}

it("breaks 216 minutes after it went down, if it stays down", () => {
  const { forecast, state } = april("2026-04-03T12:00:00Z", [["2026-04-03T11:30:00Z", outage]]);
  expect(forecast).toMatchObject({ basis: "down-now", lostAtMs: Date.parse("2026-04-03T15:06:00Z") });
  expect(state).toBe("at-risk");
});

it("breaks when as many minutes a day go on being lost as in the last one", () => {
  const { forecast, state } = april("2026-04-03T13:00:00Z", [
    ["2026-04-03T11:30:00Z", outage],
    ["2026-04-03T12:00:00Z", restored],
  ]);
  // 30 minutes a day; the 186 that are left last for 6.2 days.
  expect(forecast?.basis).toBe("last-day");
  expect(forecast?.lostAtMs).toBe(Date.parse("2026-04-03T13:00:00Z") + 6.2 * 1440 * minMs);
  expect(forecast?.downMin).toBeCloseTo(
    30 + (30 * (Date.parse("2026-04-30T22:00:00Z") - Date.parse("2026-04-03T13:00:00Z"))) / (1440 * minMs),
    6,
  );
  expect(state).toBe("at-risk");
});

it("holds a day after the last outage, and when what is left outlasts the window", () => {
  const later = april("2026-04-05T13:00:00Z", [
    ["2026-04-03T11:30:00Z", outage],
    ["2026-04-03T12:00:00Z", restored],
  ]);
  expect(later).toMatchObject({ state: "kept", forecast: { basis: "last-day", lostAtMs: null, downMin: 30 } });
  const atTheEnd = april("2026-04-30T21:00:00Z", [["2026-04-30T20:50:00Z", outage]]);
  expect(atTheEnd).toMatchObject({ state: "kept", forecast: { basis: "down-now", lostAtMs: null, downMin: 70 } });
});

it("is lost once nothing can save it, whatever happens then", () => {
  const lost = april("2026-04-03T16:00:00Z", [["2026-04-03T11:30:00Z", outage]]);
  expect(lost).toMatchObject({ state: "lost", forecast: { lostAtMs: null } });
});

it("does not take a component in maintenance for one that is down", () => {
  const { forecast } = april("2026-04-03T12:00:00Z", [
    ["2026-04-02T12:00:00Z", maintenance("2026-04-03T11:40:00Z", "2026-04-03T14:00:00Z")],
    ["2026-04-03T11:30:00Z", outage],
  ]);
  expect(forecast?.basis).toBe("last-day");
});

it("is never called kept where most of it is unknown", () => {
  const rig = contractRig({}, aprilFrom);
  outage(rig.time().at("2026-04-02T10:00:00Z"));
  restored(rig.at("2026-04-02T10:10:00Z"));
  expect(cloudRecord(rig.time("2026-04-20T00:00:00Z"), "2026-04").state).toBe("unknown");
});

it("does not take for down what was down when Velvakt itself stopped listening", () => {
  const deaf: Aside = [
    "2026-04-03T11:55:00Z",
    (rig) => rig.log({ kind: "gap-opened", fromMs: Date.parse("2026-04-03T11:55:00Z"), reason: "restart" }),
  ];
  const { forecast } = april("2026-04-03T12:00:00Z", [["2026-04-03T11:30:00Z", outage], deaf]);
  expect(forecast?.basis).toBe("last-day");
});
