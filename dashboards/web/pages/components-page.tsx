import { Paragraph, Table } from "@digdir/designsystemet-react";
import { componentStatusWords } from "../../words.js";
import { useComponents } from "../api/queries.js";
import type { Component } from "../api/types.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { Moment } from "../parts/labels.js";
import { PageTitle } from "../parts/page-title.js";
import { Rows } from "../parts/rows.js";
import { When } from "../parts/states.js";

/** What is broken first, what nobody has measured next, what works last. */
const order: Component["status"][] = ["down", "maintenance", "unknown", "up"];

export default function ComponentsPage() {
  const { words, say } = useLanguage();
  const { asOf } = useLive();
  const components = useComponents();
  const { name, status, since, down, maintenance, unknown, supplier, minutes } = words.components;
  return (
    <>
      <PageTitle>{words.components.title}</PageTitle>
      <Paragraph>{words.components.lead}</Paragraph>
      <When fetched={components}>
        {({ items }) => (
          <Rows label={words.components.title} heads={[name, status, since, down, maintenance, unknown, supplier]}>
            {[...items]
              .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
              .map((one) => (
                <Table.Row key={one.componentId}>
                  <Table.Cell>{one.name}</Table.Cell>
                  <Table.Cell>
                    <span className="status" data-status={one.status}>
                      {say(componentStatusWords[one.status])}
                    </span>
                  </Table.Cell>
                  <Table.Cell>{one.statusSince === null ? "–" : <Moment at={one.statusSince} now={asOf} />}</Table.Cell>
                  <Table.Cell>{minutes(one.downMin)}</Table.Cell>
                  <Table.Cell>{minutes(one.maintenanceMin)}</Table.Cell>
                  <Table.Cell>{minutes(one.unknownMin)}</Table.Cell>
                  <Table.Cell>{one.supplier}</Table.Cell>
                </Table.Row>
              ))}
          </Rows>
        )}
      </When>
    </>
  );
}
