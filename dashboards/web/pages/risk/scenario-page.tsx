import { Heading, Table } from "@digdir/designsystemet-react";
import { useScenario } from "../../api/queries.js";
import type { ScenarioDetail } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { When } from "../../parts/states.js";
import { hrefOf, PageLink } from "../../router.js";
import { AcceptanceForm } from "./acceptance-form.js";
import { AssessmentForm } from "./assessment-form.js";
import { Acceptances, Assessments, Proposals } from "./history.js";
import { indicatorName } from "./indicator-words.js";
import { Due, IndicatorValue, Proposed, StateOf, useCoverage } from "./labels.js";

/** One scenario: what was observed, what people decided, and the two forms of the weekly session. */
export default function ScenarioPage({ id }: { id: string }) {
  const fetched = useScenario(id);
  const { words, say } = useLanguage();
  return (
    <When fetched={fetched}>
      {(scenario) => (
        <>
          <PageTitle>
            {scenario.id}: {say(scenario.name)}
          </PageTitle>
          <div className="filters">
            <PageLink className="ds-link" href={hrefOf("risk")}>
              {words.fros.back}
            </PageLink>
          </div>
          <Now scenario={scenario} />
          <Indicators scenario={scenario} />
          <AssessmentForm key={`assess ${scenario.id}`} scenario={scenario} />
          <AcceptanceForm key={`accept ${scenario.id}`} scenario={scenario} />
          <Assessments scenario={scenario} />
          <Acceptances scenario={scenario} />
          <Proposals scenario={scenario} />
        </>
      )}
    </When>
  );
}

function Now({ scenario }: { scenario: ScenarioDetail }) {
  const { words, say } = useLanguage();
  const { fros } = words;
  const { assessment, place, proposal, owner } = scenario;
  const facts = [
    {
      name: fros.assessed,
      value:
        assessment === null || place === null
          ? fros.states["not-assessed"]
          : fros.assessedAs(fros.levels[assessment.level], place.probability, place.consequence),
    },
    { name: fros.state, value: <StateOf scenario={scenario} /> },
    { name: fros.due, value: <Due scenario={scenario} /> },
    { name: fros.proposed, value: <Proposed proposal={proposal} /> },
    { name: fros.confidence, value: fros.confidences[proposal.confidence] },
    { name: fros.owner, value: say(owner) },
  ];
  return (
    <section className="panel" aria-label={scenario.id}>
      <dl className="facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Indicators({ scenario: { indicators } }: { scenario: ScenarioDetail }) {
  const { words, say } = useLanguage();
  const { fros, locale } = words;
  const coverage = useCoverage();
  return (
    <>
      <Heading level={2} data-size="xs">
        {fros.indicators}
      </Heading>
      <Rows label={fros.indicators} heads={[fros.indicator, fros.value, fros.sample, fros.coverage]}>
        {Object.entries(indicators).map(([name, indicator]) => (
          <Table.Row key={name}>
            <Table.Cell className="wraps">{say(indicatorName(name))}</Table.Cell>
            <Table.Cell>
              <IndicatorValue indicator={indicator} />
            </Table.Cell>
            <Table.Cell>{indicator.sample.toLocaleString(locale, { maximumFractionDigits: 0 })}</Table.Cell>
            <Table.Cell>{coverage(indicator)}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}
