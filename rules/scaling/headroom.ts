import type { ScalingConfig } from "../model/ecosystem.js";
import type { Text } from "../model/record.js";
import type { DistrictEvidence } from "./evidence.js";
import { reachOf } from "./fallback.js";
import { waitLongerChance } from "./queue.js";
import { figure, text } from "./words.js";

/** What growth would meet first. */
export interface HeadroomLimit {
  id: "ceiling" | "peak-alerts" | "waiting" | "fallback";
  /** Residents more until then, negative when it is passed already; null while that cannot be said. */
  more: number | null;
  why: Text;
}

export interface Headroom {
  district: string | null;
  residents: number;
  /** Until the first limit is met; null while one of them is not known. */
  more: number | null;
  /** Until the first of those that are known. */
  atMost: number | null;
  first: HeadroomLimit["id"] | null;
  limits: HeadroomLimit[];
}

/** More than any city: what grows without meeting a limit is cut here. */
const residentsMax = 100_000;
/** Nine of ten alerts have to find a free phone within the limit. */
const waitLongerMax = 0.1;

export function headroomAssumptions({ handlingMin, visitMin }: ScalingConfig): Text[] {
  const handling = figure(handlingMin);
  const visit = figure(visitMin);
  return [
    text(
      "Varslene vokser i takt med antall innbyggere, og fordeler seg over døgnet som de siste ukene.",
      "Alerts grow with the number of residents, and spread over the day as in the last weeks.",
    ),
    text(
      "I den travleste timen kommer varslene tilfeldig (M/M/c, Erlang C); én vakttelefon tar ett varsel om gangen.",
      "In the busiest hour alerts come by chance (M/M/c, Erlang C); a duty phone takes one alert at a time.",
    ),
    text(`Ett varsel tar ${handling.no} minutter.`, `An alert takes ${handling.en} minutes.`),
    text(
      "Uten ett eneste varsel i perioden regnes det med ett: ingen har sett at det går bra.",
      "Without a single alert in the time one is assumed: nobody has seen that it goes well.",
    ),
    text(
      `Et besøk i manuelle runder tar ${visit.no} minutter med reise, og alle må nås innen mobiliseringstiden.`,
      `A visit of the manual rounds takes ${visit.en} minutes with travel, and all must be reached within the time to mobilise.`,
    ),
  ];
}

function limit(id: HeadroomLimit["id"], most: number | null, residents: number, why: Text): HeadroomLimit {
  if (most === null) return { id, more: null, why: text("Grunnlaget mangler", "There is no evidence") };
  return { id, more: Math.min(most, residentsMax) - residents, why };
}

/** The largest number for which `holds`, which holds for none beyond the first for which it does not. */
function largest(holds: (n: number) => boolean): number {
  let low = 0;
  let high = residentsMax;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function peakLimit({ residents, dutyPhones, phonePeak }: DistrictEvidence, { criteria }: ScalingConfig): HeadroomLimit {
  const { alertsPerPhoneHourMax } = criteria;
  const isKnown = phonePeak !== null && residents > 0 && dutyPhones > 0;
  // At least one alert in the worst hour: a quiet month proves little.
  const perResident = isKnown ? Math.max(phonePeak, 1 / dutyPhones) / residents : 0;
  const most = isKnown ? Math.floor(alertsPerPhoneHourMax / perResident + 1e-9) : null;
  const peak = figure(phonePeak ?? 0);
  return limit(
    "peak-alerts",
    most,
    residents,
    text(
      `${peak.no} varsler per vakttelefon i verste time nå, høyst ${alertsPerPhoneHourMax}`,
      `${peak.en} alerts per duty phone in the worst hour now, at most ${alertsPerPhoneHourMax}`,
    ),
  );
}

function waitingLimit(district: DistrictEvidence, { handlingMin, criteria }: ScalingConfig): HeadroomLimit {
  const { residents, dutyPhones, responseLimitMin, busiestHourAlerts } = district;
  const isKnown = busiestHourAlerts !== null && residents > 0;
  const perResident = isKnown ? Math.max(busiestHourAlerts, 1 / criteria.heldDays) / residents : 0;
  const inTime = (n: number) =>
    waitLongerChance({ servers: dutyPhones, perHour: perResident * n, handlingMin }, responseLimitMin) <= waitLongerMax;
  const busy = figure(busiestHourAlerts ?? 0);
  return limit(
    "waiting",
    isKnown ? largest(inTime) : null,
    residents,
    text(
      `${busy.no} varsler i den travleste timen og ${dutyPhones} vakttelefoner: ni av ti må være fri innen ${responseLimitMin} minutter`,
      `${busy.en} alerts in the busiest hour and ${dutyPhones} duty phones: nine of ten must find one within ${responseLimitMin} minutes`,
    ),
  );
}

function fallbackLimit(district: DistrictEvidence, { visitMin }: ScalingConfig): HeadroomLimit {
  const reach = reachOf(district, visitMin);
  const why = text(`Manuelle runder når ${reach}`, `Manual rounds reach ${reach}`);
  return limit("fallback", reach, district.residents, why);
}

function gathered(district: string | null, residents: number, limits: HeadroomLimit[]): Headroom {
  const known = limits.flatMap(({ id, more }) => (more === null ? [] : [{ id, more }]));
  const [first] = [...known].sort((a, b) => a.more - b.more);
  const atMost = first?.more ?? null;
  const isWhole = known.length === limits.length;
  return { district, residents, more: isWhole ? atMost : null, atMost, first: first?.id ?? null, limits };
}

/** What is left below the approved ceiling is for all districts together. */
function ceilingLimit(cityResidents: number, residents: number, { ceiling }: ScalingConfig): HeadroomLimit {
  const why = text(
    `${cityResidents} av ${ceiling} godkjente innbyggere i byen`,
    `${cityResidents} of ${ceiling} approved residents in the city`,
  );
  return limit("ceiling", residents + ceiling - cityResidents, residents, why);
}

export function districtHeadroom(district: DistrictEvidence, cityResidents: number, config: ScalingConfig): Headroom {
  return gathered(district.id, district.residents, [
    ceilingLimit(cityResidents, district.residents, config),
    peakLimit(district, config),
    waitingLimit(district, config),
    fallbackLimit(district, config),
  ]);
}

/** The city's: what its districts have room for together, kind by kind, below the ceiling. */
export function cityHeadroom(districts: readonly DistrictEvidence[], config: ScalingConfig): Headroom {
  const residents = districts.reduce((sum, one) => sum + one.residents, 0);
  const ids = ["peak-alerts", "waiting", "fallback"] as const;
  const rooms = districts.map((one) => districtHeadroom(one, residents, config).limits);
  const together = ids.map((id): HeadroomLimit => {
    const mores = rooms.map((limits) => limits.find((one) => one.id === id)?.more ?? null);
    const known = mores.filter((more) => more !== null);
    const isWhole = known.length === mores.length && mores.length > 0;
    const sum = known.reduce((all, more) => all + Math.max(0, more), 0);
    return limit(id, isWhole ? residents + sum : null, residents, text("Summen av bydelene", "The districts together"));
  });
  return gathered(null, residents, [ceilingLimit(residents, residents, config), ...together]);
}
