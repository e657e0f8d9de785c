import { amount } from "../../format/amount.js";
import { useLanguage } from "../../language/language.js";
import { useLive } from "../../live/live.js";
import type { Figure } from "./latest.js";

/** Why a period is not whole: it is not over, or its hours have not all been counted. */
export function PeriodName({ figure: { label, complete, to } }: { figure: Figure }) {
  const { figures } = useLanguage().words;
  const { asOf } = useLive();
  const isOver = asOf !== null && to <= asOf;
  return (
    <>
      {label}
      {!complete && <span className="note">{isOver ? figures.notWhole : figures.notOver}</span>}
    </>
  );
}

export function FigureValue({ figure: { suppressed, value }, unit }: { figure: Figure; unit: string }) {
  const { figures, locale } = useLanguage().words;
  if (suppressed) return <>{figures.suppressed}</>;
  return <>{value === null ? figures.noValue : amount(value, unit, locale)}</>;
}
