import type { periodNo, refillsNo } from "./people-no.js";

const dispensers = (count: number) => (count === 1 ? "1 dispenser runs" : `${count} dispensers run`);
const doses = (count: number) => (count === 1 ? "1 dose" : `${count} doses`);

export const refillsEn: typeof refillsNo = {
  title: "Dispensers that need a refill or a new roll",
  lead: (count, hours) => `${dispensers(count)} out within ${hours} hours. What has to be done first comes first.`,
  unknown: (count) =>
    count === 1
      ? "Of 1 dispenser nobody knows what is left. It is not in the list."
      : `Of ${count} dispensers nobody knows what is left. They are not in the list.`,
  emptyTitle: (hours) => `No dispenser that we know of runs out within ${hours} hours`,
  emptyBody: "What has been said of their stock lasts longer than the doses of the plans.",
  hours: "Within",
  within: (hours) => (hours <= 72 ? `${hours} hours` : `${hours / 24} days`),
  before: "To be done before",
  todo: "Do this",
  what: { empty: "Refill", stock: "Refill", "roll-ends": "Change the roll" },
  runsOut: "Last dose",
  emptySince: "empty since",
  next: "Next dose",
  download: "Download the list (CSV)",
};

export const periodEn: typeof periodNo = {
  title: (days) => `The last ${days} days`,
  choose: "Period",
  choice: (days) => `${days} days`,
  note: "The share is dispensed doses of all that are decided. Unknown doses never count as dispensed, so it is at least so high. Dispensed does not mean taken.",
  none: "No doses are planned in the period.",
  dispensed: "Dispensed",
  of: (part, whole) => `${part} of ${whole}`,
  share: (text, percent) => `${text} (${percent})`,
  firstHalf: "Dispensed, first half",
  secondHalf: "Dispensed, second half",
  nothingDecided: "none decided",
  assisted: "Dispensed with help",
  assistedUnknown: "not noted",
  withHelp: "with help",
  counted: (name, count) => `${name}: ${count}`,
  followups: "Follow-up of those not dispensed or unknown",
  noFollowup: "Not noted",
  noneToFollow: "none to follow up",
  repeated: (misses) => `${misses} or more not dispensed within seven days`,
  notRepeated: "no",
  span: (from, to, count) => `${from === to ? from : `${from} to ${to}`}: ${doses(count)}`,
  pauses: "Pauses and handed out before",
  noPauses: "none",
  alerts: "Alerts about the resident",
  alertCount: "Alerts",
  noAlerts: "none",
  weeks: "Week by week",
  week: "Week",
  weekName: (week, from) => `${week} (from ${from})`,
  partial: "part of the week",
  course: "Outcome",
  courseLabel: (parts) => `Outcome: ${parts}`,
  planned: "Planned",
  download: "Download the weeks (CSV)",
};
