import { Heading, Paragraph, Table } from "@digdir/designsystemet-react";
import type { IncidentReport } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { DistrictName, Planned, ResidentLink, VerdictLabel } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";

const outcomes = ["dispensed", "missed", "unconfirmed", "excused", "pending"] as const;

export function DosesThenAndNow({ doses }: { doses: IncidentReport["doses"] }) {
  const { words } = useLanguage();
  const text = words.report;
  const answers = Object.entries(doses.followups).map(([one, count]) => `${words.followups[one] ?? one}: ${count}`);
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.doses}
      </Heading>
      <Paragraph>{text.dosesLead}</Paragraph>
      <Rows
        label={text.doses}
        heads={[text.outcome, text.atDeadline, text.now, text.criticalAtDeadline, text.criticalNow]}
      >
        {outcomes.map((outcome) => (
          <Table.Row key={outcome}>
            <Table.Cell>{text[outcome]}</Table.Cell>
            <Table.Cell>{doses.atDeadline[outcome]}</Table.Cell>
            <Table.Cell>{doses.now[outcome]}</Table.Cell>
            <Table.Cell>{doses.criticalAtDeadline[outcome]}</Table.Cell>
            <Table.Cell>{doses.criticalNow[outcome]}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
      <Paragraph>
        {answers.length > 0 && `${text.followups}: ${answers.join(", ")}. `}
        {doses.notFollowedUp > 0 ? `${text.notFollowedUp(doses.notFollowedUp)}.` : text.allFollowedUp}
      </Paragraph>
    </>
  );
}

export function Affected({ report: { affected, doses, asOf } }: { report: IncidentReport }) {
  const { words } = useLanguage();
  const text = words.report;
  const { planned, resident, district, followup } = words.doses;
  if (affected.length === 0) return null;
  return (
    <>
      <Heading level={2} data-size="xs">
        {text.affected}
      </Heading>
      <Paragraph>{text.affectedNote(affected.length, doses.total)}</Paragraph>
      <Rows label={text.affected} heads={[resident, district, planned, text.atDeadline, text.now, followup]}>
        {affected.map((dose) => (
          <Table.Row key={dose.doseId}>
            <Table.Cell>
              <ResidentLink residentRef={dose.residentRef} />
            </Table.Cell>
            <Table.Cell>
              <DistrictName id={dose.district} />
            </Table.Cell>
            <Table.Cell>
              <Planned dose={dose} now={asOf} />
            </Table.Cell>
            <Table.Cell>
              {dose.verdictAtDeadline === null ? "–" : <VerdictLabel verdict={dose.verdictAtDeadline} />}
            </Table.Cell>
            <Table.Cell>
              <VerdictLabel verdict={dose.verdict} />
            </Table.Cell>
            <Table.Cell>{dose.followup === null ? "–" : (words.followups[dose.followup] ?? dose.followup)}</Table.Cell>
          </Table.Row>
        ))}
      </Rows>
    </>
  );
}
