import { verdictLooks, verdictOrder } from "../../../words.js";
import type { Overview } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { coming } from "../../parts/coming.js";
import { VerdictSwatch, verdictStyle } from "../../parts/labels.js";
import { hrefOf, PageLink } from "../../router.js";
import { Panel } from "./panel.js";

/** Narrower parts keep their place in the list below and carry no number of their own. */
const numberedShareMin = 0.05;

/** Today's doses as one bar: what is known, and hatched what is not. */
export function DosesToday({ overview }: { overview: Overview }) {
  const { words, say } = useLanguage();
  const { counts, date, laterToday } = overview.dosesToday;
  const total = verdictOrder.reduce((sum, verdict) => sum + counts[verdict], 0);
  const shown = verdictOrder.filter((verdict) => counts[verdict] > 0);
  const name = (verdict: (typeof verdictOrder)[number]) => say(verdictLooks[verdict].word);
  return (
    <Panel
      name="doses"
      title={
        <>
          {words.doses.title}: <span className="figure">{words.doses.count(total)}</span>
        </>
      }
    >
      {total === 0 ? (
        <p className="quiet">{words.doses.none}</p>
      ) : (
        <>
          <div
            className="bar"
            role="img"
            aria-label={words.doses.barLabel(shown.map((verdict) => `${counts[verdict]} ${name(verdict)}`).join(", "))}
          >
            {shown.map((verdict) => (
              <span
                key={verdict}
                className="bar-part"
                data-pattern={verdictLooks[verdict].pattern}
                style={{ ...verdictStyle(verdict), flexGrow: counts[verdict] }}
              >
                {counts[verdict] / total >= numberedShareMin && <span className="bar-number">{counts[verdict]}</span>}
              </span>
            ))}
          </div>
          <ul className="legend">
            {verdictOrder.map((verdict) => (
              <li key={verdict}>
                <PageLink href={hrefOf("doses", "", { verdict, date })}>
                  <VerdictSwatch verdict={verdict} />
                  <span className="legend-count">{counts[verdict]}</span> {name(verdict)}
                </PageLink>
              </li>
            ))}
          </ul>
        </>
      )}
      <PageLink className="ds-link" href={hrefOf("doses", "", { verdict: coming, date })}>
        {words.doses.later(laterToday)}
      </PageLink>
    </Panel>
  );
}
