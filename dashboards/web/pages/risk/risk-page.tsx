import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { scenariosPath, useScenarios } from "../../api/queries.js";
import type { Scenario, Scenarios } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, PageLink } from "../../router.js";
import { Due, Observed, Proposed, StateOf } from "./labels.js";
import { Matrix } from "./matrix.js";

/** R1 to R8: where people have placed them, and what speaks for placing them anew. */
export default function RiskPage() {
  const fetched = useScenarios();
  const { fros } = useLanguage().words;
  return (
    <>
      <PageTitle>{fros.title}</PageTitle>
      <Paragraph className="lead">{fros.lead}</Paragraph>
      <When fetched={fetched}>
        {(scenarios) => (
          <>
            <Matrix scenarios={scenarios} />
            <Register scenarios={scenarios} />
          </>
        )}
      </When>
    </>
  );
}

function Register({ scenarios: { items, generatedAt } }: { scenarios: Scenarios }) {
  const { fros } = useLanguage().words;
  const heads = [fros.scenario, fros.assessed, fros.state, fros.due, fros.proposed, fros.observed, fros.confidence];
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.register}
      </Heading>
      <div className="filters">
        <SaveTable path={scenariosPath} name={`fros-${generatedAt.slice(0, 10)}`} label={fros.download} />
      </div>
      <Rows label={fros.register} heads={heads}>
        {items.map((one) => (
          <ScenarioRow key={one.id} scenario={one} />
        ))}
      </Rows>
    </>
  );
}

function ScenarioRow({ scenario }: { scenario: Scenario }) {
  const { words, say } = useLanguage();
  const { times } = useInstallation();
  const { fros } = words;
  const { id, name, owner, assessment, place, proposal } = scenario;
  return (
    <Table.Row>
      <Table.Cell className="wraps wide">
        <PageLink className="ds-link" href={hrefOf("scenario", id)}>
          {id}: {say(name)}
        </PageLink>
        <span className="note">{say(owner)}</span>
      </Table.Cell>
      <Table.Cell>
        {assessment === null || place === null ? (
          fros.states["not-assessed"]
        ) : (
          <>
            {fros.assessedAs(fros.levels[assessment.level], place.probability, place.consequence)}
            <span className="note">
              {fros.version(assessment.version)}, {times.date(assessment.at)}
            </span>
          </>
        )}
      </Table.Cell>
      <Table.Cell className="wraps">
        <StateOf scenario={scenario} />
      </Table.Cell>
      <Table.Cell className="wraps">
        <Due scenario={scenario} />
      </Table.Cell>
      <Table.Cell>
        <Proposed proposal={proposal} />
      </Table.Cell>
      <Table.Cell>
        <Observed indicator={proposal.observed} />
      </Table.Cell>
      <Table.Cell>{fros.confidences[proposal.confidence]}</Table.Cell>
    </Table.Row>
  );
}
