import { Button, Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useAlert, useIncident, useIncidentDoses } from "../api/queries.js";
import type { Incident } from "../api/types.js";
import { useInstallation } from "../installation.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { decisionText } from "../parts/decision.js";
import { DoseTable } from "../parts/dose-table.js";
import { Fact } from "../parts/fact.js";
import { Moment, PhoneNumber } from "../parts/labels.js";
import { ownGap } from "../parts/own-gap.js";
import { PageTitle } from "../parts/page-title.js";
import { Rows } from "../parts/rows.js";
import { stageText } from "../parts/stage.js";
import { When } from "../parts/states.js";
import { toldRounds } from "../parts/told.js";
import { hrefOf, PageLink } from "../router.js";
import { TaskCards } from "./worklist/task-list.js";

/** What somebody reads, and what the API gives at most. */
const dosesFirst = 25;
const dosesMax = 500;

/** The kinds of alert that say what an incident is about; the others are its consequences. */
const causeKinds = ["component-down", "flow-broken"];
const isAbout = (alertId: string, kind: string, subject: string) => alertId.startsWith(`${kind}/${subject}/`);

export default function IncidentPage({ id }: { id: string }) {
  const incident = useIncident(id);
  return (
    <When fetched={incident}>
      {(data) => (
        <>
          <Head incident={data} />
          <ToDo incident={data} />
          <Deadlines incident={data} />
          <Told incident={data} />
          <Doses id={id} />
        </>
      )}
    </When>
  );
}

function Head({ incident }: { incident: Incident }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const { asOf } = useLive();
  const { report, nextWave, closedAt } = incident;
  const at = (instant: string) => <Moment at={instant} now={asOf} />;
  const withoutCloud = report.dispensesWithoutCloud.map(({ deviceClass, answer, hours }) => {
    const kind = words.devices.kinds[deviceClass] ?? deviceClass;
    return `${kind}: ${words.incident.answers[answer]}${hours === null ? "" : ` ${words.incident.forHours(hours)}`}`;
  });
  const wave = nextWave && words.broken.waveDoses(times.when(nextWave.at, asOf ?? nextWave.at), nextWave.doses);
  return (
    <>
      <PageTitle>
        {words.incident.title(incident.rootCause === ownGap ? words.broken.ownGapName : say(incident.name))}
      </PageTitle>
      <PageLink className="ds-link" href={hrefOf("report", incident.incidentId)}>
        {words.report.open}
      </PageLink>
      <section className="panel panel-incident" aria-label={words.incident.facts}>
        <p className="figure-line">
          {closedAt === null ? words.incident.open : words.incident.over(times.when(closedAt, asOf ?? closedAt))}
          {" · "}
          {words.broken.residents(incident.residents.length)}, {words.broken.doses(incident.doseIds.length)}
        </p>
        <dl className="facts">
          <Fact name={words.incident.since}>{at(incident.since)}</Fact>
          <Fact name={words.incident.opened}>{at(incident.openedAt)}</Fact>
          {closedAt !== null && <Fact name={words.incident.closed}>{at(closedAt)}</Fact>}
          <Fact name={words.incident.foundLabel}>
            {words.incident.found[report.foundBy]}
            {report.foundBy === "inferred" && `, ${words.incident.confidence(report.confidencePercent)}`}
          </Fact>
          <Fact name={words.broken.decision}>
            <strong>{decisionText(words, times, incident, asOf ?? incident.openedAt)}</strong>
          </Fact>
          <Fact name={words.broken.wave}>{wave ?? words.broken.noWave}</Fact>
          <Fact name={words.broken.phone}>
            <PhoneNumber number={incident.supplierDutyPhone} />
          </Fact>
          {withoutCloud.length > 0 && <Fact name={words.incident.withoutCloud}>{withoutCloud.join("; ")}</Fact>}
        </dl>
      </section>
    </>
  );
}

/** The alert of the cause itself: whoever takes it has the incident. */
function ToDo({ incident }: { incident: Incident }) {
  const { words } = useLanguage();
  const { asOf } = useLive();
  const own = incident.alerts.find((alertId) => causeKinds.some((kind) => isAbout(alertId, kind, incident.rootCause)));
  if (own === undefined || asOf === null) return null;
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.incident.todo}
      </Heading>
      <OwnAlert alertId={own} now={asOf} />
    </>
  );
}

function OwnAlert({ alertId, now }: { alertId: string; now: string }) {
  const alert = useAlert(alertId);
  const { words } = useLanguage();
  return (
    <When fetched={alert}>
      {(data) => (
        <>
          {data.handling === "closed" && (
            <Paragraph>
              {words.incident.closedBy(data.closedBy ?? "–")}
              {data.closeCause !== null && ` ${words.act.cause} ${data.closeCause}.`}
              {data.closeAction !== null && ` ${words.act.action} ${data.closeAction}.`}
            </Paragraph>
          )}
          <TaskCards
            tasks={data.handling === "closed" ? [] : [{ ...data, timeCritical: false, doses: [] }]}
            level={3}
            now={now}
          />
        </>
      )}
    </When>
  );
}

function Told({ incident }: { incident: Incident }) {
  const { words } = useLanguage();
  const { asOf } = useLive();
  const { toldAt, team, stage, notDelivered } = words.incident;
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.broken.told}
      </Heading>
      {incident.told.length === 0 ? (
        <Paragraph>{words.broken.notTold}</Paragraph>
      ) : (
        <Rows label={words.broken.told} heads={[toldAt, stage, team]}>
          {toldRounds(incident.told).map((round) => (
            <Table.Row key={`${round.at}/${round.stage}`}>
              <Table.Cell>
                <Moment at={round.at} now={asOf} />
              </Table.Cell>
              <Table.Cell>{stageText(words, round.stage)}</Table.Cell>
              <Table.Cell className="wraps">
                {round.reached.join(", ")}
                {round.waiting.length > 0 && (
                  <span className="note">
                    {notDelivered}: {round.waiting.join(", ")}
                  </span>
                )}
              </Table.Cell>
            </Table.Row>
          ))}
        </Rows>
      )}
    </>
  );
}

function Deadlines({ incident }: { incident: Incident }) {
  const { words } = useLanguage();
  const { asOf } = useLive();
  const { deadline, count, critical, dispensed, missed, unconfirmed, pending } = words.incident;
  const { deadlines } = incident.report;
  if (deadlines.length === 0) return null;
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.incident.deadlines}
      </Heading>
      <Rows
        label={words.incident.deadlines}
        heads={[deadline, count, critical, dispensed, missed, unconfirmed, pending]}
      >
        {deadlines.map((one) => (
          <Table.Row key={one.deadlineAt}>
            <Table.Cell>
              <Moment at={one.deadlineAt} now={asOf} />
            </Table.Cell>
            <Table.Cell>{one.doses}</Table.Cell>
            <Table.Cell>{one.critical}</Table.Cell>
            <Table.Cell>{one.dispensed}</Table.Cell>
            <Table.Cell>{one.missed}</Table.Cell>
            <Table.Cell>{one.unconfirmed}</Table.Cell>
            <Table.Cell>{one.pending}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}

function Doses({ id }: { id: string }) {
  const { words } = useLanguage();
  const { asOf } = useLive();
  const [limit, setLimit] = useState(dosesFirst);
  const doses = useIncidentDoses(id, limit);
  return (
    <>
      <Heading level={2} data-size="xs">
        {words.incident.residents}
      </Heading>
      <When fetched={doses}>
        {({ total, items }) =>
          items.length === 0 ? (
            <Paragraph>{words.incident.noDoses}</Paragraph>
          ) : (
            <>
              <Paragraph>{words.incident.listNote(items.length, total)}</Paragraph>
              <DoseTable doses={items} now={asOf} label={words.incident.residents} />
              {items.length < total && limit < dosesMax && (
                <Button variant="secondary" onClick={() => setLimit(dosesMax)}>
                  {words.states.more}
                </Button>
              )}
            </>
          )
        }
      </When>
    </>
  );
}
