import { expect, test } from "vitest";
import { createCity } from "../../../simulators/city/city.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityStartMs, eventsOf, hourMs } from "../support.js";

function rollsLoadedIn(hours: number, newRolls: boolean) {
  const city = createCity({ seed: 4, residents: 30, population: { absences: false, newRolls } });
  const rolls = city.residents.filter(({ kind }) => kind === "roll");
  const messages = [...messagesOf(city, cityStartMs, cityStartMs + hours * hourMs)];
  const said = eventsOf(messages);
  return { rolls, said, loaded: said.filter(({ type }) => type === "no.vft.roll.loaded") };
}

test("new rolls say once what is in them: every dose of fourteen days", () => {
  const { rolls, loaded } = rollsLoadedIn(24, true);
  expect(rolls.length).toBeGreaterThan(10);
  expect(loaded.map(({ topic }) => topic.split("/").at(-2)).sort()).toEqual(
    rolls.map(({ deviceId }) => deviceId).sort(),
  );
  for (const { topic, data } of loaded) {
    const perDay = rolls.find(({ deviceId }) => topic.includes(deviceId))?.times.length ?? 0;
    expect(data, topic).toMatchObject({ doses: 14 * perDay });
  }
});

test("only rolls are new: a tray is opened no sooner", () => {
  const opened = rollsLoadedIn(1, true).said.filter(({ type }) => type === "no.vft.door.opened");
  expect(opened.length).toBeGreaterThan(10);
  for (const { topic } of opened) expect(topic).toContain("/roll-dispenser/");
});

test("rolls that were there before say nothing until somebody loads the next", () => {
  expect(rollsLoadedIn(24, false).loaded).toEqual([]);
  expect(rollsLoadedIn(13 * 24, false).loaded.length).toBeGreaterThan(5);
});
