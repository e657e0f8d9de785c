/**
 * Every series there is: names, tags, fields and units, in one place for those who write and those who draw them.
 *
 * **Cardinality.** Tags have only values that this program or the ecosystem file lists (`other` for the rest), never
 * what a sender can choose: devices are fields. With Oslo's file (15 districts, 7 classes, 26 components with their
 * districts) no measurement can have more than some twenty thousand series, and the number of devices does not count.
 *
 * **Residents** are in none of them, not even as a token: a field cannot be erased for one person. Nor are plans,
 * whose ids lead to a resident.
 *
 * The series say what was concluded *when*; what is true of a dose now is in the ledger. Key figures are about a
 * period instead: they stand at its beginning as they are now.
 */
export interface Measurement {
  says: string;
  /**
   * `event`: made from the log by whoever reads it; `point`: written with the commit that concluded it; `period`: about
   * a stretch of the calendar, at its beginning, where a later count takes the place of an earlier one.
   */
  source: "event" | "point" | "period";
  tags: Record<string, string>;
  fields: Record<string, Field>;
}

export interface Field {
  type: "integer" | "float" | "boolean" | "string";
  /** `1` for what is counted. */
  unit: string;
  says: string;
  /** Of `event`: it is this field of the event's data. */
  ofData?: true;
}

const integer = (unit: string, says: string): Field => ({ type: "integer", unit, says });
const float = (unit: string, says: string): Field => ({ type: "float", unit, says });
const text = (says: string): Field => ({ type: "string", unit: "", says });
const flag = (says: string): Field => ({ type: "boolean", unit: "", says });
const data = (field: Field): Field => ({ ...field, ofData: true });

const kpiFields = {
  value: float("", "the figure, in its own unit; absent where it is unknown or suppressed"),
  count: float("1", "what was counted; sums over days, with `sample`, give the figure of more days"),
  sample: float("1", "of how many"),
  coveragePercent: float("%", "how much of what it should rest on is known"),
  suppressed: flag("too few to be shown above those with duty for the residents"),
  computedAtMs: integer("ms", "counted last, since 1970"),
};

export const measurements = {
  event: {
    says: "One message, act or gap of the log, at its reception",
    source: "event",
    tags: {
      kind: "kind of log entry",
      type: "event type; `other` where this version does not know it",
      district: "district of the topic",
      deviceClass: "class of the topic",
      component: "component that spoke",
      reason: "why it was rejected",
    },
    fields: {
      seq: integer("1", "place in the log"),
      deviceId: text("who spoke"),
      deviceTimeMs: integer("ms", "the sender's clock, since 1970"),
      delayMs: float("ms", "reception minus the sender's clock"),
      replayed: flag("sent from a buffer"),
      test: flag("part of a chain test"),
      rssiDbm: data(float("dBm", "signal strength")),
      batteryPercent: data(float("%", "battery")),
      mains: data(flag("on mains")),
      uptimeSec: data(float("s", "since the device started")),
      bufferedEvents: data(float("1", "waiting in the device")),
      clockOffsetMs: data(float("ms", "the device's own estimate")),
      runtimeMin: data(float("min", "left on battery")),
      dosesLeft: data(float("1", "doses in the device")),
      ok: data(flag("the probe was answered")),
      latencyMs: data(float("ms", "the probe's answer")),
      firmware: data(text("version")),
      mode: data(text("how it was dispensed")),
    },
  },
  dose: {
    says: "One verdict, when it was decided; a revision is two points, the old one with change −1",
    source: "point",
    tags: {
      district: "district of the dose",
      verdict: "early, on-time, late, missed, unconfirmed, excused",
      cause: "of missed and unconfirmed",
      critical: "yes, no",
      revised: "yes when it replaces another verdict or is replaced",
    },
    fields: {
      change: integer("1", "1 decided, −1 replaced: the sum is how many there are"),
      deviceId: text("dispenser"),
      scheduledAtMs: integer("ms", "planned instant, since 1970"),
      delayMin: float("min", "dispensed after the planned instant"),
      decidedAfterMin: float("min", "decided after the planned instant"),
    },
  },
  device_status: {
    says: "One change of a device's status",
    source: "point",
    tags: { district: "its district", deviceClass: "its class", status: "online, offline, unknown" },
    fields: {
      online: integer("1", "1 online, 0 otherwise"),
      deviceId: text("device"),
      batteryPercent: float("%", "battery"),
      firmware: text("version"),
    },
  },
  component_status: {
    says: "A component's status: each change of it, and every five minutes as it stands",
    source: "point",
    tags: { component: "component", status: "up, down, maintenance, unknown" },
    fields: {
      up: integer("1", "1 up, 0 otherwise"),
      state: text("the status, to be drawn over time"),
      downMin: float("min", "down so far"),
      maintenanceMin: float("min", "in maintenance so far"),
      unknownMin: float("min", "unknown so far"),
    },
  },
  hop: {
    says: "One message at one step of a flow",
    source: "point",
    tags: { flow: "flow", step: "component", outcome: "passed, rejected", district: "district of the sender, or _" },
    fields: {
      seq: integer("1", "place in the log"),
      latencyMs: float("ms", "since the step before, where that was heard"),
      code: text("of a rejection"),
    },
  },
  alert: {
    says: "One thing that happened to an alert",
    source: "point",
    tags: {
      kind: "kind",
      district: "district, or _ for what concerns all",
      severity: "normal, moderate, serious, critical",
      scenario: "R1–R8",
      transition: "opened, notified, acknowledged, cleared, closed",
    },
    fields: {
      openMin: float("min", "since it was opened"),
      deviceId: text("device"),
      what: text("component or flow, of an alert about the chain"),
      incidentId: text("incident that explains it"),
    },
  },
  delivery: {
    says: "One notification to one channel that came to an end",
    source: "point",
    tags: { team: "team", channel: "channel", outcome: "done, failed", severity: "of the notification" },
    fields: {
      attempts: integer("1", "attempts it took"),
      latencyMs: float("ms", "from the commit to the end"),
    },
  },
  sla: {
    says: "The account of a component's contract window: every five minutes while it runs, and when late data has changed it afterwards; of each window the last point speaks",
    source: "point",
    tags: { component: "component" },
    fields: {
      window: text("2026-03 or 2026-Q1"),
      elapsedMin: float("min", "of the window so far: up, down, maintenance and unknown are all of it"),
      upMin: float("min", "up"),
      agreedPercent: float("%", "agreed availability"),
      availabilityPercent: float("%", "availability; absent while too little is known"),
      coveragePercent: float("%", "of the time that is known"),
      downMin: float("min", "down, unplanned"),
      maintenanceMin: float("min", "in maintenance"),
      unknownMin: float("min", "unknown"),
      budgetMin: float("min", "error budget of the window"),
      budgetLeftMin: float("min", "left of it"),
      outages: integer("1", "that began in the window"),
      outagesLate: integer("1", "of them restored later than agreed, or not yet"),
    },
  },
  district_now: {
    says: "What is so in a district at that minute, counted as on the first page",
    source: "point",
    tags: { district: "district, or _ for what belongs to none" },
    fields: {
      devices: integer("1", "devices"),
      online: integer("1", "devices in contact"),
      offline: integer("1", "devices without contact"),
      unknown: integer("1", "devices of which nothing can be known"),
      tasks: integer("1", "alerts that need a human"),
      untaken: integer("1", "those of them that nobody has taken"),
      timeCritical: integer("1", "those of them about time-critical medicine"),
      people: integer("1", "residents they concern"),
      oldestUntakenMin: float("min", "since the oldest that nobody has taken was opened; 0 without one"),
    },
  },
  velvakt: {
    says: "Velvakt's own state, every minute",
    source: "point",
    tags: {},
    fields: {
      logSeq: integer("1", "last event of the log"),
      engineLagMs: float("ms", "time that the rules have not worked through yet"),
      pending: integer("1", "messages taken and not committed"),
      waiting: integer("1", "messages waiting at the door"),
      unprocessable: integer("1", "messages put aside since start because rules or store failed on them"),
      deliveriesWaiting: integer("1", "notifications on their way to a channel"),
      deliveriesRetried: integer("1", "attempts to be repeated, since start"),
      deliveriesFailed: integer("1", "notifications given up, since start"),
      projectionBehind: integer("1", "events of the log that InfluxDB has not been told"),
      notReady: integer("1", "parts that are not ready; see /readyz"),
      memoryMb: float("MB", "resident memory"),
      eventLoopP99Ms: float("ms", "how late timers were in that minute, 99th percentile"),
      uptimeSec: float("s", "since start"),
    },
  },
  kpi_district: {
    says: "One key figure of a district and a local day, for those with duty for its residents: nothing is suppressed",
    source: "period",
    tags: { district: "district, or _ for what belongs to none", kpi: "key figure" },
    fields: kpiFields,
  },
  kpi_city: {
    says: "One key figure of the city and a local day, week or month; counts of 1–4 residents are left out, 0 is not",
    source: "period",
    tags: { kpi: "key figure", period: "day, week, month" },
    fields: kpiFields,
  },
  scenario: {
    says: "One FROS scenario: what telemetry proposes and what people have decided, every five minutes",
    source: "point",
    tags: { scenario: "R1–R8" },
    fields: {
      observed: float("", "what its bands count, in their unit; absent where nothing was observed"),
      sample: float("1", "observations it was made of"),
      coveragePercent: float("%", "of what should have been observed"),
      proposedProbability: integer("1", "1–5; absent while the evidence carries no proposal"),
      proposedLevel: text("green, yellow, red, insufficient data"),
      confidence: text("high, medium, low, insufficient data"),
      assessedProbability: integer("1", "1–5 of the latest assessment; absent until there is one"),
      assessedConsequence: integer("1", "1–5, the gravest of its areas"),
      state: text("not-assessed, green, accepted, not-accepted"),
    },
  },
  scaling: {
    says: "One scaling gate, every five minutes",
    source: "point",
    tags: { district: "district; _ is the city" },
    fields: {
      status: text("GO, NO-GO, UNKNOWN"),
      gate: integer("1", "1 GO, 0 UNKNOWN, −1 NO-GO"),
      unmet: integer("1", "criteria not met"),
      unknown: integer("1", "criteria that cannot be judged"),
      served: integer("1", "people with a dispenser or a plan"),
      headroom: integer("1", "residents more before the first limit is met; absent while a limit is unknown"),
      headroomAtMost: integer("1", "before the first of the limits that are known"),
    },
  },
  scaling_criterion: {
    says: "One criterion of a scaling gate, every five minutes",
    source: "point",
    tags: { district: "district; _ is the city", criterion: "criterion" },
    fields: {
      actual: float("", "the figure, in the criterion's unit; absent while it cannot be said"),
      target: float("", "what it must be at least, or at most"),
      met: integer("1", "1 met, 0 cannot be judged, −1 not met"),
    },
  },
} as const satisfies Record<string, Measurement>;

export type MeasurementName = keyof typeof measurements;
type TagOf<M extends MeasurementName> = keyof (typeof measurements)[M]["tags"];
type FieldOf<M extends MeasurementName> = keyof (typeof measurements)[M]["fields"];

/** A point as this program makes it: absent values are left out. */
export interface MadePoint<M extends MeasurementName = MeasurementName> {
  measurement: M;
  tags: Partial<Record<TagOf<M> & string, string | null>>;
  fields: Partial<Record<FieldOf<M> & string, string | number | boolean | null>>;
}

/** The table by name, for whoever is given a name as text. */
export function measurementOf(name: string): Measurement | null {
  return Object.hasOwn(measurements, name) ? measurements[name as MeasurementName] : null;
}
