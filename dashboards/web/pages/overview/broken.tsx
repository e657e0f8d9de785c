import { Heading } from "@digdir/designsystemet-react";
import type { OpenIncident, Overview } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { decisionText } from "../../parts/decision.js";
import { PhoneNumber } from "../../parts/labels.js";
import { ownGap } from "../../parts/own-gap.js";
import { toldRounds, toldTeams } from "../../parts/told.js";
import { hrefOf, PageLink } from "../../router.js";
import { Panel } from "./panel.js";

const incidentsMax = 5;
const teamsMax = 5;

/** Which link of the chain is broken, what it will hit next, and who has been told. */
export function Broken({ overview }: { overview: Overview }) {
  const { words } = useLanguage();
  const incidents = overview.openIncidents;
  const explained = new Set(incidents.map((one) => one.rootCause));
  const others = overview.componentsNotUp.filter((one) => !explained.has(one.componentId));
  const count = (status: string) => others.filter((one) => one.status === status).length;
  const notes = [
    { count: count("down"), text: words.broken.notUp },
    { count: count("maintenance"), text: words.broken.maintenance },
    { count: count("unknown"), text: words.broken.unheard },
  ].filter((note) => note.count > 0);
  return (
    <Panel name="broken" title={words.broken.title}>
      {incidents.length === 0 && <p className="figure-line">{words.broken.none}</p>}
      {incidents.slice(0, incidentsMax).map((incident) => (
        <IncidentCard key={incident.incidentId} incident={incident} now={overview.generatedAt} />
      ))}
      {incidents.length > incidentsMax && (
        <p className="quiet">{words.states.shownOf(incidentsMax, incidents.length)}</p>
      )}
      <p className="quiet">
        {notes.map((note) => `${note.text(note.count)}. `)}
        <PageLink className="ds-link" href={hrefOf("components")}>
          {words.broken.showComponents}
        </PageLink>
      </p>
    </Panel>
  );
}

function IncidentCard({ incident, now }: { incident: OpenIncident; now: string }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const { nextWave, supplierDutyPhone } = incident;
  const teams = toldTeams(incident.told);
  const rounds = toldRounds(teams.slice(0, teamsMax).map((one) => ({ ...one, stage: "" })));
  const since = times.when(incident.since, now);
  return (
    <article className="incident">
      <Heading level={3} data-size="xs">
        <PageLink href={hrefOf("incident", incident.incidentId)}>
          {incident.rootCause === ownGap
            ? words.broken.ownGap(since)
            : words.broken.downSince(say(incident.name), since)}
        </PageLink>
      </Heading>
      <p>
        {words.broken.residents(incident.residentCount)}, {words.broken.doses(incident.doseCount)}
      </p>
      <dl className="facts">
        <div>
          <dt>{words.broken.wave}</dt>
          <dd>
            {nextWave === null
              ? words.broken.noWave
              : words.broken.waveDoses(times.when(nextWave.at, now), nextWave.doses)}
            {nextWave !== null && nextWave.timeCritical > 0 && (
              <strong> ({words.broken.waveCritical(nextWave.timeCritical)})</strong>
            )}
          </dd>
        </div>
        <div>
          <dt>{words.broken.decision}</dt>
          <dd>
            <strong>{decisionText(words, times, incident, now)}</strong>
          </dd>
        </div>
        <div>
          <dt>{words.broken.told}</dt>
          <dd>
            {teams.length === 0 && words.broken.notTold}
            {rounds.map(({ at, reached, waiting }) => (
              <span className="told" key={at}>
                {times.when(at, now)}{" "}
                {[...reached, ...waiting.map((one) => `${one} (${words.broken.sending})`)].join(", ")}
              </span>
            ))}
            {teams.length > teamsMax && words.broken.toldMore(teams.length - teamsMax)}
          </dd>
        </div>
        <div>
          <dt>{words.broken.phone}</dt>
          <dd>
            <PhoneNumber number={supplierDutyPhone} />
          </dd>
        </div>
      </dl>
    </article>
  );
}
