import { Paragraph, Table } from "@digdir/designsystemet-react";
import { refillsPath, useRefills } from "../../api/queries.js";
import type { Refills as RefillList } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { DistrictFilter, Selection } from "../../parts/filter.js";
import { DistrictName, Moment, Planned, ResidentLink } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";
import { SaveTable } from "../../parts/save-table.js";
import { Empty, When } from "../../parts/states.js";

const hourChoices = [24, 48, 72, 168] as const;
/** As many as fit into a table that people read; the file has all. */
const shownMax = "500";
const savedMax = "5000";

interface RefillsProps {
  district: string;
  hours: string;
  choose(district: string, hours: string): void;
}

/** Which dispensers somebody has to go to, and before which dose. */
export function Refills({ district, hours: asked, choose }: RefillsProps) {
  const { words } = useLanguage();
  const hours = hourChoices.find((one) => `${one}` === asked) ?? 48;
  const query = { district, withinHours: `${hours}` };
  const fetched = useRefills({ ...query, limit: shownMax });
  return (
    <>
      <div className="filters">
        <DistrictFilter value={district} onChange={(value) => choose(value, `${hours}`)} />
        <Selection
          label={words.refills.hours}
          value={`${hours}`}
          options={hourChoices.map((one) => ({ value: `${one}`, label: words.refills.within(one) }))}
          onChange={(value) => choose(district, value)}
        />
        <SaveTable
          path={refillsPath({ ...query, limit: savedMax })}
          name={`refills-${district || "city"}`}
          label={words.refills.download}
        />
      </div>
      <When fetched={fetched}>
        {(refills) => (
          <>
            {refills.total === 0 ? (
              <Empty title={words.refills.emptyTitle(refills.withinHours)}>
                <Paragraph>{words.refills.emptyBody}</Paragraph>
              </Empty>
            ) : (
              <Paragraph aria-live="polite">{words.refills.lead(refills.total, refills.withinHours)}</Paragraph>
            )}
            {refills.unknown > 0 && <Paragraph className="quiet">{words.refills.unknown(refills.unknown)}</Paragraph>}
            {refills.total > 0 && <RefillTable refills={refills} />}
            {refills.total > refills.items.length && (
              <Paragraph>{words.states.shownOf(refills.items.length, refills.total)}</Paragraph>
            )}
          </>
        )}
      </When>
    </>
  );
}

function RefillTable({ refills: { items, generatedAt } }: { refills: RefillList }) {
  const { words } = useLanguage();
  const { before, todo, runsOut, next, title, what, emptySince } = words.refills;
  const { resident, device } = words.worklist;
  return (
    <Rows label={title} heads={[before, todo, resident, words.doses.district, runsOut, next, device]}>
      {items.map((one) => (
        <Table.Row key={one.deviceId}>
          <Table.Cell>
            <Planned dose={one.firstUncovered} now={generatedAt} />
          </Table.Cell>
          <Table.Cell>{what[one.what]}</Table.Cell>
          <Table.Cell>
            <ResidentLink residentRef={one.residentRef} />
          </Table.Cell>
          <Table.Cell>
            <DistrictName id={one.district} />
          </Table.Cell>
          <Table.Cell>
            {one.what === "empty" && `${emptySince} `}
            <Moment at={one.runsOutAt} now={generatedAt} />
          </Table.Cell>
          <Table.Cell>
            <Planned dose={one.nextDose} now={generatedAt} />
          </Table.Cell>
          <Table.Cell className="token">{one.deviceId}</Table.Cell>
        </Table.Row>
      ))}
    </Rows>
  );
}
