import { Table } from "@digdir/designsystemet-react";
import type { ResidentsAtRisk } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { DistrictName, Planned, ResidentLink } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";

export function RiskTable({ atRisk }: { atRisk: ResidentsAtRisk }) {
  const { words } = useLanguage();
  const { resident, device } = words.worklist;
  return (
    <Rows label={words.risk.title} heads={[resident, words.doses.district, words.risk.why, words.risk.next, device]}>
      {atRisk.items.map((one) => (
        <Table.Row key={one.residentRef}>
          <Table.Cell>
            <ResidentLink residentRef={one.residentRef} />
          </Table.Cell>
          <Table.Cell>
            <DistrictName id={one.district} />
          </Table.Cell>
          <Table.Cell>{one.reasons.map((reason) => words.risk.reasons[reason]).join(", ")}</Table.Cell>
          <Table.Cell>
            {one.nextDose === null ? words.risk.noNext : <Planned dose={one.nextDose} now={atRisk.generatedAt} />}
          </Table.Cell>
          <Table.Cell className="token">{one.deviceId}</Table.Cell>
        </Table.Row>
      ))}
    </Rows>
  );
}
