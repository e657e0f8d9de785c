/** The four areas a consequence is judged in, in the order people read them. */
export const areas = ["life-and-health", "compliance", "goal-attainment", "trust"] as const;
