import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { flowStatuses } from "../../../rules/model/record.js";
import { flowStatusWords } from "../../words.js";
import { useFlows } from "../api/queries.js";
import type { Hop } from "../api/types.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { DistrictName, Moment } from "../parts/labels.js";
import { Rows } from "../parts/rows.js";
import { When } from "../parts/states.js";

/** Every hop of every flow, the worst first. */
export function FlowTable() {
  const { words } = useLanguage();
  const { title, lead, flow, hop, last, took, waiting, rejected } = words.flows;
  return (
    <>
      <Heading level={2} data-size="xs">
        {title}
      </Heading>
      <Paragraph className="lead">{lead}</Paragraph>
      <When fetched={useFlows()}>
        {({ items }) => (
          <Rows label={title} heads={[flow, hop, words.components.status, last, took, waiting, rejected]}>
            {items
              .flatMap((one) => one.hops.map((its) => ({ ...its, flow: one.flow })))
              .sort((a, b) => flowStatuses.indexOf(a.status) - flowStatuses.indexOf(b.status))
              .map((one) => (
                <HopRow key={`${one.flow}/${one.from}/${one.district}`} hop={one} />
              ))}
          </Rows>
        )}
      </When>
    </>
  );
}

function HopRow({ hop }: { hop: Hop & { flow: string } }) {
  const { words, say } = useLanguage();
  const { asOf } = useLive();
  const { p50Sec, p95Sec, lastOut } = hop;
  const { seconds, tookOf, limit, rejectedOf } = words.flows;
  return (
    <Table.Row>
      <Table.Cell>{hop.flow}</Table.Cell>
      <Table.Cell className="wraps">
        {say(hop.fromName)} → {say(hop.toName)}
        {hop.district !== null && (
          <span className="note">
            <DistrictName id={hop.district} />
          </span>
        )}
      </Table.Cell>
      <Table.Cell>
        <span className="status" data-status={hop.status}>
          {say(flowStatusWords[hop.status])}
        </span>
      </Table.Cell>
      <Table.Cell>{lastOut === null ? "–" : <Moment at={lastOut} now={asOf} />}</Table.Cell>
      <Table.Cell>
        {p50Sec === null || p95Sec === null ? "–" : tookOf(seconds(p50Sec), seconds(p95Sec))}
        <span className="note">{limit(seconds(hop.limitSec))}</span>
      </Table.Cell>
      <Table.Cell>{hop.inFlight}</Table.Cell>
      <Table.Cell>{rejectedOf(hop.rejectedOfLatest, hop.latest)}</Table.Cell>
    </Table.Row>
  );
}
