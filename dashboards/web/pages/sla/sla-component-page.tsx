import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import { slaComponentPath, useSlaComponent } from "../../api/queries.js";
import type { SlaWindow } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { Moment } from "../../parts/labels.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, PageLink } from "../../router.js";
import { Causes } from "./causes.js";
import { Availability, BudgetLeft, Forecast, StateLabel } from "./figures.js";

/** One component's periods, each outage with its time to restore and its cause. */
export default function SlaComponentPage({ componentId }: { componentId: string }) {
  const fetched = useSlaComponent(componentId);
  const { words, say } = useLanguage();
  const { sla } = words;
  return (
    <When fetched={fetched}>
      {({ items, causes, asOf }) => (
        <>
          <PageTitle>{items[0] ? say(items[0].name) : componentId}</PageTitle>
          <div className="filters">
            <PageLink className="ds-link" href={hrefOf("sla")}>
              {sla.all}
            </PageLink>
            <SaveTable path={slaComponentPath(componentId)} name={`sla-${componentId}`} label={sla.download} />
          </div>
          <Periods windows={items} now={asOf} />
          <Outages windows={items} now={asOf} />
          <Causes causes={causes} />
          <Overlaps windows={items} />
          {items[0] && <Burn window={items[0]} />}
        </>
      )}
    </When>
  );
}

function Periods({ windows, now }: { windows: SlaWindow[]; now: string }) {
  const { sla } = useLanguage().words;
  const minutes = [sla.up, sla.down, sla.maintenance, sla.unknown];
  return (
    <Rows label={sla.window} heads={[sla.window, sla.state, sla.availability, sla.left, sla.forecast, ...minutes]}>
      {windows.map((one) => (
        <Table.Row key={one.window}>
          <Table.Cell>{one.window}</Table.Cell>
          <Table.Cell>
            <StateLabel state={one.state} />
          </Table.Cell>
          <Table.Cell>
            <Availability window={one} />
          </Table.Cell>
          <Table.Cell>
            <BudgetLeft window={one} />
          </Table.Cell>
          <Table.Cell>
            <Forecast window={one} now={now} />
          </Table.Cell>
          <Table.Cell>{sla.minutes(one.upMin)}</Table.Cell>
          <Table.Cell>{sla.minutes(one.downMin)}</Table.Cell>
          <Table.Cell>{sla.minutes(one.maintenanceMin)}</Table.Cell>
          <Table.Cell>{sla.minutes(one.unknownMin)}</Table.Cell>
        </Table.Row>
      ))}
    </Rows>
  );
}

function Outages({ windows, now }: { windows: SlaWindow[]; now: string }) {
  const { words, say } = useLanguage();
  const { sla } = words;
  const nameOf = ({ rootCauseName }: SlaWindow["outages"][number]["cause"], otherwise: string) =>
    rootCauseName ? say(rootCauseName) : otherwise;
  const outages = windows.flatMap(({ outages, restoreWithinMin }) =>
    [...outages].reverse().map((outage) => ({ ...outage, restoreWithinMin })),
  );
  return (
    <>
      <Heading level={2} data-size="xs">
        {sla.outages}
      </Heading>
      {outages.length === 0 ? (
        <Paragraph>{sla.noOutages}</Paragraph>
      ) : (
        <Rows label={sla.outages} heads={[sla.began, sla.ended, sla.restore, sla.cause, sla.causedBy]}>
          {outages.map(({ from, to, restoreMin, restoredInTime, restoreWithinMin, cause }) => (
            <Table.Row key={from}>
              <Table.Cell>
                <Moment at={from} now={now} />
              </Table.Cell>
              <Table.Cell>{to === null ? sla.lasts : <Moment at={to} now={now} />}</Table.Cell>
              <Table.Cell>
                {sla.minutes(restoreMin)}
                <span className="note">{(restoredInTime ? sla.inTime : sla.late)(sla.minutes(restoreWithinMin))}</span>
              </Table.Cell>
              <Table.Cell className="wraps">
                {cause.incidentId === null ? (
                  nameOf(cause, sla.nobodyNamed)
                ) : (
                  <PageLink className="ds-link" href={hrefOf("report", cause.incidentId)}>
                    {nameOf(cause, sla.incident)}
                  </PageLink>
                )}
                <span className="note">{sla.basis[cause.basis]}</span>
              </Table.Cell>
              <Table.Cell className="wraps">
                {cause.chain.map(({ name }) => name).join(" → ") || sla.nobodyNamed}
              </Table.Cell>
            </Table.Row>
          ))}
        </Rows>
      )}
    </>
  );
}

function Overlaps({ windows }: { windows: SlaWindow[] }) {
  const { sla } = useLanguage().words;
  const { times } = useInstallation();
  const overlaps = windows.flatMap((one) => one.maintenanceOverlaps);
  return (
    <>
      <Heading level={2} data-size="xs">
        {sla.overlaps}
      </Heading>
      {overlaps.length === 0 ? (
        <Paragraph>{sla.overlapsNone}</Paragraph>
      ) : (
        <Rows label={sla.overlaps} heads={[sla.period, sla.doses, sla.critical, sla.residents]}>
          {overlaps.map(({ from, to, doses, critical, residents }) => (
            <Table.Row key={from}>
              <Table.Cell>
                {times.date(from)} {times.clock(from)}
                {to !== null && `–${times.when(to, from)}`}
              </Table.Cell>
              <Table.Cell>{doses}</Table.Cell>
              <Table.Cell>{critical}</Table.Cell>
              <Table.Cell>{residents}</Table.Cell>
            </Table.Row>
          ))}
        </Rows>
      )}
    </>
  );
}

function Burn({ window: { burnRates } }: { window: SlaWindow }) {
  const { sla, locale } = useLanguage().words;
  if (burnRates === null) return null;
  return (
    <>
      <Heading level={2} data-size="xs">
        {sla.burn}
      </Heading>
      <Paragraph>{sla.burnLead}</Paragraph>
      <Rows label={sla.burn} heads={[sla.lookback, sla.rate]}>
        {burnRates.map(({ lookbackMin, rate }) => (
          <Table.Row key={lookbackMin}>
            <Table.Cell>{sla.minutes(lookbackMin)}</Table.Cell>
            <Table.Cell>
              {rate === null ? sla.noLimit : rate.toLocaleString(locale, { maximumFractionDigits: 1 })}
            </Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}
