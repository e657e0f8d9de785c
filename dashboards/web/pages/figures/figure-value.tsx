import { amount } from "../../format/amount.js";
import { useLanguage } from "../../language/language.js";
import type { Figure } from "./latest.js";

export function FigureValue({ figure: { suppressed, value }, unit }: { figure: Figure; unit: string }) {
  const { figures, locale } = useLanguage().words;
  if (suppressed) return <>{figures.suppressed}</>;
  return <>{value === null ? figures.noValue : amount(value, unit, locale)}</>;
}
