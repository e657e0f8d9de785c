import { Paragraph, Table } from "@digdir/designsystemet-react";
import { slaPath, useSla } from "../../api/queries.js";
import type { SlaWindow } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { Selection } from "../../parts/filter.js";
import { PageTitle } from "../../parts/page-title.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { When } from "../../parts/states.js";
import { hrefOf, navigate, PageLink } from "../../router.js";
import { Causes } from "./causes.js";
import { Availability, BudgetLeft, Forecast, StateLabel } from "./figures.js";

/** What is broken first, what nobody knows before what is kept. */
const order: SlaWindow["state"][] = ["lost", "at-risk", "unknown", "kept"];

/** Whether suppliers keep what they have promised: so far, and if it goes on as now. */
export default function SlaPage({ query }: { query: URLSearchParams }) {
  const { words } = useLanguage();
  const { sla } = words;
  const window = query.get("window") ?? "";
  const fetched = useSla(window);
  const heads = [
    sla.component,
    sla.state,
    sla.availability,
    sla.left,
    sla.forecast,
    sla.outages,
    sla.down,
    sla.maintenance,
    sla.unknown,
    sla.supplier,
  ];
  return (
    <>
      <PageTitle>{sla.title}</PageTitle>
      <Paragraph className="lead">{sla.lead}</Paragraph>
      <When fetched={fetched}>
        {({ windows, items, causes, asOf }) => (
          <>
            <div className="filters">
              <Selection
                label={sla.window}
                value={window}
                options={[{ value: "", label: sla.running }, ...windows.map((label) => ({ value: label, label }))]}
                onChange={(value) => navigate(hrefOf("sla", "", { window: value }), "replace")}
              />
              <SaveTable path={slaPath(window)} name={`sla-${window || asOf.slice(0, 10)}`} label={sla.download} />
            </div>
            {items.length === 0 ? (
              <Paragraph>{sla.none}</Paragraph>
            ) : (
              <Rows label={sla.title} heads={heads}>
                {[...items]
                  .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.downMin - a.downMin)
                  .map((one) => (
                    <WindowRow key={`${one.componentId}/${one.window}`} window={one} now={asOf} />
                  ))}
              </Rows>
            )}
            <Causes causes={causes} />
          </>
        )}
      </When>
    </>
  );
}

function WindowRow({ window, now }: { window: SlaWindow; now: string }) {
  const { words, say } = useLanguage();
  const { sla } = words;
  const { componentId, name, outages, outagesLate, downMin, maintenanceMin, unknownMin, supplierName } = window;
  return (
    <Table.Row>
      <Table.Cell className="wraps">
        <PageLink className="ds-link" href={hrefOf("slaComponent", componentId)}>
          {say(name)}
        </PageLink>
        <span className="note">{window.window}</span>
      </Table.Cell>
      <Table.Cell>
        <StateLabel state={window.state} />
      </Table.Cell>
      <Table.Cell className="wraps">
        <Availability window={window} />
      </Table.Cell>
      <Table.Cell>
        <BudgetLeft window={window} />
      </Table.Cell>
      <Table.Cell className="wraps">
        <Forecast window={window} now={now} />
      </Table.Cell>
      <Table.Cell>{sla.outagesOf(outages.length, outagesLate)}</Table.Cell>
      <Table.Cell>{sla.minutes(downMin)}</Table.Cell>
      <Table.Cell>{sla.minutes(maintenanceMin)}</Table.Cell>
      <Table.Cell>{sla.minutes(unknownMin)}</Table.Cell>
      <Table.Cell className="wraps">{supplierName}</Table.Cell>
    </Table.Row>
  );
}
