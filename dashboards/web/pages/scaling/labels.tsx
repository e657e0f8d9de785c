import type { Criterion, GatePlace, Scaling } from "../../api/types.js";
import { amount } from "../../format/amount.js";
import { useLanguage } from "../../language/language.js";

/** In words and by shape: a level of risk has colours, a gate has none. */
export function GateLabel({ status }: { status: GatePlace["status"] }) {
  const { scaling } = useLanguage().words;
  return (
    <span className="gate" data-gate={status}>
      {scaling.statuses[status]}
    </span>
  );
}

const drawnAs = (met: boolean | null) => (met === null ? "UNKNOWN" : met ? "GO" : "NO-GO");

export function MetLabel({ met }: { met: boolean | null }) {
  const { scaling } = useLanguage().words;
  return (
    <span className="gate" data-gate={drawnAs(met)}>
      {scaling.met(met)}
    </span>
  );
}

export function Target({ criterion: { target, must, unit } }: { criterion: Criterion }) {
  const { scaling, locale } = useLanguage().words;
  const figure = amount(target, scaling.units[unit] ?? "", locale);
  return <>{must === "at-least" ? scaling.atLeast(figure) : scaling.atMost(figure)}</>;
}

export function Actual({ criterion: { actual, unit } }: { criterion: Criterion }) {
  const { scaling, locale } = useLanguage().words;
  return <>{actual === null ? scaling.ageUnknown : amount(actual, scaling.units[unit] ?? "", locale)}</>;
}

/** What is known of it: never more than that. */
export function Room({ headroom: { more, atMost, first } }: { headroom: GatePlace["headroom"] }) {
  const { scaling } = useLanguage().words;
  const known = more === null ? atMost : more;
  if (known === null) return <>{scaling.moreUnknown}</>;
  return (
    <>
      {more === null ? scaling.moreAtMost(known) : scaling.moreKnown(known)}
      {first !== null && <span className="note">{scaling.limits[first]}</span>}
    </>
  );
}

/** More names than these nobody reads in a table of places. */
const namesMax = 3;

/** What keeps a gate shut: what is not met; where nothing is not met, what cannot be judged. */
export function Stops({ status, criteria }: Pick<GatePlace, "status" | "criteria">) {
  const { words, say } = useLanguage();
  const { scaling } = words;
  const stops = criteria.filter(({ met }) => met === (status === "NO-GO" ? false : null));
  if (status === "GO" || stops.length === 0) return <>{scaling.nothing}</>;
  const named = stops.slice(0, namesMax).map(({ name }) => say(name));
  return (
    <>
      {named.join(", ")}
      {stops.length > namesMax && ` ${scaling.andMore(stops.length - namesMax)}`}
    </>
  );
}

export interface Place extends GatePlace {
  /** Empty: the city. */
  id: string;
  name: string;
}

/** The city first, then its districts. */
export function placesOf({ city, districts }: Scaling, cityName: string): [Place, ...Place[]] {
  return [{ id: "", name: cityName, ...city }, ...districts];
}
