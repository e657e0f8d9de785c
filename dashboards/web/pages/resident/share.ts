import { amount } from "../../format/amount.js";
import { useLanguage } from "../../language/language.js";

/** A part of a whole in numbers, and its share; the given words where there is no whole. */
export function useShare(): (part: number, whole: number, none: string) => string {
  const { period, locale } = useLanguage().words;
  return (part, whole, none) => {
    if (whole === 0) return none;
    const counts = period.of(part.toLocaleString(locale), whole.toLocaleString(locale));
    // Whole per cents of so few doses, cut and not rounded: all but one is not all.
    return period.share(counts, amount(Math.floor((100 * part) / whole), "%", locale));
  };
}
