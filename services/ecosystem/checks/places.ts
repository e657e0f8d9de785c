import { didYouMean } from "../did-you-mean.js";
import { type Check, textsOf } from "../draft.js";
import { shown } from "../mistake.js";

/** A zone that the runtime knows; offsets such as +01:00 are refused, because they know no summer time. */
export const checkTimezone: Check = (draft) => {
  const zone = draft.raw.timezone;
  if (typeof zone !== "string" || zone === "" || isZone(zone)) return [];
  const suggestion = didYouMean(zone, Intl.supportedValuesOf("timeZone"));
  return [
    {
      code: "ECOSYSTEM_TIMEZONE",
      path: ["timezone"],
      message: `there is no time zone ${shown(zone)}${suggestion}`,
      action: "Write an IANA zone, such as Europe/Oslo.",
    },
  ];
};

function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Countries exist: where people with access and storage are is asked for in every audit. */
export const checkCountries: Check = (draft) => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  return textsOf(draft, "suppliers", "countries")
    .filter(({ value }) => /^[A-Z]{2}$/.test(value) && names.of(value) === undefined)
    .map(({ path, value }) => ({
      code: "ECOSYSTEM_COUNTRY",
      path,
      message: `there is no country with the code ${shown(value)}`,
      action: "Write the two letters of ISO 3166, such as NO, SE or IE.",
    }));
};
