import { expect, test } from "vitest";
import { createAgenda } from "../../../simulators/city/agenda.js";
import { createPower } from "../../../simulators/devices/power.js";

const hourMs = 3_600_000;

/** A plugged-in device whose full battery lasts ten hours. */
function plugged() {
  const agenda = createAgenda(0);
  const said: [string, number][] = [];
  const note = (what: string) => said.push([what, Math.round((agenda.nowMs() / hourMs) * 10) / 10]);
  const power = createPower({ mains: true, runtimeMin: 600, replaced: null }, 100, {
    nowMs: agenda.nowMs,
    at: agenda.at,
    say: note,
    died: () => note("died"),
    revived: () => note("revived"),
  });
  const until = (hours: number) => {
    while (agenda.runNext(hours * hourMs));
  };
  return { agenda, power, said, until };
}

test("a battery warns at a fifth, says when it is empty, and the device stops", () => {
  const { power, said, until } = plugged();
  power.cut();
  until(12);
  expect(said).toEqual([
    ["power.lost", 0],
    ["battery.low", 8],
    ["battery.empty", 9.9],
    ["died", 10],
  ]);
  expect([power.mains, power.dead]).toEqual([false, true]);
});

test("power that two things took away is back when both have given it back", () => {
  const { agenda, power, said, until } = plugged();
  const plug = power.cut();
  const street = power.cut();
  agenda.at(2 * hourMs, () => {
    plug();
    // Given back twice is given back once.
    plug();
  });
  agenda.at(3 * hourMs, street);
  until(24);
  expect(said).toEqual([
    ["power.lost", 0],
    ["power.restored", 3],
  ]);
  expect([power.mains, power.dead, power.percent()]).toEqual([true, false, 100]);
});

test("a device that had stopped starts again with the power", () => {
  const { agenda, power, said, until } = plugged();
  const end = power.cut();
  agenda.at(11 * hourMs, end);
  until(12);
  expect(said.slice(-3)).toEqual([
    ["died", 10],
    ["revived", 11],
    ["power.restored", 11],
  ]);
});

test("an old battery lasts as long as what is in it", () => {
  const { power, said, until } = plugged();
  power.cut();
  power.sag(30);
  until(12);
  expect(said).toEqual([
    ["power.lost", 0],
    ["battery.low", 1],
    ["battery.empty", 2.9],
    ["died", 3],
  ]);
});
