import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import type { ScenarioDetail } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Rows } from "../../parts/rows.js";
import { areas } from "./areas.js";
import { IndicatorValue, Proposed } from "./labels.js";

type Assessment = ScenarioDetail["history"]["assessments"][number];

/** All that was ever said about it, newest first. */
export function Assessments({ scenario: { history } }: { scenario: ScenarioDetail }) {
  const { fros } = useLanguage().words;
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.history}
      </Heading>
      {history.assessments.length === 0 && <Paragraph>{fros.noHistory}</Paragraph>}
      {history.assessments.map((one) => (
        <Said key={one.version} assessment={one} />
      ))}
    </>
  );
}

function Said({ assessment }: { assessment: Assessment }) {
  const { fros } = useLanguage().words;
  const { times } = useInstallation();
  const { version, at, actor, level, probability, consequence, participants, dissent, basis } = assessment;
  const gravest = Math.max(...Object.values(consequence));
  return (
    <article className="panel">
      <h3 className="panel-title">
        {fros.version(version)}: {fros.assessedAs(fros.levels[level], probability, gravest)}
      </h3>
      <p className="quiet">
        {times.date(at)} {times.clock(at)}, {fros.by(actor)}. {fros.participants}: {participants.join(", ")}.
      </p>
      <p>{areas.map((area) => `${fros.areas[area]} ${consequence[area]}`).join(" · ")}</p>
      <p className="said">
        {fros.reasons}: {assessment.reasons}
      </p>
      <p className="said">
        {fros.knowledge} {assessment.knowledge}
      </p>
      {dissent.length === 0 ? (
        <p className="quiet">{fros.noDissent}</p>
      ) : (
        dissent.map(({ who, what }) => (
          <p key={`${who}/${what}`} className="said">
            {fros.dissent}: {who}: {what}
          </p>
        ))
      )}
      <p className="quiet">
        {fros.proposed}: {basis.proposal.probability ?? fros.levels["insufficient data"]}
      </p>
    </article>
  );
}

export function Acceptances({ scenario: { history, acceptableBy } }: { scenario: ScenarioDetail }) {
  const { words, say } = useLanguage();
  const { fros } = words;
  /** In the reader's language, as long as the role is one that may accept. */
  const roleName = (role: string) => {
    const known = Object.values(acceptableBy).find(({ no, en }) => no === role || en === role);
    return known === undefined ? role : say(known);
  };
  const { times } = useInstallation();
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.acceptancesTitle}
      </Heading>
      {history.acceptances.length === 0 && <Paragraph>{fros.noAcceptances}</Paragraph>}
      {history.acceptances.map(({ at, actor, role, colour, reason, until, version }) => (
        <article key={at} className="panel">
          <p>
            {fros.levels[colour]}, {fros.version(version)}, {fros.acceptedUntil(times.date(until))}
          </p>
          <p className="said">{reason}</p>
          <p className="quiet">
            {times.date(at)} {times.clock(at)}, {actor} ({roleName(role)})
          </p>
        </article>
      ))}
    </>
  );
}

/** A quarter of days is enough to see where it goes; the API has all of them. */
const daysShownMax = 90;

export function Proposals({ scenario: { history } }: { scenario: ScenarioDetail }) {
  const { fros } = useLanguage().words;
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.proposals}
      </Heading>
      {history.proposals.length === 0 ? (
        <Paragraph>{fros.noProposals}</Paragraph>
      ) : (
        <Rows label={fros.proposals} heads={[fros.date, fros.proposed, fros.observed, fros.confidence]}>
          {history.proposals.slice(0, daysShownMax).map(({ date, proposal }) => (
            <Table.Row key={date}>
              <Table.Cell>{date}</Table.Cell>
              <Table.Cell>
                <Proposed proposal={proposal} />
              </Table.Cell>
              <Table.Cell>
                <IndicatorValue indicator={proposal.observed} />
              </Table.Cell>
              <Table.Cell>{fros.confidences[proposal.confidence]}</Table.Cell>
            </Table.Row>
          ))}
        </Rows>
      )}
    </>
  );
}
