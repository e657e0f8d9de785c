import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { useGateHistory } from "../../api/queries.js";
import type { Scaling } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { Moment } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";
import { When } from "../../parts/states.js";
import { Actual, GateLabel, MetLabel, type Place, Stops, Target } from "./labels.js";

interface Props {
  place: Place;
  scaling: Scaling;
}

/** One gate: each criterion with its reason, the room there is, and how it was before. */
export function PlaceParts(props: Props) {
  return (
    <>
      <Criteria {...props} />
      <Headroom {...props} />
      <History {...props} />
    </>
  );
}

function Criteria({ place, scaling: { heldDays } }: Props) {
  const { words, say } = useLanguage();
  const { scaling } = words;
  const heads = [scaling.criterion, scaling.status, scaling.why, scaling.target, scaling.actual, scaling.age];
  return (
    <>
      <Heading level={2} data-size="xs">
        {scaling.criteria(place.name)}
      </Heading>
      <Paragraph>
        <GateLabel status={place.status} />. {scaling.held(heldDays)}
      </Paragraph>
      <Rows label={scaling.criteria(place.name)} heads={heads}>
        {place.criteria.map((criterion) => (
          <Table.Row key={criterion.id}>
            <Table.Cell className="wraps wide">{say(criterion.name)}</Table.Cell>
            <Table.Cell>
              <MetLabel met={criterion.met} />
            </Table.Cell>
            <Table.Cell className="wraps wide">{say(criterion.why)}</Table.Cell>
            <Table.Cell>
              <Target criterion={criterion} />
            </Table.Cell>
            <Table.Cell>
              <Actual criterion={criterion} />
            </Table.Cell>
            <Table.Cell>
              {criterion.evidenceAgeMin === null ? scaling.ageUnknown : scaling.ageOld(criterion.evidenceAgeMin)}
            </Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}

function Headroom({ place: { name, headroom }, scaling: { assumptions } }: Props) {
  const { words, say } = useLanguage();
  const { scaling } = words;
  return (
    <>
      <Heading level={2} data-size="xs">
        {scaling.headroom(name)}
      </Heading>
      <Rows label={scaling.headroom(name)} heads={[scaling.limit, scaling.more, scaling.why]}>
        {headroom.limits.map(({ id, more, why }) => (
          <Table.Row key={id}>
            <Table.Cell>
              {scaling.limits[id]}
              {id === headroom.first && <strong className="note">{scaling.first}</strong>}
            </Table.Cell>
            <Table.Cell>{more === null ? scaling.moreUnknown : scaling.moreKnown(more)}</Table.Cell>
            <Table.Cell className="wraps wide">{say(why)}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
      <Paragraph>{scaling.assumptions}:</Paragraph>
      <ul className="due">
        {assumptions.map((one) => (
          <li key={one.en}>{say(one)}</li>
        ))}
      </ul>
    </>
  );
}

function History({ place, scaling: { generatedAt } }: Props) {
  const { scaling } = useLanguage().words;
  const fetched = useGateHistory(place.id);
  return (
    <>
      <Heading level={2} data-size="xs">
        {scaling.history(place.name)}
      </Heading>
      <When fetched={fetched}>
        {({ items }) =>
          items.length === 0 ? (
            <Paragraph>{scaling.noHistory}</Paragraph>
          ) : (
            <Rows label={scaling.history(place.name)} heads={[scaling.at, scaling.status, scaling.stops]}>
              {items.map(({ at, status, criteria }) => (
                <Table.Row key={at}>
                  <Table.Cell>
                    <Moment at={at} now={generatedAt} />
                  </Table.Cell>
                  <Table.Cell>
                    <GateLabel status={status} />
                  </Table.Cell>
                  <Table.Cell className="wraps wide">
                    <Stops status={status} criteria={criteria} />
                  </Table.Cell>
                </Table.Row>
              ))}
            </Rows>
          )
        }
      </When>
    </>
  );
}
