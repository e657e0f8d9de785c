import type { Indicator, Proposal, Scenario } from "../../api/types.js";
import { amount } from "../../format/amount.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";

export function IndicatorValue({ indicator }: { indicator: Indicator | null }) {
  const { fros, locale } = useLanguage().words;
  if (indicator === null || indicator.value === null) return <>{fros.levels["insufficient data"]}</>;
  return <>{amount(indicator.value, fros.units[indicator.unit] ?? "", locale)}</>;
}

export function useCoverage(): (indicator: Indicator | null) => string {
  const { fros, locale } = useLanguage().words;
  return (indicator) =>
    indicator === null || indicator.coveragePercent === null
      ? fros.coverageUnknown
      : amount(indicator.coveragePercent, "%", locale);
}

/** What was observed, with how much it rests on. */
export function Observed({ indicator }: { indicator: Indicator | null }) {
  const { fros, locale } = useLanguage().words;
  const coverage = useCoverage();
  const sample = (indicator?.sample ?? 0).toLocaleString(locale, { maximumFractionDigits: 0 });
  return (
    <>
      <IndicatorValue indicator={indicator} />
      <span className="note">{fros.restsOn(sample)}</span>
      <span className="note">{fros.covered(coverage(indicator))}</span>
    </>
  );
}

/** What the tool proposes; too little data is said and never looks like a low risk. */
export function Proposed({ proposal: { probability, range } }: { proposal: Proposal }) {
  const { fros } = useLanguage().words;
  if (probability === null) return <>{fros.levels["insufficient data"]}</>;
  return (
    <>
      {probability}
      {range && range.low !== range.high && <span className="note">{fros.between(range.low, range.high)}</span>}
    </>
  );
}

/** What people have said of it, and until when. */
export function StateOf({ scenario: { state, acceptance } }: { scenario: Scenario }) {
  const { fros } = useLanguage().words;
  const { times } = useInstallation();
  return (
    <>
      {fros.states[state]}
      {acceptance !== null && state !== "green" && (
        <span className="note">
          {acceptance.state === "valid"
            ? fros.acceptedUntil(times.date(acceptance.until))
            : fros.acceptances[acceptance.state]}
        </span>
      )}
    </>
  );
}

/** Why people should look at it again. */
export function Due({ scenario: { assessment, reassess } }: { scenario: Scenario }) {
  const { words, say } = useLanguage();
  const { fros } = words;
  if (assessment === null) return <>{fros.neverAssessed}</>;
  if (reassess.length === 0) return <>{fros.notDue}</>;
  return (
    <ul className="due">
      {reassess.map(({ id, what }) => (
        <li key={`${id}/${what.en}`}>{say(what)}</li>
      ))}
    </ul>
  );
}
