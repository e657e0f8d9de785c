import { z } from "zod";
import { instant, instantOrNull, named, personText } from "./common.js";
import { text, verdict } from "./records.js";

/** What happened in an incident, to whom, who knew of it, and what a person concluded: live and afterwards. */

const party = z.object({ id: z.string(), name: z.string() });

const counts = z.object({
  dispensed: z.int().describe("Early, on time or late"),
  missed: z.int(),
  unconfirmed: z.int(),
  excused: z.int(),
  pending: z.int(),
});

export const timelineKinds = [
  "began",
  "maintenance-from",
  "maintenance-to",
  "gap-from",
  "gap-to",
  "found",
  "told",
  "taken",
  "decision-due",
  "first-deadline",
  "restore-at-risk",
  "restore-breached",
  "ended",
  "closed",
  "cause-closed",
  "assessed",
  "reviewed",
] as const;

const timelineEntry = z.object({
  at: instant,
  what: z.enum(timelineKinds),
  who: z.string().nullable().describe("Teams told, or the person"),
  detail: z.string().nullable().describe("Stage told, how it was found or ended, component, or the person's words"),
});

const affectedDose = z.object({
  doseId: z.string(),
  residentRef: z.string(),
  district: z.string(),
  deviceId: z.string(),
  scheduledAt: instant,
  deadlineAt: instant,
  critical: z.boolean(),
  verdictAtDeadline: verdict.nullable().describe("What was known when the deadline passed"),
  verdict: verdict.describe("What is known now"),
  cause: z.string().nullable(),
  dispensedAt: instantOrNull,
  followup: z.string().nullable(),
});

const review = z.object({
  at: instant,
  actor: z.string(),
  conclusion: z.string(),
  caseNumber: z.string().nullable(),
  causedBy: party.nullable().describe("Whom that person holds to have caused it"),
  dosesReviewed: z.int(),
  final: z.boolean().describe("Said after the incident had ended: it concludes it"),
});

export const incidentReportAnswer = named(
  "IncidentReport",
  z.object({
    asOf: instant,
    incidentId: z.string(),
    rootCause: z.string(),
    name: text,
    since: instant,
    openedAt: instant,
    endedAt: instantOrNull.describe("When the cause was over"),
    closedAt: instantOrNull,
    foundBy: z.enum(["declared", "probes", "inferred"]),
    confidencePercent: z.number(),
    closeReason: z.string().nullable(),
    components: z.array(z.object({ id: z.string(), name: text })).describe("The cause and what was down because of it"),
    durationMin: z.number().describe("From its beginning to its end, or to now"),
    residents: z.int(),
    residentHours: z.number().describe("Residents concerned × hours it lasted, at most: some were reached meanwhile"),
    devices: z.int(),
    doses: z.object({
      total: z.int(),
      critical: z.int(),
      atDeadline: counts.describe("What was known when each deadline passed; pending: not passed, or known only later"),
      now: counts,
      criticalAtDeadline: counts,
      criticalNow: counts,
      changed: z.int().describe("Whose verdict now is another than at the deadline"),
      followups: z.record(z.string(), z.int()).describe("What people found out, by answer"),
      notFollowedUp: z.int().describe("Missed or unconfirmed now, and nobody has asked"),
    }),
    affected: z.array(affectedDose).describe("Doses of it, the worst first; the table has all of them"),
    decision: z.object({
      at: instantOrNull.describe("Until when to decide on manual rounds"),
      takenAt: instantOrNull.describe("When somebody took the incident"),
      takenBy: z.string().nullable(),
      inTime: z
        .boolean()
        .nullable()
        .describe("It was taken before; null while that is open, and where the limit had passed when it was found"),
    }),
    supplier: z.object({
      dutyPhone: z.string().nullable(),
      caseNumber: z.string().nullable().describe("The latest that a person entered"),
      chain: z.array(party).describe("From the operator of what failed up to whoever has the contract"),
    }),
    told: z.array(
      z.object({
        at: instant,
        teamId: z.string(),
        team: z.string(),
        stage: z.string(),
        title: text,
        body: text,
        channels: z.array(
          z.object({ channelId: z.string(), status: z.enum(["pending", "done", "failed"]), doneAt: instantOrNull }),
        ),
      }),
    ),
    alerts: z.array(
      z.object({ kind: z.string(), alerts: z.int(), notified: z.int(), acknowledged: z.int(), closed: z.int() }),
    ),
    maintenance: z.array(z.object({ componentId: z.string(), name: text, from: instant, to: instantOrNull })),
    timeline: z.array(timelineEntry),
    unknown: z.object({
      doses: z.int().describe("Unconfirmed now"),
      pending: z.int(),
      gaps: z
        .array(z.object({ from: instant, to: instantOrNull }))
        .describe("Times in which Velvakt itself could not listen"),
      causeIsInferred: z.boolean().describe("The cause was concluded from silence, and nobody has confirmed it"),
      notDelivered: z.int().describe("Messages that no channel has delivered"),
    }),
    reviewState: z
      .enum(["not-needed", "ongoing", "waiting", "reviewed"])
      .describe("While it is waiting, the scaling gate stays shut; without doses nothing needs to be reviewed"),
    changedSinceReview: z.int().describe("Doses whose verdict has changed since the last review"),
    reviews: z.array(review),
  }),
);

export const reviewBody = named(
  "IncidentReviewBody",
  z.strictObject({
    actor: personText(128),
    conclusion: personText(4000),
    caseNumber: personText(64).optional().describe("The supplier's"),
    causeSupplier: z.string().min(1).max(64).optional().describe("Id of whom the reviewer holds to have caused it"),
    dosesReviewed: z.int().min(0).describe("How many doses the report showed: of another number nobody has concluded"),
  }),
);
