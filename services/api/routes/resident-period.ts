import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { residentPeriod, residentPeriodSpan } from "../../../rules/kpi/resident-period.js";
import { id, problemResponses } from "../contract/common.js";
import { residentPeriod as residentPeriodAnswer } from "../contract/resident-period.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import { existingResidentHistory } from "../existing.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

const querystring = z.strictObject({ days: z.coerce.number().int().min(7).max(90).default(30), ...tableQuery });

type Answer = z.output<typeof residentPeriodAnswer>;
type Week = Answer["weeks"][number];

const columns: CsvColumn<Week>[] = [
  { name: "week", value: ({ label }) => label },
  { name: "from", value: ({ from }) => from },
  { name: "to", value: ({ to }) => to },
  { name: "complete", value: ({ complete }) => complete },
  { name: "planned", value: ({ planned }) => planned },
  { name: "onTime", value: ({ doses }) => doses["on-time"] },
  { name: "early", value: ({ doses }) => doses.early },
  { name: "late", value: ({ doses }) => doses.late },
  { name: "missedUser", value: ({ missedBy }) => missedBy.user },
  { name: "missedEmpty", value: ({ missedBy }) => missedBy.empty },
  { name: "missedFault", value: ({ missedBy }) => missedBy.fault },
  { name: "unconfirmed", value: ({ doses }) => doses.unconfirmed },
  { name: "excused", value: ({ doses }) => doses.excused },
  { name: "pending", value: ({ doses }) => doses.pending },
  { name: "adherencePercent", value: ({ adherencePercent }) => adherencePercent },
  { name: "alerts", value: ({ alerts }) => Object.values(alerts).reduce((sum, count) => sum + count, 0) },
];

export function residentPeriodRoutes({ pool, ecosystem, now }: ApiOptions): FastifyPluginAsyncZod {
  const { timezone: zone, thresholds } = ecosystem;

  async function read(ref: string, days: number): Promise<Answer> {
    const nowMs = now();
    const history = await existingResidentHistory(pool, ref, residentPeriodSpan(zone, days, nowMs));
    const { missesInAWeek } = thresholds;
    const period = residentPeriod({ zone, days, nowMs, missesInAWeek, ...history });
    return {
      generatedAt: new Date(nowMs).toISOString(),
      residentRef: ref,
      timezone: zone,
      days,
      ...withIsoTimes(period),
      halves: period.halves.map(withIsoTimes),
      weeks: period.weeks.map(withIsoTimes),
      repeatedMisses: { ...period.repeatedMisses, spans: period.repeatedMisses.spans.map(withIsoTimes) },
      pauses: period.pauses.map(withIsoTimes),
    };
  }

  return async (app) => {
    app.get(
      "/v1/residents/:ref/period",
      {
        schema: {
          tags: ["residents"],
          summary: "One resident over the last weeks: doses, repeated misses, help, follow-ups, alerts, pauses",
          description:
            "For those with duty for the resident: nothing is suppressed. The last of the days is today. As a table: one row per week.",
          params: z.object({ ref: id.describe("The resident's token") }),
          querystring,
          response: {
            200: jsonOrCsv(residentPeriodAnswer),
            ...problemResponses("API_RESIDENT_UNKNOWN", "API_REQUEST_INVALID"),
          },
        },
      },
      async (request, reply) => {
        const { ref } = request.params;
        const answer = await read(ref, request.query.days);
        return asksForCsv(request) ? sendCsv(reply, `resident-${ref}-weeks`, columns, answer.weeks) : answer;
      },
    );
  };
}
