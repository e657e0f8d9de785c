import { describe, expect, it } from "vitest";
import { judge } from "../oracle/oracle.js";
import { screened } from "../support/world/screened.js";
import { shrink } from "../support/world/shrink.js";
import { worldOf } from "../support/world/world.js";

/** A proof by random worlds is worth as much as the worlds are varied. */
describe("the random worlds", () => {
  const worlds = Array.from({ length: 300 }, (_, index) => worldOf(index + 1));

  it("are the same for the same seed", () => {
    expect(JSON.stringify(worldOf(7))).toBe(JSON.stringify(worlds[6]));
  });

  it("end in every verdict and every cause", () => {
    const ledgers = worlds.flatMap(({ lines, ecosystem, endMs }) => judge(screened(lines), ecosystem, endMs));
    const words = new Set(ledgers.map(({ verdict, cause }) => (cause ? `${verdict} ${cause}` : verdict)));
    expect([...words].sort()).toEqual([
      "early",
      "excused",
      "late",
      "missed empty",
      "missed fault",
      "missed user",
      "on-time",
      "pending",
      "unconfirmed ambiguous-dispense",
      "unconfirmed component:mobile-network@alna",
      "unconfirmed component:mobile-network@grorud",
      "unconfirmed component:vendor-cloud",
      "unconfirmed device-silent",
      "unconfirmed monitoring-gap",
    ]);
  });

  it("hold lost, late, doubled, replayed, quarantined and unbelievable messages, and gaps of our own", () => {
    const lines = worlds.flatMap((world) => world.lines);
    const events = lines.map(({ event }) => event);
    const late = lines.filter(
      ({ event, receivedAtMs }) => event.kind === "telemetry" && receivedAtMs - event.event.timeMs > 24 * 3_600_000,
    );
    const counts = {
      late: late.length,
      ahead: lines.filter(
        ({ event, receivedAtMs }) => event.kind === "telemetry" && event.event.timeMs - receivedAtMs > 600_000,
      ).length,
      replayed: events.filter((event) => event.kind === "telemetry" && event.event.replayed).length,
      rejected: events.filter((event) => event.kind === "rejected").length,
      gaps: events.filter((event) => event.kind === "gap-opened").length,
      offline: events.filter((event) => event.kind === "state" && event.state === "offline").length,
      doubled: worlds.reduce((sum, { lines: all }) => sum + all.length - screened(all).length, 0),
      lost: worlds.flatMap((world) => world.truth.dispenses).filter((dispense) => dispense.lostInOutage).length,
    };
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(10);
  });
});

describe("the shrinker", () => {
  it("leaves only the lines without which the failure is gone", () => {
    const lines = Array.from({ length: 200 }, (_, index) => index);
    const fails = (fewer: number[]) => fewer.includes(3) && fewer.includes(150) && fewer.includes(151);
    expect(shrink(lines, fails)).toEqual([3, 150, 151]);
  });

  it("gives up after its bound of tries, with what still fails", () => {
    const left = shrink(
      Array.from({ length: 64 }, (_, index) => index),
      (fewer) => fewer.includes(5),
      2,
    );
    expect(left).toContain(5);
  });
});
