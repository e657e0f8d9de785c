import { expect, it } from "vitest";
import { createRig, instantOf } from "../../support/engine.js";

const plan = { times: [{ at: "08:00" }, { at: "12:00" }] };

it("a dose knows whether somebody helped, and forgets it with the dispense", () => {
  const rig = createRig({}, "28 00:00").plan("D-1", plan).heartbeats("D-1", "28 07:00");
  const [morning, noon] = [instantOf("28 07:00"), instantOf("28 11:00")];
  const modeOf = (atMs: number) => rig.doses().find((dose) => dose.scheduledAtMs === atMs)?.mode;
  expect([modeOf(morning), modeOf(noon)]).toEqual([null, null]);
  rig.send("D-1", "dose.dispensed", { mode: "assisted", scheduledAtMs: morning });
  expect([modeOf(morning), modeOf(noon)]).toEqual(["assisted", null]);
  // As-needed medicine is no dose, whoever helped with it.
  rig.at("28 11:00").send("D-1", "dose.dispensed", { mode: "prn" });
  expect(modeOf(noon)).toBeNull();
  rig.send("D-1", "dose.dispensed", { mode: "unassisted", scheduledAtMs: noon });
  expect(modeOf(noon)).toBe("unassisted");
  // An earlier dispense of the same dose is the one that counts, and its mode with it.
  rig.send(
    "D-1",
    "dose.dispensed",
    { mode: "unassisted", scheduledAtMs: morning },
    { time: "28 06:30", replayed: true },
  );
  expect(modeOf(morning)).toBe("unassisted");
});
