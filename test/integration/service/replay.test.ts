import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertRecord, DoseRecord, IncidentRecord } from "../../../rules/model/record.js";
import { makeServiceHome, type ServiceHome, until } from "../../support/service.js";
import { embedded, onServers, type Surroundings } from "../../support/surroundings.js";
import { randomOf } from "../../support/world/random.js";
import { type CityMessage, cityOfYesterday } from "./city.js";
import { iso, speaker, wallMs } from "./messages.js";
import { createPublisher } from "./publisher.js";
import { type ReplayRecord, recordsOf, replayLine, runReplay } from "./recording.js";

/** `SEED=…` takes another day: the same one every time, so that a change is judged by what it changed. */
const seed = Number(process.env.SEED ?? 1);
const devices = 40;

interface Live {
  endMs: number;
  doses: DoseRecord[];
  alerts: AlertRecord[];
  incidents: IncidentRecord[];
  gaps: number;
}

interface LogRow {
  receivedAt: string;
  id: string | null;
  reason: string | null;
}

/** A dose as replay prints it, from the ledger's record. */
function doseLine(dose: DoseRecord): ReplayRecord {
  const { doseId, residentRef, deviceId, district, verdict, cause, verdictAtDeadline, revisions, followup } = dose;
  const time = (ms: number | null) => (ms === null ? null : iso(ms));
  return {
    record: "dose",
    ...{ doseId, residentRef, deviceId, district, verdict, cause, verdictAtDeadline, followup },
    scheduledAt: iso(dose.scheduledAtMs),
    dispensedAt: time(dose.dispensedAtMs),
    decidedAt: time(dose.decidedAtMs),
    revisions: revisions.length,
  };
}

function alertLine(alert: AlertRecord): ReplayRecord {
  const { alertId, kind, subject, district, severity, scenario, incidentId } = alert;
  return {
    record: "alert",
    ...{ alertId, kind, subject, district, severity, scenario, incidentId },
    openedAt: iso(alert.openedAtMs),
    clearedAt: alert.clearedAtMs === null ? null : iso(alert.clearedAtMs),
    notified: alert.notifiedAtMs !== null,
  };
}

const profiles = { embedded, "Mosquitto, PostgreSQL and Redis": onServers };

describe.each(Object.entries(profiles))(`replay against the live service, %s, seed ${seed}`, (_profile, surround) => {
  let surroundings: Surroundings;
  let home: ServiceHome;
  let live: Live;
  let lines: string[];
  let messages: CityMessage[];
  let replayed: Awaited<ReturnType<typeof runReplay>>;

  beforeAll(async () => {
    messages = cityOfYesterday(randomOf(seed), devices);
    surroundings = await surround();
    home = makeServiceHome(surroundings.settings);
    const service = await home.start();
    const publisher = createPublisher("city", messages, 100, surroundings.login);
    await publisher.publishOn(surroundings.mqttPort ?? service.mqttPort);
    expect(publisher.done()).toBe(true);
    const stored = messages.filter(({ repeats }) => !repeats).length;
    await until("all of it is stored", async () => (await log()).length === stored, 60_000, 250);
    await until("the timers of the last message's own instant have had their turn", async () => {
      const [row] = await home.sql(
        "SELECT 1 FROM engine_position WHERE engine_time_ms > (SELECT extract(epoch FROM max(received_at)) * 1000 FROM event_log)",
      );
      return row !== undefined;
    });
    live = await ledger();
    lines = recordingOf(messages, await log());
    await service.kill("SIGTERM");
    replayed = await runReplay(lines, ["--until", iso(live.endMs)]);
  }, 180_000);
  afterAll(async () => {
    await home?.remove();
    await surroundings?.remove();
  });

  /** What the service has concluded, all of it from one and the same moment. */
  async function ledger(): Promise<Live> {
    const [row] = await home.sql<{ live: Live }>(`SELECT json_build_object(
      'endMs', (SELECT engine_time_ms FROM engine_position),
      'doses', (SELECT coalesce(json_agg(record), '[]') FROM dose),
      'alerts', (SELECT coalesce(json_agg(record), '[]') FROM alert),
      'incidents', (SELECT coalesce(json_agg(record), '[]') FROM incident),
      'gaps', (SELECT count(*) FROM event_log WHERE kind = 'gap-opened')) AS live`);
    if (row === undefined) throw new Error("no answer");
    return row.live;
  }

  const log = () =>
    home.sql<LogRow>(`SELECT to_char(received_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "receivedAt",
        event -> 'event' ->> 'id' AS id, event ->> 'reason' AS reason
      FROM event_log WHERE kind IN ('telemetry', 'unknown-type', 'rejected') ORDER BY seq`);

  /** The messages with the receptions that the log has noted: an exact repeat has none of its own. */
  function recordingOf(sent: CityMessage[], rows: LogRow[]): string[] {
    let at = -1;
    const recording = sent.map((message) => {
      if (!message.repeats) at++;
      const row = rows[at];
      expect([message.id, message.rejected ?? null]).toEqual([row?.id ?? message.id, row?.reason ?? null]);
      return replayLine(row?.receivedAt ?? "", message);
    });
    expect(rows).toHaveLength(at + 1);
    return recording;
  }

  const byId = (a: ReplayRecord, b: ReplayRecord) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const sorted = (records: ReplayRecord[]) =>
    records.map((one) => Object.fromEntries(Object.entries(one).sort()) as ReplayRecord).sort(byId);

  it("gives every dose the verdict, cause and times that it has in the ledger", () => {
    expect(replayed).toMatchObject({ code: 0, stderr: "" });
    const expected = live.doses.map(doseLine);
    expect(sorted(recordsOf(replayed, "dose"))).toEqual(sorted(expected));
    const verdicts = new Set(live.doses.map(({ verdict }) => verdict));
    for (const verdict of ["on-time", "late", "missed", "unconfirmed", "excused"]) expect(verdicts).toContain(verdict);
  });

  it("opens, clears and notifies the same alerts and incidents at the same instants", () => {
    // A service that stood still for seconds on a busy machine says so; a recording does not know of it.
    const ofDoses = (kind: unknown) => live.gaps === 0 || String(kind).startsWith("dose-");
    const expected = live.alerts.map(alertLine).filter(({ kind }) => ofDoses(kind));
    const printed = recordsOf(replayed, "alert").filter(({ kind }) => ofDoses(kind));
    expect(sorted(printed)).toEqual(sorted(expected));
    const kinds = new Set(live.alerts.map(({ kind }) => kind));
    for (const kind of ["dose-missed", "dose-unconfirmed", "component-down", "clock-skewed"])
      expect(kinds).toContain(kind);
    expect(
      recordsOf(replayed, "incident")
        .map(({ incidentId }) => incidentId)
        .sort(),
    ).toEqual(live.incidents.map(({ incidentId }) => incidentId).sort());
  });

  it("says which lines it could not use, and why, as quarantine did", () => {
    const rejected = recordsOf(replayed, "rejected");
    const expected = messages.flatMap(({ rejected: reason }, index) =>
      reason === undefined ? [] : [{ record: "rejected", line: index + 1, reason }],
    );
    expect(expected.length).toBeGreaterThan(7);
    expect(rejected).toEqual(expected);
  });

  it("writes the same bytes again, in whatever pieces and with whatever line ends the input comes", {
    timeout: 120_000,
  }, async () => {
    const random = randomOf(seed);
    const bytes = Buffer.from(lines.join(""));
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = random.pick([1, 7, 1_000, 70_000]);
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    const windows = lines.join("").replaceAll("\n", "\r\n").slice(0, -2);
    const again = await Promise.all(
      [lines, pieces, [windows]].map((input) => runReplay(input, ["--until", iso(live.endMs)])),
    );
    for (const { stdout } of again) expect(stdout).toBe(replayed.stdout);
  });

  it("lets time run on to --until, and never back", { timeout: 120_000 }, async () => {
    const [early, atOnce] = await Promise.all([runReplay(lines, ["--until", iso(wallMs("06:00"))]), runReplay(lines)]);
    expect(early.stdout).toBe(atOnce.stdout);

    const say = speaker("D-1");
    const today = iso(live.endMs).slice(0, 10);
    const data = {
      residentRef: "R-1",
      planId: "P",
      version: 1,
      times: ["10:00"],
      timezone: "UTC",
      from: today,
      to: today,
    };
    const plan = [replayLine(`${today}T09:00:00Z`, say("plan.published", Date.parse(`${today}T09:00:00Z`), data))];
    const verdictUntil = async (time: string) => {
      const [dose] = recordsOf(await runReplay(plan, ["--until", `${today}T${time}`]), "dose");
      return dose?.verdict;
    };
    const verdicts = await Promise.all(["09:59:59.999Z", "11:14:59.999Z", "11:15:00Z"].map(verdictUntil));
    expect(verdicts).toEqual([undefined, "pending", "unconfirmed"]);
  });
});
