import { expect, test } from "vitest";
import { eventTypes } from "../../../ingest/wire/event-types.js";
import type { LogEvent } from "../../../rules/model/event.js";
import { createChangesOf } from "../../../services/projection/changes.js";
import { eventPoint } from "../../../services/projection/event-point.js";
import { encodeLine } from "../../../services/projection/line.js";
import { type Field, measurements } from "../../../services/projection/measurements.js";
import { alert, batch, component, device, dose, startMs } from "../../integration/database/samples.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";

const secret = "resident-token-9";
const flow = { id: "journal", steps: ["vendor-cloud", "vkp"], hopLimitSec: [60] };
const changesOf = createChangesOf({ ...worldEcosystem, flows: [flow] });
const sender = { tenant: "oslo", district: "grorud", deviceClass: "component", deviceId: "vkp" };

const hop = (seq: number, step: string, atMs: number, more: object = {}) => ({
  seq,
  receivedAtUs: (atMs + 700) * 1_000,
  event: {
    kind: "telemetry",
    sender,
    event: {
      id: `h-${seq}`,
      source: "s",
      timeMs: atMs,
      type: "hop.passed",
      data: { flow: "journal", step, messageId: "m" },
      ...more,
    },
  } as LogEvent,
});

test("no measurement has a place for a resident, a plan or a dose", () => {
  const names = Object.values(measurements).flatMap(({ tags, fields }) => [
    ...Object.keys(tags),
    ...Object.keys(fields),
  ]);
  expect(names.length).toBeGreaterThan(60);
  for (const name of names) expect(name).not.toMatch(/resident|plan|doseId/i);
});

test("whatever an event carries, nothing of it but the table's fields gets into a point", () => {
  for (const type of Object.keys(eventTypes)) {
    const data = {
      residentRef: secret,
      planId: secret,
      reason: secret,
      messageId: secret,
      purpose: secret,
      rssiDbm: -1,
    };
    const event = {
      kind: "telemetry",
      sender,
      event: { id: secret, source: "s", timeMs: startMs, type, data },
    } as unknown as LogEvent;
    const encoded = encodeLine(eventPoint({ seq: 1, receivedAtUs: startMs * 1_000, event }));
    expect(encoded).toMatchObject({ ok: true });
    expect(encoded.ok && encoded.line.text).not.toContain(secret);
  }
});

test("every conclusion becomes points that the table knows", () => {
  const revisions = [
    {
      atMs: startMs,
      fromVerdict: "unconfirmed",
      fromCause: "device-silent",
      toVerdict: "on-time",
      toCause: null,
      why: "x",
      told: false,
    },
  ] as const;
  const all = changesOf(
    batch(3, {
      events: [hop(1, "vendor-cloud", startMs), hop(2, "vkp", startMs + 250)],
      outputs: [
        {
          kind: "dose",
          dose: dose("a", { verdict: "missed", cause: "user", decidedAtMs: startMs, residentRef: secret }),
        },
        { kind: "dose", dose: dose("b", { verdict: "on-time", decidedAtMs: startMs, revisions: [...revisions] }) },
        { kind: "device", device: { ...device, residentRef: secret } },
        { kind: "component", component },
        { kind: "alert", alert: alert("c", { residentRef: secret, clearedAtMs: startMs + 60_000 }) },
      ],
    }),
  ).flatMap(({ points }) => points);
  const encoded = all.map((point) => encodeLine({ ...point, atNs: 1n }));
  expect(encoded.map((one) => (one.ok ? one.line.text : one.refused.reason))).toEqual([
    expect.stringMatching(/^dose,cause=user,critical=no,district=grorud,revised=no,verdict=missed .*change=1i/),
    expect.stringMatching(/^dose,cause=device-silent,.*revised=yes,verdict=unconfirmed change=-1i/),
    expect.stringMatching(/^dose,critical=no,district=grorud,revised=yes,verdict=on-time change=1i/),
    expect.stringMatching(/^device_status,deviceClass=roll-dispenser,district=grorud,status=online /),
    expect.stringMatching(/^component_status,component=vendor-cloud,status=up .*up=1i/),
    expect.stringMatching(/^alert,.*transition=opened .*openMin=0/),
    expect.stringMatching(/^alert,.*transition=cleared .*openMin=1/),
    expect.stringMatching(/^hop,district=grorud,flow=journal,outcome=passed,step=vendor-cloud seq=1i 1$/),
    expect.stringMatching(/^hop,district=grorud,flow=journal,outcome=passed,step=vkp latencyMs=250,seq=2i 1$/),
  ]);
  expect(encoded.map((one) => one.ok && one.line.text).join()).not.toContain(secret);
});

test("flows and steps that nobody has named are `other`, so that senders cannot make series", () => {
  const data = { flow: "f-1763", step: "s-1763", messageId: "m" };
  const [change] = changesOf(batch(1, { events: [hop(1, "", startMs, { data })] }));
  expect(change?.points[0]?.tags).toMatchObject({ flow: "other", step: "other" });
});

test("a chain test is no hop", () => {
  expect(changesOf(batch(1, { events: [hop(1, "vkp", startMs, { test: true })] }))).toEqual([]);
});

test("a tag or field that is not in the table is refused, and so is a value of another type", () => {
  const made = (tags: object, fields: object) =>
    encodeLine({ measurement: "event", atNs: 1n, tags: { ...tags }, fields: { ...fields } });
  expect(made({ residentRef: "r" }, { seq: 1 })).toMatchObject({ ok: false });
  expect(made({}, { residentRef: "r" })).toMatchObject({ ok: false });
  expect(made({}, { toString: 1 })).toMatchObject({ ok: false });
  for (const [name, { type }] of Object.entries<Field>(measurements.event.fields)) {
    const wrong = type === "string" ? 1 : "1";
    expect(made({}, { [name]: wrong })).toMatchObject({
      ok: false,
      refused: { reason: expect.stringContaining(name) },
    });
  }
});
