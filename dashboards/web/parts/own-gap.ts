/** The root cause of an incident that was an outage of Velvakt's own. */
export const ownGap = "monitoring-gap";
