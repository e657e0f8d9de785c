import { type CityOptions, cityDistricts } from "./city/city.js";
import { localTimeOf, nextDate } from "./city/local-time.js";
import { districtNetworkLoss } from "./faults/district-network-loss.js";
import type { Fault } from "./faults/fault.js";
import { vendorCloudOutage } from "./faults/vendor-cloud-outage.js";

/** Somebody whom the day is about; times are wall times. */
interface Person {
  times: string[];
  critical: boolean;
  /** Times at which they leave the dose, on the scenario's day. */
  leaves?: string[];
}

/** A day in the city that somebody may want to see: whom it is about, and what goes wrong. */
export interface Scenario {
  summary: string;
  people: readonly Person[];
  /** `at` turns a wall time of the scenario's day into an instant. */
  faults(at: (time: string) => number): Fault[];
}

/** Two people with medicine for Parkinson's disease, every three hours. */
const parkinson: readonly [Person, Person] = [
  { times: ["06:30", "09:30", "12:30", "15:30", "18:30", "21:30"], critical: true },
  { times: ["06:20", "09:20", "12:20", "15:20", "18:20", "21:20"], critical: true },
];
const grorud = cityDistricts[0] as string;

export const scenarios: Record<string, Scenario> = {
  "quiet-day": {
    summary: "nothing breaks; a few doses are forgotten",
    people: parkinson,
    faults: () => [],
  },
  "cloud-outage-at-morning-doses": {
    summary: "the supplier's cloud is gone from 07:10 to 08:50",
    people: parkinson,
    faults: (at) => [vendorCloudOutage(at("07:10"), at("08:50"))],
  },
  "district-network-loss": {
    summary: "Grorud has no mobile network from 08:05 to 09:25",
    people: parkinson,
    faults: (at) => [districtNetworkLoss(grorud, at("08:05"), at("09:25"))],
  },
  "demo-morning": {
    summary: "what velvakt demo shows: cloud outage 09:12–10:20, network loss in Grorud 10:50–11:35",
    people: [
      parkinson[0],
      { ...parkinson[1], leaves: ["09:20"] },
      { times: ["07:30", "12:00", "20:00"], critical: false, leaves: ["07:30"] },
    ],
    faults: (at) => [
      vendorCloudOutage(at("09:12"), at("10:20")),
      districtNetworkLoss(grorud, at("10:50"), at("11:35")),
    ],
  },
};

/** The first local day whose morning lies ahead of `fromMs`. */
export function scenarioDate(timezone: string, fromMs: number): string {
  const local = localTimeOf(timezone);
  const date = local.dateOf(fromMs);
  return local.instantOf(date, "06:00") >= fromMs ? date : nextDate(date);
}

/** What to build a city of, for a scenario that happens on `date`. */
export function cityOptionsOf(
  { people, faults }: Scenario,
  timezone: string,
  date: string,
): Pick<CityOptions, "protagonists" | "faults"> {
  const local = localTimeOf(timezone);
  const at = (time: string) => local.instantOf(date, time);
  const protagonists = people.map(({ leaves = [], ...person }) => ({ ...person, leavesAtMs: leaves.map(at) }));
  return { protagonists, faults: faults(at) };
}
