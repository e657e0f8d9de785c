import { Heading, Paragraph } from "@digdir/designsystemet-react";
import { alertKindWords } from "../../../words.js";
import { residentPeriodPath, useResidentPeriod } from "../../api/queries.js";
import type { ResidentPeriod } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Fact } from "../../parts/fact.js";
import { Selection } from "../../parts/filter.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, navigate } from "../../router.js";
import { useShare } from "./share.js";
import { WeekTable } from "./week-table.js";

const dayChoices = [30, 60, 90] as const;

/** The last weeks of one resident, for somebody who is to see whether the service still fits. */
export function Period({ residentRef, days: asked }: { residentRef: string; days: string | null }) {
  const { words } = useLanguage();
  const days = dayChoices.find((one) => `${one}` === asked) ?? dayChoices[0];
  const fetched = useResidentPeriod(residentRef, `${days}`);
  const choose = (value: string) => navigate(hrefOf("resident", residentRef, { days: value }), "replace");
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.period.title(days)}
      </Heading>
      <div className="filters">
        <Selection
          label={words.period.choose}
          value={`${days}`}
          options={dayChoices.map((one) => ({ value: `${one}`, label: words.period.choice(one) }))}
          onChange={choose}
        />
        <SaveTable
          path={residentPeriodPath(residentRef, `${days}`)}
          name={`resident-${residentRef}-weeks`}
          label={words.period.download}
        />
      </div>
      <When fetched={fetched}>
        {(period) =>
          period.total.planned === 0 && Object.keys(period.alerts).length === 0 ? (
            <Paragraph>{words.period.none}</Paragraph>
          ) : (
            <>
              <Summary period={period} />
              <Paragraph className="lead">{words.period.note}</Paragraph>
              <Heading level={3} data-size="2xs">
                {words.period.weeks}
              </Heading>
              <WeekTable period={period} />
            </>
          )
        }
      </When>
    </>
  );
}

function Summary({ period }: { period: ResidentPeriod }) {
  const { words } = useLanguage();
  const { total, halves, assisted, repeatedMisses, pauses } = period;
  const share = useShare();
  const [first, second] = halves;
  const { known } = assisted;
  return (
    <dl className="facts">
      <Fact name={words.period.dispensed}>
        <strong>{share(total.dispensed, total.decided, words.period.nothingDecided)}</strong>
      </Fact>
      {first && (
        <Fact name={words.period.firstHalf}>{share(first.dispensed, first.decided, words.period.nothingDecided)}</Fact>
      )}
      {second && (
        <Fact name={words.period.secondHalf}>
          {share(second.dispensed, second.decided, words.period.nothingDecided)}
        </Fact>
      )}
      <Fact name={words.period.assisted}>{share(assisted.assisted, known, words.period.assistedUnknown)}</Fact>
      <Fact name={words.period.repeated(repeatedMisses.misses)}>
        <Spans spans={repeatedMisses.spans.map(({ missed, ...span }) => ({ ...span, id: "", count: missed }))}>
          {words.period.notRepeated}
        </Spans>
      </Fact>
      <Fact name={words.period.followups}>
        <Followups followups={period.followups} />
      </Fact>
      <Fact name={words.period.pauses}>
        <Spans spans={pauses.map(({ doses, planId, ...span }) => ({ ...span, id: planId, count: doses }))}>
          {words.period.noPauses}
        </Spans>
      </Fact>
      <Fact name={words.period.alerts}>
        <Alerts alerts={period.alerts} />
      </Fact>
    </dl>
  );
}

interface Stretch {
  id: string;
  from: string;
  to: string;
  count: number;
}

function Spans({ spans, children }: { spans: Stretch[]; children: string }) {
  const { words } = useLanguage();
  const { times } = useInstallation();
  if (spans.length === 0) return <>{children}</>;
  return (
    <ul>
      {spans.map(({ id, from, to, count }) => (
        <li key={`${id}/${from}`}>{words.period.span(times.day(from), times.day(to), count)}</li>
      ))}
    </ul>
  );
}

function Followups({ followups }: { followups: ResidentPeriod["followups"] }) {
  const { words } = useLanguage();
  const noted = Object.entries(followups).filter(([, count]) => count > 0);
  if (noted.length === 0) return <>{words.period.noneToFollow}</>;
  const said = noted.map(([outcome, count]) =>
    words.period.counted(words.followups[outcome] ?? words.period.noFollowup, count),
  );
  return <>{said.join(", ")}</>;
}

function Alerts({ alerts }: { alerts: ResidentPeriod["alerts"] }) {
  const { words, say } = useLanguage();
  const kinds = Object.entries(alerts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (kinds.length === 0) return <>{words.period.noAlerts}</>;
  return (
    <ul>
      {kinds.map(([kind, count]) => {
        const name = alertKindWords[kind];
        return <li key={kind}>{words.period.counted(name ? say(name) : kind, count)}</li>;
      })}
    </ul>
  );
}
