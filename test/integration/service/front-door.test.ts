import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServiceHome, type RunningService, type ServiceHome, until } from "../../support/service.js";
import { expectedSignature, type Receiver, startReceiver } from "../../support/webhook-receiver.js";
import { heartbeats, iso, minuteMs, planOfYesterday, type Say, speaker, wallMs } from "./messages.js";
import { mosquittoPub } from "./mosquitto.js";
import { followStream } from "./stream.js";

interface Dose {
  doseId: string;
  scheduledAt: string;
  verdict: string;
  cause: string | null;
  decidedAt: string | null;
  deadlineAt: string;
}
interface Alert {
  alertId: string;
  kind: string;
  subject: string;
  severity: string;
  condition: string;
  handling: string;
  openedAt: string;
  acknowledgedBy: string | null;
  closedBy: string | null;
  closeCause: string | null;
  closeAction: string | null;
  notifiedAt: string | null;
}
interface Posted {
  notificationId: string;
  teamId: string;
  stage: string;
  alerts: string[];
}

const secret = "a secret that only the receiver knows";

/**
 * The main job, through the doors that others use: what a dispenser says goes in by MQTT or HTTP, and a missed dose
 * comes out as a verdict, an alert and a signed notification.
 */
describe("from a dispenser's message to a human", () => {
  let home: ServiceHome;
  let service: RunningService;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    home = makeServiceHome({ VELVAKT_WEBHOOK_URL: receiver.url, VELVAKT_WEBHOOK_SECRET: secret });
    service = await home.start();
    console.log(`ready after ${service.readyAfterSec} s`);
    await publishDoseDueSoon();
  });
  afterAll(async () => {
    await home?.remove();
    await receiver?.close();
  });

  const dosesOf = async (deviceId: string) =>
    (await service.get<{ items: Dose[] }>(`/v1/doses?deviceId=${deviceId}`)).items.reverse();
  const missedAlertsOf = async (deviceId: string) =>
    (await service.get<{ items: Alert[] }>(`/v1/alerts?kind=dose-missed&deviceId=${deviceId}`)).items;
  const metrics = async () => {
    const lines = (await (await fetch(`${service.httpUrl}/metrics`)).text()).split("\n");
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
  };
  const posted = () => receiver.calls.map((call) => JSON.parse(call.body) as Posted);
  const verdicts = (doses: Dose[]) => doses.map(({ scheduledAt, verdict, cause }) => [scheduledAt, verdict, cause]);
  const morningTaken = [
    [iso(wallMs("08:00")), "on-time", null],
    [iso(wallMs("20:00")), "missed", "user"],
  ];

  /** What a dispenser and home care say about yesterday: the morning's dose is taken, the evening's is not. */
  function yesterdayOf(say: Say, planId: string) {
    return [
      planOfYesterday(say, planId),
      ...heartbeats(say, wallMs("06:30"), wallMs("08:00")),
      say("dose.dispensed", wallMs("08:07"), { scheduledAt: iso(wallMs("08:00")), mode: "unassisted" }),
      ...heartbeats(say, wallMs("08:15"), wallMs("22:00")),
    ];
  }

  let dueSoonMs = 0;

  /** A dose whose deadline comes while the test runs: the next whole minute that leaves time to tell of it. */
  async function publishDoseDueSoon(): Promise<void> {
    const say = speaker("D-soon");
    const deadlineMs = Math.ceil((Date.now() + 8_000) / minuteMs) * minuteMs;
    dueSoonMs = deadlineMs - 5 * minuteMs;
    const data = {
      residentRef: "R-soon",
      planId: "P-soon",
      version: 1,
      times: [iso(dueSoonMs).slice(11, 16)],
      from: iso(dueSoonMs).slice(0, 10),
      to: iso(dueSoonMs).slice(0, 10),
      timezone: "UTC",
      alertAfterMin: 5,
    };
    const messages = [
      say("plan.published", dueSoonMs - 60 * minuteMs, data),
      ...heartbeats(say, deadlineMs - 75 * minuteMs, deadlineMs - 2 * minuteMs),
    ];
    const lines = messages.map(({ payload }) => `${payload}\n`).join("");
    await mosquittoPub(service.mqttPort, ["-t", messages[0]?.topic ?? "", "-l"], lines);
  }

  it("takes events from mosquitto_pub until ledger, API and webhook show the missed dose", async () => {
    for (const { topic, payload } of yesterdayOf(speaker("D-1"), "P-1")) {
      await mosquittoPub(service.mqttPort, ["-t", topic, "-m", payload]);
    }

    expect(verdicts(await dosesOf("D-1"))).toEqual(morningTaken);
    const [alert, ...others] = await missedAlertsOf("D-1");
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ condition: "active", handling: "new", severity: "moderate" });

    const about = () =>
      receiver.calls.filter((call) => (JSON.parse(call.body) as Posted).alerts.includes(alert?.alertId ?? ""));
    await until("the webhook has been told", () => about().length > 0);
    const [call] = about();
    expect(JSON.parse(call?.body ?? "")).toMatchObject({ teamId: "home-care-grorud", severity: "moderate" });
    expect(call?.headers["x-velvakt-signature"]).toBe(expectedSignature(call?.body ?? "", secret));
    expect(call?.headers["idempotency-key"]).toBeTruthy();
    const [told] = await missedAlertsOf("D-1");
    expect(told?.notifiedAt).not.toBeNull();
  });

  it("takes the same as one batch over HTTP, and says of each event what became of it", async () => {
    const messages = yesterdayOf(speaker("D-2", "alna"), "P-2");
    const batch = messages.map(({ topic, payload }) => ({ ...(JSON.parse(payload) as object), topic }));
    const first = await service.post("/v1/events", batch);
    expect(first.status).toBe(202);
    expect(first.body).toEqual(messages.map(({ id }) => ({ id, outcome: "stored" })));
    expect(verdicts(await dosesOf("D-2"))).toEqual(morningTaken);
    expect(await missedAlertsOf("D-2")).toHaveLength(1);

    const again = await service.post("/v1/events", batch);
    const repeated = new Set((again.body as { outcome: string }[]).map(({ outcome }) => outcome));
    // Heartbeats are not deduplicated: the same one twice says nothing new.
    expect([...repeated].sort()).toEqual(["duplicate", "stored"]);
    expect(verdicts(await dosesOf("D-2"))).toEqual(morningTaken);
    expect(await missedAlertsOf("D-2")).toHaveLength(1);
  });

  it("counts and times in /metrics what went through, stage by stage", async () => {
    const before = await metrics();
    const [topic, say] = ["vft/v1/oslo/nowhere/roll-dispenser/D-9/event", speaker("D-9")];
    await mosquittoPub(service.mqttPort, ["-t", topic, "-m", say("link.heartbeat", Date.now(), {}).payload]);
    const message = say("link.heartbeat", Date.now(), {});
    await mosquittoPub(service.mqttPort, ["-t", message.topic, "-m", message.payload]);
    let after = before;
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    await until("the last stage has been counted", async () => {
      after = await metrics();
      return grown('velvakt_ingest_stage_seconds_count{stage="acknowledge"}') >= 2;
    });
    expect(grown('velvakt_ingest_events_total{kind="telemetry"}')).toBe(1);
    expect(grown('velvakt_ingest_events_total{kind="rejected"}')).toBe(1);
    expect(grown('velvakt_ingest_quarantined_total{reason="INGEST_DISTRICT_UNKNOWN"}')).toBe(1);
    expect(grown("velvakt_ingest_batch_events_sum")).toBeGreaterThanOrEqual(2);
    for (const stage of ["decode", "screen", "deduplicate", "sequence", "evaluate", "commit", "acknowledge"]) {
      expect([stage, grown(`velvakt_ingest_stage_seconds_count{stage="${stage}"}`) >= 2]).toEqual([stage, true]);
    }
    expect(after.get("velvakt_engine_lag_seconds")).toBeLessThan(60);
    // A notification may be on its way just now.
    await until("nothing waits any more", async () => {
      const now = await metrics();
      const waiting = ["ingest_store_failing", "notifications_waiting", "notifications_in_flight", "ingest_pending"];
      return waiting.every((name) => now.get(`velvakt_${name}`) === 0);
    });
  });

  it("lets somebody take and close the alert, and tells whoever follows the stream", async () => {
    const stream = await followStream(service.httpUrl);
    for (const { topic, payload } of yesterdayOf(speaker("D-3"), "P-3")) {
      await service.post(`/v1/events?topic=${encodeURIComponent(topic)}`, JSON.parse(payload));
    }
    const [alert] = await missedAlertsOf("D-3");
    const path = `/v1/alerts/${encodeURIComponent(alert?.alertId ?? "")}`;

    const taken = await service.post(`${path}/acknowledge`, { actor: "nurse-17" });
    expect(taken).toMatchObject({ status: 200, body: { handling: "acknowledged", acknowledgedBy: "nurse-17" } });
    const reason = { cause: "was visiting family", action: "dose given by home care" };
    const closed = await service.post(`${path}/close`, { actor: "nurse-17", ...reason });
    expect(closed.status).toBe(200);
    expect(await service.get<Alert>(path)).toMatchObject({
      handling: "closed",
      acknowledgedBy: "nurse-17",
      closedBy: "nurse-17",
      closeCause: reason.cause,
      closeAction: reason.action,
    });
    expect(await service.post(`${path}/acknowledge`, { actor: "nurse-18" })).toMatchObject({
      body: { code: "API_ALERT_CLOSED" },
    });

    const handlings = () =>
      stream.changes
        .filter(({ kind, record }) => kind === "alert" && record.alertId === alert?.alertId)
        .map(({ record }) => record.handling);
    await until("the stream has told of it", () => handlings().includes("closed"));
    expect([...new Set(handlings())]).toEqual(["new", "acknowledged", "closed"]);
    const told = stream.changes.filter(({ kind, record }) => kind === "dose" && record.deviceId === "D-3");
    expect(told.map(({ record }) => record.verdict)).toContain("missed");
    stream.close();
  });

  it("decides a dose at its deadline, by the clock alone, and notifies at once", { timeout: 120_000 }, async () => {
    const deadlineMs = dueSoonMs + 5 * minuteMs;
    const [before] = await dosesOf("D-soon");
    expect(before).toMatchObject({ scheduledAt: iso(dueSoonMs), deadlineAt: iso(deadlineMs) });
    expect(before?.verdict).toBe(Date.now() < deadlineMs ? "pending" : "missed");

    await until("the deadline has passed", async () => (await dosesOf("D-soon"))[0]?.verdict === "missed", 90_000, 200);
    const [dose] = await dosesOf("D-soon");
    expect(dose).toMatchObject({ verdict: "missed", cause: "user", decidedAt: iso(deadlineMs) });
    const [alert] = await missedAlertsOf("D-soon");
    expect(alert).toMatchObject({ subject: `D-soon/${dose?.doseId}`, openedAt: iso(deadlineMs), severity: "moderate" });

    const about = () => posted().findIndex(({ alerts }) => alerts.includes(alert?.alertId ?? ""));
    await until("the webhook has been told", () => about() >= 0);
    const tookMs = (receiver.calls[about()]?.atMs ?? 0) - deadlineMs;
    console.log(`told ${tookMs} ms after the deadline`);
    expect(tookMs).toBeLessThan(10_000);
  });
});
