import { verdictLooks, verdictOrder } from "../../../words.js";
import type { Overview } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { coming } from "../../parts/coming.js";
import { VerdictSwatch } from "../../parts/labels.js";
import { VerdictBar } from "../../parts/verdict-bar.js";
import { hrefOf, PageLink } from "../../router.js";
import { Panel } from "./panel.js";

/** Today's doses as one bar: what is known, and hatched what is not. */
export function DosesToday({ overview }: { overview: Overview }) {
  const { words, say } = useLanguage();
  const { counts, date, laterToday } = overview.dosesToday;
  const total = verdictOrder.reduce((sum, verdict) => sum + counts[verdict], 0);
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
          <VerdictBar counts={counts} label={words.doses.barLabel} />
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
