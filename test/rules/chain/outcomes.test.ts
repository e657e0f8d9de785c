import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

const minMs = 60_000;
const firstMs = instantOf("28 08:00");
const remind = (rig: ReturnType<typeof createRig>, n: number) =>
  rig.send("D-1", "dose.reminded", { scheduledAtMs: firstMs + n * minMs, attempt: 1 });
const reminders = (rig: ReturnType<typeof createRig>) => [...rig.state.paths.values()].flatMap((one) => one.reminded);

it("a dose that its device has reminded of again is remembered once", () => {
  const rig = createRig().plan("D-1").at("28 06:30");
  expect(reminders(remind(remind(rig, 0), 0))).toEqual([`D-1@${firstMs}`]);
});

it("of reminders without end the latest two thousand are remembered", () => {
  const rig = createRig().at("28 06:30");
  for (let n = 0; n < 2001; n++) remind(rig, n);
  const kept = reminders(rig);
  expect([kept.length, kept.at(0), kept.at(-1)]).toEqual([
    2000,
    `D-1@${firstMs + minMs}`,
    `D-1@${firstMs + 2000 * minMs}`,
  ]);
});
