import { Table } from "@digdir/designsystemet-react";
import { useComponentName } from "../api/queries.js";
import type { Dose } from "../api/types.js";
import { useLanguage } from "../language/language.js";
import { causeText } from "./dose-cause.js";
import { DistrictName, Moment, Planned, ResidentLink, VerdictLabel } from "./labels.js";
import { Rows } from "./rows.js";

/** Doses with what became of them. */
export function DoseTable({ doses, now, label }: { doses: Dose[]; now: string | null; label: string }) {
  const { words } = useLanguage();
  const componentName = useComponentName();
  const { planned, resident, district, verdict, dispensed, followup, corrected } = words.doses;
  return (
    <Rows label={label} heads={[planned, verdict, resident, district, dispensed, followup]}>
      {doses.map((dose) => (
        <Table.Row key={dose.doseId}>
          <Table.Cell>
            <Planned dose={dose} now={now} />
          </Table.Cell>
          <Table.Cell>
            <VerdictLabel
              verdict={dose.verdict}
              coming={dose.verdict === "pending" && now !== null && dose.scheduledAt > now}
            />
            {dose.cause !== null && <span className="note">{causeText(words, dose.cause, componentName)}</span>}
            {dose.revisions.length > 0 && <span className="note">{corrected}</span>}
          </Table.Cell>
          <Table.Cell>
            <ResidentLink residentRef={dose.residentRef} />
          </Table.Cell>
          <Table.Cell>
            <DistrictName id={dose.district} />
          </Table.Cell>
          <Table.Cell>
            {dose.dispensedAt === null ? "–" : <Moment at={dose.dispensedAt} now={now} />}
            {dose.mode === "assisted" && <span className="note">{words.period.withHelp}</span>}
          </Table.Cell>
          <Table.Cell>{dose.followup === null ? "–" : (words.followups[dose.followup] ?? dose.followup)}</Table.Cell>
        </Table.Row>
      ))}
    </Rows>
  );
}
