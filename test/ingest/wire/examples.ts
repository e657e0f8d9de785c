import type { EventData, EventType } from "../../../rules/model/event.js";

/** Of one type: data as sent with what the model makes of it, and data that must be refused, with the field at fault. */
export interface Examples<T extends EventType> {
  sender?: "component";
  accepted: [wire: object, model: EventData[T]][];
  rejected: [wire: unknown, field: string][];
}

const atMs = Date.UTC(2026, 2, 2, 7, 0, 0);
const at = "2026-03-02T08:00:00+01:00";
const later = "2026-03-03T08:00:00+01:00";
const laterMs = atMs + 86_400_000;

const plan = { residentRef: "r-1", planId: "p-1", version: 1, times: ["08:00"], from: "2026-03-01" };
const planModel = { ...plan, times: [{ at: "08:00" }] };

/** Types without fields: anything but an object is refused. */
const nothing: [unknown, string][] = [
  [[], "data:"],
  ["text", "data:"],
  [7, "data:"],
];
const actor = { actorOrg: "supplier", actorRole: "operator" } as const;
const hop = { flow: "journal", step: "vkp", messageId: "m-1" };
const handled: [wire: object, model: EventData["alert.closed"]][] = [
  [
    { alertRef: "a-1", actorRole: "nurse" },
    { alertRef: "a-1", actorRole: "nurse" },
  ],
  [
    { alertRef: "a-1", actorRole: "nurse", cause: "forgot", action: "visited", cost: 3 },
    { alertRef: "a-1", actorRole: "nurse", cause: "forgot", action: "visited" },
  ],
];
const notHandled: [unknown, string][] = [
  [{ actorRole: "nurse" }, "data.alertRef:"],
  [{ alertRef: "a-1" }, "data.actorRole:"],
  [{ alertRef: "a-1", actorRole: "nurse", cause: 5 }, "data.cause:"],
];
const outage: [wire: object, model: EventData["outage.opened"]][] = [
  [{ detectedBy: "supplier" }, { detectedBy: "supplier" }],
  [
    { detectedBy: "municipality", reason: "called us" },
    { detectedBy: "municipality", reason: "called us" },
  ],
];
const noOutage: [unknown, string][] = [
  [{}, "data.detectedBy:"],
  [{ detectedBy: "neighbour" }, "data.detectedBy:"],
  [{ detectedBy: "supplier", reason: "" }, "data.reason:"],
];
const resumed: [wire: object, model: EventData["plan.resumed"]][] = [
  [
    { planId: "p-1", at },
    { planId: "p-1", at: { atMs } },
  ],
  [
    { planId: "p-1", at: "2026-03-02" },
    { planId: "p-1", at: { date: "2026-03-02" } },
  ],
];
const notResumed: [unknown, string][] = [
  [{ at }, "data.planId:"],
  [{ planId: "p-1" }, "data.at:"],
  [{ planId: "p-1", at: "2026-02-30" }, "data.at:"],
  [{ planId: "p-1", at: "2026-03-02T08:00:00" }, "data.at:"],
];
const battery: [wire: object, model: EventData["battery.low"]][] = [
  [{ batteryPercent: 12.5 }, { batteryPercent: 12.5 }],
];
const noBattery: [unknown, string][] = [
  [{}, "data.batteryPercent:"],
  [{ batteryPercent: 101 }, "data.batteryPercent:"],
  [{ batteryPercent: "12" }, "data.batteryPercent:"],
];
const fault: [wire: object, model: EventData["fault.raised"]][] = [[{ code: "jam" }, { code: "jam" }]];
const noFault: [unknown, string][] = [
  [{}, "data.code:"],
  [{ code: "fire" }, "data.code:"],
  [{ code: ["jam"] }, "data.code:"],
];

export const examples: { [T in EventType]: Examples<T> } = {
  "plan.published": {
    accepted: [
      [plan, planModel],
      [
        {
          ...plan,
          times: ["23:59", { at: "00:00", critical: true, alertAfterMin: 30 }, { at: "12:00", critical: null }],
          days: ["mon", "sun"],
          to: "2026-03-01",
          timezone: "Europe/Oslo",
          critical: false,
          earlyMin: 0,
          onTimeMin: 60,
          alertAfterMin: 180,
          closeAfterMin: 240,
          colour: "blue",
        },
        {
          ...plan,
          times: [{ at: "23:59" }, { at: "00:00", critical: true, alertAfterMin: 30 }, { at: "12:00" }],
          days: ["mon", "sun"],
          to: "2026-03-01",
          timezone: "Europe/Oslo",
          critical: false,
          earlyMin: 0,
          onTimeMin: 60,
          alertAfterMin: 180,
          closeAfterMin: 240,
        },
      ],
      [{ ...plan, to: null, days: null }, planModel],
    ],
    rejected: [
      [{ ...plan, residentRef: undefined }, "data.residentRef:"],
      [{ ...plan, planId: "a b" }, "data.planId:"],
      [{ ...plan, planId: "p".repeat(129) }, "data.planId:"],
      [{ ...plan, version: 1.5 }, "data.version:"],
      [{ ...plan, version: "1" }, "data.version:"],
      [{ ...plan, times: [] }, "data.times:"],
      [{ ...plan, times: ["24:00"] }, "data.times[0]"],
      [{ ...plan, times: ["08:00", "8:00"] }, "data.times[1]"],
      [{ ...plan, times: [{ at: "08:60" }] }, "data.times[0].at:"],
      [{ ...plan, times: [{ critical: true }] }, "data.times[0].at:"],
      [{ ...plan, times: [{ at: "08:00", alertAfterMin: 4 }] }, "data.times[0].alertAfterMin:"],
      [{ ...plan, times: Array(49).fill("08:00") }, "data.times:"],
      [{ ...plan, days: ["monday"] }, "data.days[0]:"],
      [{ ...plan, days: [] }, "data.days:"],
      [{ ...plan, from: "2026-02-29" }, "data.from:"],
      [{ ...plan, from: at }, "data.from:"],
      [{ ...plan, to: "2026-02-28" }, "data.to:"],
      [{ ...plan, timezone: "Europe/Bergen" }, "data.timezone:"],
      [{ ...plan, timezone: "+01:00" }, "data.timezone:"],
      [{ ...plan, alertAfterMin: 181 }, "data.alertAfterMin:"],
      [{ ...plan, closeAfterMin: -1 }, "data.closeAfterMin:"],
    ],
  },
  "plan.paused": {
    accepted: [
      [
        { planId: "p-1", from: at, reason: "hospital" },
        { planId: "p-1", from: { atMs }, reason: "hospital" },
      ],
      [
        { planId: "p-1", from: "2026-03-02", to: "2026-03-02", reason: "travel" },
        { planId: "p-1", from: { date: "2026-03-02" }, to: { date: "2026-03-02" }, reason: "travel" },
      ],
      [
        { planId: "p-1", from: at, to: "2026-03-02", reason: "travel" },
        { planId: "p-1", from: { atMs }, to: { date: "2026-03-02" }, reason: "travel" },
      ],
    ],
    rejected: [
      [{ from: at, reason: "hospital" }, "data.planId:"],
      [{ planId: "p-1", reason: "hospital" }, "data.from:"],
      [{ planId: "p-1", from: at }, "data.reason:"],
      [{ planId: "p-1", from: later, to: at, reason: "hospital" }, "data.to:"],
      [{ planId: "p-1", from: "2026-03-02", to: "2026-03-01", reason: "hospital" }, "data.to:"],
      [{ planId: "p-1", from: later, to: "2026-02-27", reason: "hospital" }, "data.to:"],
      [{ planId: "p-1", from: at, reason: "nul\u0000" }, "data.reason:"],
    ],
  },
  "plan.resumed": { accepted: resumed, rejected: notResumed },
  "plan.ended": { accepted: resumed, rejected: notResumed },
  "dose.reminded": {
    accepted: [
      [
        { scheduledAt: at, attempt: 2 },
        { scheduledAtMs: atMs, attempt: 2 },
      ],
    ],
    rejected: [
      [{ attempt: 1 }, "data.scheduledAt:"],
      [{ scheduledAt: "08:00", attempt: 1 }, "data.scheduledAt:"],
      [{ scheduledAt: at, attempt: -1 }, "data.attempt:"],
    ],
  },
  "dose.dispensed": {
    accepted: [
      [
        { scheduledAt: at, planId: "p-1", mode: "assisted" },
        { scheduledAtMs: atMs, planId: "p-1", mode: "assisted" },
      ],
      [{ mode: "prn" }, { mode: "prn" }],
      [{}, { mode: "unassisted" }],
      [{ mode: "by-robot" }, { mode: "unassisted" }],
      [{ mode: 5, scheduledAt: null }, { mode: "unassisted" }],
    ],
    rejected: [
      [{ mode: "assisted", scheduledAt: "yesterday" }, "data.scheduledAt:"],
      [{ mode: "assisted", scheduledAt: atMs }, "data.scheduledAt:"],
      [{ mode: "assisted", planId: "" }, "data.planId:"],
      [{ mode: "assisted", planId: 1 }, "data.planId:"],
    ],
  },
  "dose.predispensed": {
    accepted: [
      [
        { from: "2026-03-02", to: later, count: 6 },
        { from: { date: "2026-03-02" }, to: { atMs: laterMs }, count: 6 },
      ],
    ],
    rejected: [
      [{ to: later, count: 6 }, "data.from:"],
      [{ from: later, to: at, count: 6 }, "data.to:"],
      [{ from: at, to: later, count: 0 }, "data.count:"],
    ],
  },
  "dose.missed": {
    accepted: [
      [
        { scheduledAt: at, reason: "empty" },
        { scheduledAtMs: atMs, reason: "empty" },
      ],
    ],
    rejected: [
      [{ reason: "user" }, "data.scheduledAt:"],
      [{ scheduledAt: at }, "data.reason:"],
      [{ scheduledAt: at, reason: "asleep" }, "data.reason:"],
    ],
  },
  "dose.followup": {
    accepted: [
      [
        { scheduledAt: at, outcome: "given-by-staff", actorRole: "night nurse" },
        { scheduledAtMs: atMs, outcome: "given-by-staff", actorRole: "night nurse" },
      ],
    ],
    rejected: [
      [{ outcome: "refused", actorRole: "nurse" }, "data.scheduledAt:"],
      [{ scheduledAt: at, outcome: "fine", actorRole: "nurse" }, "data.outcome:"],
      [{ scheduledAt: at, outcome: "refused" }, "data.actorRole:"],
      [{ scheduledAt: at, outcome: "refused", actorRole: "\ud800" }, "data.actorRole:"],
    ],
  },
  "stock.low": {
    accepted: [[{ dosesLeft: 0 }, { dosesLeft: 0 }]],
    rejected: [
      [{}, "data.dosesLeft:"],
      [{ dosesLeft: -1 }, "data.dosesLeft:"],
      [{ dosesLeft: 3.5 }, "data.dosesLeft:"],
    ],
  },
  "stock.empty": { accepted: [[{}, {}]], rejected: nothing },
  "roll.loaded": {
    accepted: [
      [
        { rollId: "roll-1", firstDoseAt: at, lastDoseAt: later, doses: 42 },
        { rollId: "roll-1", firstDoseAtMs: atMs, lastDoseAtMs: laterMs, doses: 42 },
      ],
    ],
    rejected: [
      [{ firstDoseAt: at, lastDoseAt: later, doses: 42 }, "data.rollId:"],
      [{ rollId: "roll-1", firstDoseAt: later, lastDoseAt: at, doses: 42 }, "data.lastDoseAt:"],
      [{ rollId: "roll-1", firstDoseAt: at, lastDoseAt: later, doses: 0 }, "data.doses:"],
      [{ rollId: "roll-1", firstDoseAt: "2026-03-02", lastDoseAt: later, doses: 1 }, "data.firstDoseAt:"],
    ],
  },
  "link.heartbeat": {
    accepted: [
      [{}, {}],
      [
        {
          rssiDbm: -71.5,
          batteryPercent: 100,
          mains: true,
          firmware: "2.1.0 (a)",
          uptimeSec: 12,
          bufferedEvents: 0,
          clockOffsetMs: -1500,
          temperature: 21,
        },
        {
          rssiDbm: -71.5,
          batteryPercent: 100,
          mains: true,
          firmware: "2.1.0 (a)",
          uptimeSec: 12,
          bufferedEvents: 0,
          clockOffsetMs: -1500,
        },
      ],
      [{ batteryPercent: null, mains: false }, { mains: false }],
    ],
    rejected: [
      [{ rssiDbm: "-71" }, "data.rssiDbm:"],
      [{ rssiDbm: -1000 }, "data.rssiDbm:"],
      [{ batteryPercent: 255 }, "data.batteryPercent:"],
      [{ mains: "yes" }, "data.mains:"],
      [{ firmware: "x".repeat(129) }, "data.firmware:"],
      [{ uptimeSec: -1 }, "data.uptimeSec:"],
      [{ bufferedEvents: 0.5 }, "data.bufferedEvents:"],
      [{ clockOffsetMs: 1e300 }, "data.clockOffsetMs:"],
    ],
  },
  "power.lost": {
    accepted: [
      [{}, {}],
      [
        { batteryPercent: 80, runtimeMin: 1440 },
        { batteryPercent: 80, runtimeMin: 1440 },
      ],
    ],
    rejected: [
      [{ batteryPercent: -1 }, "data.batteryPercent:"],
      [{ runtimeMin: -1 }, "data.runtimeMin:"],
      [{ runtimeMin: "long" }, "data.runtimeMin:"],
    ],
  },
  "power.restored": { accepted: [[{}, {}]], rejected: nothing },
  "battery.low": { accepted: battery, rejected: noBattery },
  "battery.empty": { accepted: battery, rejected: noBattery },
  "fault.raised": { accepted: fault, rejected: noFault },
  "fault.cleared": { accepted: fault, rejected: noFault },
  "door.opened": {
    accepted: [[{ authorised: false }, { authorised: false }]],
    rejected: [
      [{}, "data.authorised:"],
      [{ authorised: "no" }, "data.authorised:"],
      [{ authorised: 0 }, "data.authorised:"],
    ],
  },
  "tamper.detected": { accepted: [[{}, {}]], rejected: nothing },
  "alarm.raised": {
    accepted: [
      [
        { kind: "fall", alarmId: "a-1" },
        { kind: "fall", alarmId: "a-1" },
      ],
    ],
    rejected: [
      [{ alarmId: "a-1" }, "data.kind:"],
      [{ kind: "", alarmId: "a-1" }, "data.kind:"],
      [{ kind: "fall" }, "data.alarmId:"],
    ],
  },
  "alarm.answered": {
    accepted: [[{ alarmId: "a-1" }, { alarmId: "a-1" }]],
    rejected: [
      [{}, "data.alarmId:"],
      [{ alarmId: "a/1" }, "data.alarmId:"],
      [{ alarmId: 1 }, "data.alarmId:"],
    ],
  },
  "inventory.assigned": {
    accepted: [[{ residentRef: "r-1" }, { residentRef: "r-1" }]],
    rejected: [
      [{}, "data.residentRef:"],
      [{ residentRef: "" }, "data.residentRef:"],
      [{ residentRef: { ref: "r-1" } }, "data.residentRef:"],
    ],
  },
  "inventory.returned": { accepted: [[{}, {}]], rejected: nothing },
  "probe.result": {
    sender: "component",
    accepted: [
      [{ ok: true }, { ok: true }],
      [
        { ok: false, target: "https://host/health", latencyMs: 12.25 },
        { ok: false, target: "https://host/health", latencyMs: 12.25 },
      ],
      [
        { ok: true, certificateEndsAt: "1970-01-02T01:00:00+01:00" },
        { ok: true, certificateEndsAtMs: 86_400_000 },
      ],
    ],
    rejected: [
      [{}, "data.ok:"],
      [{ ok: "true" }, "data.ok:"],
      [{ ok: true, latencyMs: -1 }, "data.latencyMs:"],
      [{ ok: true, certificateEndsAt: "soon" }, "data.certificateEndsAt:"],
    ],
  },
  "outage.opened": { sender: "component", accepted: outage, rejected: noOutage },
  "outage.closed": { sender: "component", accepted: outage, rejected: noOutage },
  "maintenance.announced": {
    sender: "component",
    accepted: [
      [
        { from: at, to: later },
        { fromMs: atMs, toMs: laterMs },
      ],
      [
        { from: at, to: at, reason: "patch" },
        { fromMs: atMs, toMs: atMs, reason: "patch" },
      ],
    ],
    rejected: [
      [{ to: later }, "data.from:"],
      [{ from: later, to: at }, "data.to:"],
      [{ from: "2026-03-02", to: later }, "data.from:"],
    ],
  },
  "hop.passed": {
    sender: "component",
    accepted: [
      [hop, hop],
      [
        { ...hop, at },
        { ...hop, atMs },
      ],
    ],
    rejected: [
      [{ ...hop, flow: undefined }, "data.flow:"],
      [{ ...hop, step: 3 }, "data.step:"],
      [{ ...hop, messageId: "" }, "data.messageId:"],
      [{ ...hop, at: "now" }, "data.at:"],
    ],
  },
  "hop.rejected": {
    sender: "component",
    accepted: [
      [
        { ...hop, code: "3.1" },
        { ...hop, code: "3.1" },
      ],
      [
        { ...hop, code: "3.1", at },
        { ...hop, code: "3.1", atMs },
      ],
    ],
    rejected: [
      [hop, "data.code:"],
      [{ ...hop, code: 3.1 }, "data.code:"],
      [{ ...hop, code: "3.1", messageId: "m 1" }, "data.messageId:"],
    ],
  },
  "version.changed": {
    sender: "component",
    accepted: [
      [
        { version: "2.0", ...actor },
        { version: "2.0", ...actor },
      ],
    ],
    rejected: [
      [actor, "data.version:"],
      [{ version: "2.0", ...actor, actorOrg: "state" }, "data.actorOrg:"],
      [{ version: "2.0", actorOrg: "supplier" }, "data.actorRole:"],
    ],
  },
  "config.changed": {
    sender: "component",
    accepted: [
      [
        { what: "alert routing", ...actor },
        { what: "alert routing", ...actor },
      ],
    ],
    rejected: [
      [actor, "data.what:"],
      [{ what: "x".repeat(2001), ...actor }, "data.what:"],
      [{ what: "routing", actorRole: "operator" }, "data.actorOrg:"],
    ],
  },
  "access.logged": {
    sender: "component",
    accepted: [
      [
        { ...actor, purpose: "support", district: "grorud", outcome: "denied" },
        { ...actor, purpose: "support", district: "grorud", outcome: "denied" },
      ],
    ],
    rejected: [
      [{ ...actor, district: "grorud", outcome: "ok" }, "data.purpose:"],
      [{ ...actor, purpose: "support", outcome: "ok" }, "data.district:"],
      [{ ...actor, purpose: "support", district: "grorud", outcome: "maybe" }, "data.outcome:"],
    ],
  },
  "alert.raised": {
    sender: "component",
    accepted: [
      [
        { alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: 20 },
        { alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: 20 },
      ],
      [
        { alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: "30" },
        { alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: 30 },
      ],
      [
        { alertRef: "a-1", deviceId: "D-1", kind: "7", severity: "critical" },
        { alertRef: "a-1", deviceId: "D-1", kind: "7", severity: 40 },
      ],
    ],
    rejected: [
      [{ deviceId: "D-1", kind: "1.1", severity: 20 }, "data.alertRef:"],
      [{ alertRef: "a-1", kind: "1.1", severity: 20 }, "data.deviceId:"],
      [{ alertRef: "a-1", deviceId: "D-1", kind: 1.1, severity: 20 }, "data.kind:"],
      [{ alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: "bad" }, "data.severity:"],
      [{ alertRef: "a-1", deviceId: "D-1", kind: "1.1", severity: 41 }, "data.severity:"],
    ],
  },
  "alert.delivered": {
    sender: "component",
    accepted: [
      [
        { alertRef: "a-1", channel: "sms" },
        { alertRef: "a-1", channel: "sms" },
      ],
    ],
    rejected: [
      [{ channel: "sms" }, "data.alertRef:"],
      [{ alertRef: "a-1" }, "data.channel:"],
      [{ alertRef: "a-1", channel: null }, "data.channel:"],
    ],
  },
  "alert.acknowledged": { sender: "component", accepted: handled, rejected: notHandled },
  "alert.dispatched": { sender: "component", accepted: handled, rejected: notHandled },
  "alert.closed": { sender: "component", accepted: handled, rejected: notHandled },
};
