import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { scalingPath, useComponentName, useScaling } from "../../api/queries.js";
import type { Scaling } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Selection } from "../../parts/filter.js";
import { Moment } from "../../parts/labels.js";
import { ownGap } from "../../parts/own-gap.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, navigate, PageLink } from "../../router.js";
import { GateLabel, type Place, placesOf, Room, Stops } from "./labels.js";
import { PlaceParts } from "./place.js";
import { Requests } from "./requests.js";

/** Whether more residents are responsible, where, and what stands in the way. */
export default function ScalingPage({ query }: { query: URLSearchParams }) {
  const fetched = useScaling();
  const { scaling } = useLanguage().words;
  const district = query.get("district") ?? "";
  return (
    <>
      <PageTitle>{scaling.title}</PageTitle>
      <Paragraph className="lead">{scaling.lead}</Paragraph>
      <When fetched={fetched}>
        {(all) => {
          const places = placesOf(all, scaling.city);
          const chosen = places.find(({ id }) => id === district) ?? places[0];
          return (
            <>
              <Paragraph>
                <strong>{scaling.ceiling(all.residents, all.ceiling)}</strong>
              </Paragraph>
              <Places places={places} now={all.generatedAt} />
              <Incidents scaling={all} />
              <div className="filters">
                <Selection
                  label={scaling.show}
                  value={chosen.id}
                  options={places.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={(value) => navigate(hrefOf("scaling", "", { district: value }), "replace")}
                />
                <SaveTable
                  path={scalingPath}
                  name={`scaling-${all.generatedAt.slice(0, 10)}`}
                  label={scaling.download}
                />
              </div>
              <PlaceParts place={chosen} scaling={all} />
              <Requests scaling={all} />
            </>
          );
        }}
      </When>
    </>
  );
}

function Places({ places, now }: { places: Place[]; now: string }) {
  const { scaling } = useLanguage().words;
  const heads = [scaling.place, scaling.status, scaling.since, scaling.residents, scaling.more, scaling.stops];
  return (
    <Rows label={scaling.title} heads={heads}>
      {places.map((place) => (
        <PlaceRow key={place.id} place={place} now={now} />
      ))}
    </Rows>
  );
}

function PlaceRow({ place, now }: { place: Place; now: string }) {
  return (
    <Table.Row>
      <Table.Cell>
        <PageLink className="ds-link" href={hrefOf("scaling", "", { district: place.id })}>
          {place.name}
        </PageLink>
      </Table.Cell>
      <Table.Cell>
        <GateLabel status={place.status} />
      </Table.Cell>
      <Table.Cell>{place.since === null ? "–" : <Moment at={place.since} now={now} />}</Table.Cell>
      <Table.Cell>{place.headroom.residents}</Table.Cell>
      <Table.Cell>
        <Room headroom={place.headroom} />
      </Table.Cell>
      <Table.Cell className="wraps wide">
        <Stops {...place} />
      </Table.Cell>
    </Table.Row>
  );
}

/** What people have to conclude on before anything else can be judged. */
function Incidents({ scaling: { unreviewedIncidents, generatedAt } }: { scaling: Scaling }) {
  const { words } = useLanguage();
  const { scaling } = words;
  const { times } = useInstallation();
  const componentName = useComponentName();
  if (unreviewedIncidents.length === 0) return null;
  return (
    <>
      <Heading level={2} data-size="xs">
        {scaling.incidents}
      </Heading>
      <Paragraph>{scaling.incidentsLead}</Paragraph>
      <ul className="due">
        {unreviewedIncidents.map(({ incidentId, rootCause, openedAt, doses }) => (
          <li key={incidentId}>
            <PageLink className="ds-link" href={hrefOf("report", incidentId)}>
              {rootCause === ownGap ? words.broken.ownGapName : componentName(rootCause)},{" "}
              {times.when(openedAt, generatedAt)}
            </PageLink>
            : {scaling.incidentDoses(doses)}
          </li>
        ))}
      </ul>
    </>
  );
}
