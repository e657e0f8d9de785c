import { Heading } from "@digdir/designsystemet-react";
import { useId } from "react";
import { useWorklist } from "../../api/queries.js";
import type { Overview } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { DistrictName, Moment, ResidentLink, SeverityTag } from "../../parts/labels.js";
import { hrefOf, PageLink } from "../../router.js";

const firstMax = 3;

/** How many residents wait for somebody, and the ones to begin with. */
export function NeedsHuman({ overview }: { overview: Overview }) {
  const { words } = useLanguage();
  const { residents, ofResidents, timeCritical, withoutOwner } = overview.needsHumanNow;
  const id = useId();
  return (
    <section className="panel panel-needs" aria-labelledby={id} data-any={residents > 0}>
      <Heading id={id} level={2} data-size="xs" className="panel-title">
        <PageLink href={hrefOf("worklist")} className="needs-link">
          {words.needs.title}:{" "}
          <span className="needs-count" aria-live="polite" aria-atomic="true">
            {words.needs.of(residents, ofResidents)}
          </span>
        </PageLink>
      </Heading>
      {residents === 0 ? (
        <p className="needs-parts quiet">{words.needs.nobody}</p>
      ) : (
        <ul className="needs-parts">
          <li>
            <PageLink className="ds-link" href={hrefOf("worklist", "", { show: "time-critical" })}>
              {words.needs.timeCritical(timeCritical)}
            </PageLink>
          </li>
          <li>
            <PageLink className="ds-link" href={hrefOf("worklist", "", { show: "without-owner" })}>
              {words.needs.withoutOwner(withoutOwner)}
            </PageLink>
          </li>
        </ul>
      )}
      <FirstTasks />
    </section>
  );
}

function FirstTasks() {
  const { words, say } = useLanguage();
  const { data } = useWorklist({}, firstMax);
  if (data === undefined || data.items.length === 0) return null;
  const more = data.total - data.items.length;
  return (
    <ol className="first-tasks" aria-label={words.needs.first}>
      {data.items.map((task) => (
        <li key={task.alertId}>
          <SeverityTag severity={task.severity} />
          <span className="first-what">
            {say(task.summary)}. <strong>{say(task.nextAction)}</strong>
          </span>
          <span className="first-where">
            {task.residentRef !== null && (
              <>
                <ResidentLink residentRef={task.residentRef} /> ·{" "}
              </>
            )}
            {task.district !== null && (
              <>
                <DistrictName id={task.district} /> ·{" "}
              </>
            )}
            <Moment at={task.openedAt} now={data.generatedAt} />
          </span>
        </li>
      ))}
      {more > 0 && (
        <li className="first-more">
          <PageLink className="ds-link" href={hrefOf("worklist")}>
            {words.needs.more(more)}
          </PageLink>
        </li>
      )}
    </ol>
  );
}
