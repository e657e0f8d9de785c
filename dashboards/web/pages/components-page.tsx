import { Paragraph, Table } from "@digdir/designsystemet-react";
import { componentStatusWords } from "../../words.js";
import { useComponents, useOverview } from "../api/queries.js";
import type { Component } from "../api/types.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { minutesUntil } from "../parts/component-minutes.js";
import { Moment } from "../parts/labels.js";
import { PageTitle } from "../parts/page-title.js";
import { Rows } from "../parts/rows.js";
import { When } from "../parts/states.js";
import { hrefOf, PageLink } from "../router.js";
import { FlowTable } from "./flow-table.js";

/** What is broken first, what nobody has measured next, what works last. */
const order: Component["status"][] = ["down", "maintenance", "unknown", "up"];

export default function ComponentsPage() {
  const { words } = useLanguage();
  const components = useComponents();
  const { name, status, since, down, maintenance, unknown, supplier } = words.components;
  return (
    <>
      <PageTitle>{words.components.title}</PageTitle>
      <Paragraph className="lead">{words.components.lead}</Paragraph>
      <When fetched={components}>
        {({ items }) => (
          <Rows label={words.components.title} heads={[name, status, since, down, maintenance, unknown, supplier]}>
            {[...items]
              .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
              .map((one) => (
                <ComponentRow key={one.componentId} component={one} />
              ))}
          </Rows>
        )}
      </When>
      <FlowTable />
    </>
  );
}

function ComponentRow({ component }: { component: Component }) {
  const { words, say } = useLanguage();
  const { asOf } = useLive();
  const { data: overview } = useOverview();
  const incident = overview?.openIncidents.find((one) => one.rootCause === component.componentId);
  const { minutes } = words.components;
  const { downMin, maintenanceMin, unknownMin } = minutesUntil(component, asOf);
  // It was down before that was known: the incident says since when.
  const since = component.status === "down" ? (incident?.since ?? component.statusSince) : component.statusSince;
  return (
    <Table.Row>
      <Table.Cell>
        {incident === undefined ? (
          say(component.name)
        ) : (
          <PageLink className="ds-link" href={hrefOf("incident", incident.incidentId)}>
            {say(component.name)}
          </PageLink>
        )}
      </Table.Cell>
      <Table.Cell>
        <span className="status" data-status={component.status}>
          {say(componentStatusWords[component.status])}
        </span>
      </Table.Cell>
      <Table.Cell>{since === null ? "–" : <Moment at={since} now={asOf} />}</Table.Cell>
      <Table.Cell>{minutes(downMin)}</Table.Cell>
      <Table.Cell>{minutes(maintenanceMin)}</Table.Cell>
      <Table.Cell>{minutes(unknownMin)}</Table.Cell>
      <Table.Cell className="wraps">{component.supplierName}</Table.Cell>
    </Table.Row>
  );
}
