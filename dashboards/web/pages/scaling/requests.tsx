import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import type { Scaling, ScalingRequest } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Rows } from "../../parts/rows.js";
import { DecisionForm } from "./decision-form.js";
import { MetLabel } from "./labels.js";
import { monthName } from "./months.js";
import { RequestForm } from "./request-form.js";

/** What people have asked for, what the tool found, and what people decided. */
export function Requests({ scaling: all }: { scaling: Scaling }) {
  const { scaling } = useLanguage().words;
  return (
    <>
      <Heading level={2} data-size="xs">
        {scaling.requests}
      </Heading>
      <RequestForm scaling={all} />
      {all.requests.length === 0 && <Paragraph>{scaling.noRequests}</Paragraph>}
      {all.requests.map((request) => (
        <Asked key={request.requestId} request={request} />
      ))}
    </>
  );
}

function Asked({ request }: { request: ScalingRequest }) {
  const { words, say } = useLanguage();
  const { times, districtName } = useInstallation();
  const { scaling, locale } = words;
  const { residents, district, from, at, actor, reason, checks, decision } = request;
  const title = scaling.wants(residents, districtName(district) ?? district, monthName(from, locale));
  return (
    <article className="panel" aria-label={title}>
      <h3 className="panel-title">{title}</h3>
      <p className="quiet">
        {scaling.askedBy(actor)}, {times.date(at)} {times.clock(at)}
      </p>
      <p className="said">{reason}</p>
      <Rows label={title} heads={[scaling.check, scaling.answer, scaling.why]}>
        {checks.map(({ id, met, why }) => (
          <Table.Row key={id}>
            <Table.Cell>{scaling.checks[id]}</Table.Cell>
            <Table.Cell>
              <MetLabel met={met} />
            </Table.Cell>
            <Table.Cell className="wraps wide">{say(why)}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
      {decision === null ? (
        <p>{scaling.undecided}</p>
      ) : (
        <>
          <p>
            <strong>{scaling.decidedBy(scaling.decisions[decision.decision], decision.actor, decision.role)}</strong>,{" "}
            {times.date(decision.at)} {times.clock(decision.at)}
          </p>
          <p className="said">{decision.reason}</p>
        </>
      )}
      <DecisionForm request={request} />
    </article>
  );
}
