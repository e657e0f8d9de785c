import type { Query } from "../api/queries.js";

/** In the address of the doses page, beside the verdicts: the doses whose time has not come. */
export const coming = "coming";

/** What the API is to be asked for; without a choice the doses so far, as the first page counts them. */
export function dosesQuery(chosen: { verdict: string; district: string; date: string }): Query {
  const isComing = chosen.verdict === coming;
  return { ...chosen, verdict: isComing ? "" : chosen.verdict, due: isComing ? "false" : "true" };
}
