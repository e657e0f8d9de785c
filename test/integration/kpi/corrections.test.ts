import { afterAll, beforeAll, expect, test } from "vitest";
import { cellFormat, type HourCell } from "../../../rules/kpi/cells.js";
import type { Output } from "../../../rules/model/engine.js";
import type { LogEvent } from "../../../rules/model/event.js";
import type { DeviceRecord, DoseRecord } from "../../../rules/model/record.js";
import { createKpiStore, type KpiStore } from "../../../services/database/kpi-store.js";
import type { Database } from "../../../services/database/store.js";
import { createFactsOf } from "../../../services/kpi/facts-of.js";
import { createKeeper } from "../../../services/kpi/keeper.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { alert, batch, device, dose, logged, startMs } from "../database/samples.js";
import { createSandbox } from "../database/sandbox.js";

/**
 * What changes after it was counted, on a real database: each case starts from three doses and two devices in Grorud that
 * were counted three hours later. Afterwards the figures are what a count from nothing gives.
 */

const sandbox = createSandbox();
let database: Database;
beforeAll(async () => {
  database = await sandbox.open(await sandbox.ready(), { factsOf: createFactsOf(worldEcosystem) });
});
afterAll(async () => {
  await sandbox.clean();
  await sandbox.removeTemplate();
});

const minMs = 60_000;
const hourMs = 60 * minMs;
let seq = 0;
/** The first hour of the case; each has days of its own. */
let atMs = startMs;

async function commit(afterMin: number, outputs: Output[], events: LogEvent[] = []): Promise<void> {
  const engineTimeMs = atMs + afterMin * minMs;
  const said = events.map((event) => logged(++seq, event, engineTimeMs * 1_000 + seq));
  seq += 1;
  await database.log.commit(batch(seq, { events: said, outputs, position: { seq, engineTimeMs } }));
}
const doseOf = (n: number, changes: Partial<DoseRecord> = {}): Output => ({
  kind: "dose",
  dose: dose(`P-${n}@${atMs}`, {
    residentRef: `R-${n}`,
    scheduledAtMs: atMs + 5 * minMs,
    verdict: "on-time",
    verdictAtDeadline: "on-time",
    ...changes,
  }),
});
const deviceOf = (n: number, changes: Partial<DeviceRecord> = {}): Output => ({
  kind: "device",
  device: { ...device, deviceId: `D-${n}`, residentRef: `R-${n}`, status: "online", statusSinceMs: atMs, ...changes },
});
const gap = (fromMin: number): LogEvent => ({ kind: "gap-opened", fromMs: atMs + fromMin * minMs, reason: "restart" });

const store = () => createKpiStore(database.pool);
const count = (through: KpiStore = store()) => createKeeper(worldEcosystem, through).pass();
async function cell(district: string, hour = 0): Promise<HourCell> {
  const [found] = await store().hours([district], atMs + hour * hourMs, atMs + (hour + 1) * hourMs);
  if (found === undefined) throw new Error(`nothing was counted of ${district}`);
  return found.cell;
}
const figures = async () => ({
  hours: (await database.pool.query("SELECT district, hour_ms, cell FROM kpi_hour ORDER BY 1, 2")).rows,
  days: (await database.pool.query("SELECT district, from_ms, cell, hours, phone_peak FROM kpi_day ORDER BY 1, 2"))
    .rows,
});
const revisions = async () =>
  (await database.pool.query("SELECT district, revision, why FROM kpi_revision ORDER BY hour_ms, district, revision"))
    .rows;

/** One that dies the first time that the keeper comes to this. */
function dyingAt(step: "write" | "hours" | "writeDays" | "unmark" | "done"): KpiStore {
  return {
    ...store(),
    [step]: () => Promise.reject(new Error("killed")),
  };
}
const isKilled = (step: Parameters<typeof dyingAt>[0]) => expect(count(dyingAt(step))).rejects.toThrow("killed");

interface Case {
  what: string;
  happens(): Promise<void>;
  isCounted(): Promise<void>;
}

const toMissed = (): DoseRecord["revisions"][0] => ({
  atMs: atMs + 36 * hourMs + minMs,
  fromVerdict: "on-time",
  fromCause: null,
  toVerdict: "missed",
  toCause: "user",
  why: "dose.missed",
  told: false,
});
const correctedDose = () => doseOf(1, { verdict: "missed", revisions: [toMissed()] });

const cases: Case[] = [
  {
    what: "doses of one resident that are alike are as many as they are, and the resident is one",
    async happens() {
      await commit(4 * 60, [doseOf(8, { residentRef: "R-1" }), doseOf(9, { residentRef: "R-1" })]);
      await count();
    },
    async isCounted() {
      const { doses, residents } = await cell("grorud");
      expect([doses["on-time"], residents]).toEqual([5, 3]);
    },
  },
  {
    what: "a dose that moves to another district is counted there, and no longer here",
    async happens() {
      await commit(10 * 60, [doseOf(1, { district: "alna" })]);
      await count();
    },
    async isCounted() {
      expect([(await cell("grorud")).doses["on-time"], (await cell("alna")).doses["on-time"]]).toEqual([2, 1]);
      expect([(await cell("grorud")).residents, (await cell("alna")).residents]).toEqual([2, 1]);
      expect((await revisions()).map(({ district }) => district)).toEqual(["alna", "grorud"]);
    },
  },
  {
    what: "what another version counted is counted anew",
    async happens() {
      await database.pool.query("UPDATE kpi_hour SET cell = jsonb_set(cell, '{doses,on-time}', '9')");
      await database.pool.query("UPDATE kpi_progress SET format = format - 1");
      await commit(4 * 60, []);
      await count();
    },
    async isCounted() {
      expect((await cell("grorud")).doses["on-time"]).toBe(3);
      const progress = await database.pool.query("SELECT format FROM kpi_progress");
      expect(progress.rows).toEqual([{ format: cellFormat }]);
    },
  },
  {
    what: "a dose that is withdrawn is counted nowhere",
    async happens() {
      await commit(10 * 60, [{ kind: "dose-withdrawn", doseId: `P-2@${atMs}`, atMs: atMs + 10 * hourMs }]);
      await count();
    },
    async isCounted() {
      const { doses, atDeadline, residents } = await cell("grorud");
      expect([doses["on-time"], atDeadline["on-time"], residents]).toEqual([2, 2, 2]);
    },
  },
  ...(["write", "hours", "writeDays", "unmark", "done"] as const).map(
    (step): Case => ({
      what: `a correction is counted by the next keeper when one is killed at «${step}»`,
      async happens() {
        // The day after, so that only the correction asks for that day.
        await commit(36 * 60, []);
        await count();
        await commit(36 * 60 + 1, [correctedDose()]);
        await isKilled(step);
        await count();
      },
      async isCounted() {
        expect((await cell("grorud")).doses).toMatchObject({ "on-time": 2, missed: 1 });
        expect((await cell("grorud")).atDeadline).toMatchObject({ "on-time": 3, missed: 0 });
        const { days } = await figures();
        expect(days.find(({ district }) => district === "grorud")?.cell.doses.missed).toBe(1);
        expect(days.find(({ district }) => district === "*")?.cell.doses.missed).toBe(1);
        expect(await revisions()).toEqual([{ district: "grorud", revision: 1, why: { "dose.missed": 1 } }]);
      },
    }),
  ),
  {
    what: "a dose that is corrected twice has two revisions, each with its own reason",
    async happens() {
      await commit(36 * 60 + 1, [correctedDose()]);
      await count();
      const back = { ...toMissed(), atMs: atMs + 40 * hourMs, fromVerdict: "missed", toVerdict: "late" } as const;
      const twice = [toMissed(), { ...back, toCause: null, why: "dose.dispensed" }];
      await commit(40 * 60, [doseOf(1, { verdict: "late", revisions: twice })]);
      await count();
    },
    async isCounted() {
      expect(await revisions()).toEqual([
        { district: "grorud", revision: 1, why: { "dose.missed": 1 } },
        { district: "grorud", revision: 2, why: { "dose.dispensed": 1 } },
      ]);
    },
  },
  {
    what: "a resident whose first dose of the day is withdrawn is counted in the hour of the next one",
    async happens() {
      const later = { residentRef: "R-1", scheduledAtMs: atMs + 5 * hourMs + minMs };
      await commit(6 * 60, [doseOf(9, later)]);
      await count();
      expect((await cell("grorud", 5)).residents).toBe(0);
      await commit(10 * 60, [{ kind: "dose-withdrawn", doseId: `P-1@${atMs}`, atMs: atMs + 10 * hourMs }]);
      await count();
    },
    async isCounted() {
      expect([(await cell("grorud")).residents, (await cell("grorud", 5)).residents]).toEqual([2, 1]);
    },
  },
  {
    what: "an alert becomes unanswered by the limit alone, though nothing is said of it any more",
    async happens() {
      await commit(185, [{ kind: "alert", alert: alert(`A@${atMs}`, { notifiedAtMs: atMs + 175 * minMs }) }]);
      await count();
      expect((await cell("grorud", 2)).calls).toMatchObject({ waiting: 1, unanswered: 0 });
      await commit(240, []);
      await count();
    },
    async isCounted() {
      expect((await cell("grorud", 2)).calls).toMatchObject({ waiting: 0, unanswered: 1 });
    },
  },
  {
    what: "a gap in listening is no time heard, and makes unknown what devices did in it",
    async happens() {
      await commit(4 * 60, [], [gap(3 * 60 + 20), { kind: "gap-closed" }]);
      await commit(5 * 60, []);
      await count();
    },
    async isCounted() {
      for (const district of ["grorud", "alna", "_"]) {
        expect((await cell(district, 3)).listening).toEqual({ heardMs: 20 * minMs, gapMs: 40 * minMs });
        expect((await cell(district, 4)).listening).toEqual({ heardMs: hourMs, gapMs: 0 });
      }
      expect((await cell("grorud", 3)).devices).toEqual({
        onlineMs: 40 * minMs,
        offlineMs: 0,
        unknownMs: 80 * minMs,
      });
    },
  },
  {
    what: "a status that is told hours later counts from when it came to be, in every hour since",
    async happens() {
      await commit(6 * 60, [deviceOf(1, { status: "offline", statusSinceMs: atMs + 3.5 * hourMs })]);
      await count();
    },
    async isCounted() {
      const offline = async (hour: number) => (await cell("grorud", hour)).devices.offlineMs / minMs;
      expect([await offline(2), await offline(3), await offline(4), await offline(5)]).toEqual([0, 30, 60, 60]);
    },
  },
  {
    what: "a device that moves is counted where it was until then, and one that is nobody's no more",
    async happens() {
      const since = { statusSinceMs: atMs };
      await commit(4 * 60, [deviceOf(1, { district: "alna", ...since }), deviceOf(2, { residentRef: null, ...since })]);
      await commit(6 * 60, []);
      await count();
    },
    async isCounted() {
      const online = async (district: string, hour: number) => (await cell(district, hour)).devices.onlineMs / minMs;
      expect([await online("grorud", 3), await online("grorud", 4), await online("alna", 4)]).toEqual([120, 0, 60]);
    },
  },
  {
    what: "an alert that is taken after it was counted as unanswered is answered, and late",
    async happens() {
      const told = alert(`A@${atMs}`, { notifiedAtMs: atMs + 10 * minMs });
      await commit(4 * 60, [{ kind: "alert", alert: told }]);
      await count();
      expect((await cell("grorud")).calls).toMatchObject({ unanswered: 1, answered: 0 });
      await commit(10 * 60, [{ kind: "alert", alert: { ...told, acknowledgedAtMs: atMs + 9 * hourMs } }]);
      await count();
    },
    async isCounted() {
      expect((await cell("grorud")).calls).toMatchObject({ unanswered: 0, answered: 1, answeredWithinLimit: 0 });
    },
  },
];

/** Three doses and two devices in Grorud, counted three hours later. */
async function threeDoses(): Promise<void> {
  atMs += 3 * 24 * hourMs;
  await database.pool.query(
    "TRUNCATE dose, alert, device, device_span, listening_gap, alert_call, kpi_hour, kpi_day, kpi_dirty, kpi_revision, kpi_progress, journal_note",
  );
  await database.pool.query(
    "INSERT INTO kpi_progress (format, began_ms, seeded_to_ms, computed_at_ms) VALUES ($1, $2, $2, 0)",
    [cellFormat, atMs],
  );
  await commit(-1, []);
  await commit(0, [deviceOf(1), deviceOf(2)]);
  await commit(3 * 60, [doseOf(1), doseOf(2), doseOf(3)]);
  await count();
  expect((await cell("grorud")).doses["on-time"]).toBe(3);
  expect((await cell("grorud")).devices.onlineMs).toBe(2 * hourMs);
}

test("notes of the journal are forgotten after a month, and a later count leaves what was counted of them", async () => {
  await threeDoses();
  await database.pool.query("INSERT INTO journal_note VALUES ('m', $1, $1, NULL, $1)", [atMs + 10 * minMs]);
  await store().seed(["_"], [atMs], atMs + 3 * hourMs);
  await count();
  const journal = { sent: 1, arrived: 1, rejected: 0 };
  expect((await cell("_")).journal).toEqual(journal);
  const monthMin = 31 * 24 * 60;
  await database.pool.query("UPDATE kpi_progress SET seeded_to_ms = $1", [atMs + monthMin * minMs]);
  await commit(monthMin, []);
  await count();
  expect((await database.pool.query("SELECT FROM journal_note")).rowCount).toBe(0);
  await store().seed(["_"], [atMs], atMs + monthMin * minMs);
  await count();
  expect((await cell("_")).journal).toEqual(journal);
});

test("counting comes to an end while news does not, and the next takes what came meanwhile", async () => {
  await threeDoses();
  let rounds = 0;
  const busy: KpiStore = {
    ...store(),
    async write(round) {
      if (++rounds > 5) throw new Error("it goes on and on");
      await store().write(round);
      await commit(3 * 60, [doseOf(3 + rounds)]);
    },
  };
  await commit(3 * 60, [doseOf(3)]);
  await count(busy);
  expect(rounds).toBe(1);
  expect((await cell("grorud")).doses["on-time"]).toBe(3);
  await count();
  expect((await cell("grorud")).doses["on-time"]).toBe(4);
});

test.each(cases)("$what", async ({ happens, isCounted }) => {
  await threeDoses();
  await happens();
  await isCounted();
  const corrected = await figures();
  await database.pool.query("TRUNCATE kpi_hour, kpi_day");
  await database.pool.query("UPDATE kpi_progress SET seeded_to_ms = began_ms");
  await count();
  expect(await figures()).toEqual(corrected);
});
