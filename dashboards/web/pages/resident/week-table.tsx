import { Table } from "@digdir/designsystemet-react";
import { verdictLooks } from "../../../words.js";
import type { ResidentPeriod } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { VerdictSwatch } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";
import { VerdictBar } from "../../parts/verdict-bar.js";
import { useShare } from "./share.js";

const columns = ["on-time", "late", "early", "missed", "unconfirmed", "excused"] as const;
type Week = ResidentPeriod["weeks"][number];

/** The weeks, latest first: what became of the doses, and how often the resident set off an alert. */
export function WeekTable({ period: { weeks } }: { period: ResidentPeriod }) {
  const { words, say } = useLanguage();
  const { week, course, planned, dispensed, alertCount, weeks: label } = words.period;
  const heads = [
    week,
    course,
    planned,
    dispensed,
    ...columns.map((verdict) => say(verdictLooks[verdict].word)),
    alertCount,
  ];
  return (
    <Rows label={label} heads={heads}>
      {weeks.toReversed().map((one) => (
        <WeekRow key={one.label} week={one} />
      ))}
    </Rows>
  );
}

function WeekRow({ week }: { week: Week }) {
  const { words } = useLanguage();
  const { times } = useInstallation();
  const share = useShare();
  const number = Number(week.label.slice(-2));
  return (
    <Table.Row>
      <Table.Cell>
        {words.period.weekName(number, times.day(week.from))}
        {!week.complete && <span className="note">{words.period.partial}</span>}
      </Table.Cell>
      <Table.Cell>
        {week.planned > 0 && <VerdictBar counts={week.doses} label={words.period.courseLabel} small />}
      </Table.Cell>
      <Table.Cell>{week.planned}</Table.Cell>
      <Table.Cell>{share(week.dispensed, week.decided, "–")}</Table.Cell>
      {columns.map((verdict) => (
        <Table.Cell key={verdict}>
          {week.doses[verdict] > 0 && <VerdictSwatch verdict={verdict} />} {week.doses[verdict]}
          {verdict === "missed" && <Causes missedBy={week.missedBy} />}
        </Table.Cell>
      ))}
      <Table.Cell>{Object.values(week.alerts).reduce((sum, count) => sum + count, 0)}</Table.Cell>
    </Table.Row>
  );
}

function Causes({ missedBy }: { missedBy: Week["missedBy"] }) {
  const { words } = useLanguage();
  const causes = Object.entries(missedBy).filter(([, count]) => count > 0);
  if (causes.length === 0) return null;
  return (
    <span className="note">{causes.map(([cause, count]) => `${count} ${words.doses.causes[cause]}`).join(", ")}</span>
  );
}
