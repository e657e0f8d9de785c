import { slaStateWords } from "../../../words.js";
import type { SlaWindow } from "../../api/types.js";
import { percent } from "../../format/percent.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";

/** Drawn like the states of components: by shape and weight, not by a colour of risk. */
const drawnAs = { kept: "up", "at-risk": "maintenance", lost: "down", unknown: "unknown" } as const;

export function StateLabel({ state }: { state: SlaWindow["state"] }) {
  const { say } = useLanguage();
  return (
    <span className="status" data-status={drawnAs[state]}>
      {say(slaStateWords[state])}
    </span>
  );
}

export function Availability({ window }: { window: SlaWindow }) {
  const { words } = useLanguage();
  const { availabilityPercent, agreedPercent } = window;
  return (
    <>
      {availabilityPercent === null ? words.sla.notKnown : percent(availabilityPercent, words.locale)}
      <span className="note">{words.sla.agreed(percent(agreedPercent, words.locale))}</span>
    </>
  );
}

export function BudgetLeft({ window: { budgetMin, budgetLeftMin } }: { window: SlaWindow }) {
  const { sla } = useLanguage().words;
  if (budgetLeftMin < 0) return <>{sla.over(sla.minutes(-budgetLeftMin))}</>;
  return <>{sla.leftOf(sla.minutes(budgetLeftMin), sla.minutes(budgetMin))}</>;
}

/** When the contract breaks if it goes on like this, and what "like this" means. */
export function Forecast({ window: { forecast, state }, now }: { window: SlaWindow; now: string }) {
  const { sla } = useLanguage().words;
  const { times } = useInstallation();
  if (forecast === null) return <>–</>;
  if (state === "lost") return <>{sla.broken}</>;
  const basis = forecast.basis === "down-now" ? sla.basisDown : sla.basisDay;
  // Nobody has measured: no promise about how it goes on.
  if (forecast.lostAt === null) return <>{state === "unknown" ? sla.notKnown : sla.holds}</>;
  return (
    <>
      <strong>{sla.breaksAt(times.when(forecast.lostAt, now))}</strong>
      <span className="note">{basis}</span>
    </>
  );
}
