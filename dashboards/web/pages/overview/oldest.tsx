import type { Overview } from "../../api/types.js";
import { duration, minutesBetween } from "../../format/duration.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { hrefOf, PageLink } from "../../router.js";
import { Panel } from "./panel.js";

/** The alert nobody has taken for longest, against what the district has promised itself. */
export function Oldest({ overview }: { overview: Overview }) {
  const { words, say, language } = useLanguage();
  const { districtName } = useInstallation();
  const oldest = overview.oldestWithoutOwner;
  if (oldest === null) {
    return (
      <Panel name="oldest" title={words.oldest.title}>
        <p className="quiet">{words.oldest.none}</p>
      </Panel>
    );
  }
  const waitedMin = minutesBetween(oldest.openedAt, overview.generatedAt);
  const limitMin = oldest.responseLimitMin;
  return (
    <Panel name="oldest" title={words.oldest.title}>
      <p className="figure-line">{words.oldest.waited(waitedMin)}</p>
      <p>{say(oldest.summary)}</p>
      {limitMin === null ? (
        <p className="quiet">{words.oldest.noLimit}</p>
      ) : (
        <>
          <WaitMeter
            waitedMin={waitedMin}
            limitMin={limitMin}
            label={words.oldest.meter(duration(waitedMin, language), duration(limitMin, language))}
          />
          <p>
            {words.oldest.limit(limitMin, districtName(oldest.district))}.{" "}
            <strong>
              {waitedMin > limitMin ? words.oldest.over(waitedMin - limitMin) : words.oldest.left(limitMin - waitedMin)}
            </strong>
          </p>
        </>
      )}
      <PageLink className="ds-link" href={hrefOf("worklist", "", { show: "without-owner" })}>
        {words.oldest.show}
      </PageLink>
    </Panel>
  );
}

/** The wait as a length, with the limit as a mark on it. */
function WaitMeter({ waitedMin, limitMin, label }: { waitedMin: number; limitMin: number; label: string }) {
  const scaleMin = Math.max(waitedMin, limitMin * 1.5, 1);
  const share = (minutes: number) => `${(100 * minutes) / scaleMin}%`;
  return (
    <div className="meter" role="img" aria-label={label} data-over={waitedMin > limitMin}>
      <span className="meter-waited" style={{ width: share(waitedMin) }} />
      <span className="meter-limit" style={{ left: share(limitMin) }} />
    </div>
  );
}
