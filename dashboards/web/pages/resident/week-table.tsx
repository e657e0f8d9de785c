import { Table } from "@digdir/designsystemet-react";
import type { Verdict } from "../../../../rules/model/record.js";
import { verdictLooks } from "../../../words.js";
import type { ResidentPeriod } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { VerdictSwatch } from "../../parts/labels.js";
import { Rows } from "../../parts/rows.js";
import { VerdictBar } from "../../parts/verdict-bar.js";
import { useShare } from "./share.js";

/** What asks for a look stands beside the share, the rest behind it. */
const first = ["missed", "unconfirmed"] as const;
const others = ["on-time", "late", "early", "excused"] as const;
type Week = ResidentPeriod["weeks"][number];

/** The weeks, latest first: what became of the doses, and how often the resident set off an alert. */
export function WeekTable({ period: { weeks } }: { period: ResidentPeriod }) {
  const { words, say } = useLanguage();
  const { week, course, planned, dispensed, alertCount, weeks: label } = words.period;
  const named = (verdict: (typeof first | typeof others)[number]) => say(verdictLooks[verdict].word);
  const heads = [week, course, dispensed, ...first.map(named), alertCount, ...others.map(named), planned];
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
      <Table.Cell>{share(week.dispensed, week.decided, "–")}</Table.Cell>
      {first.map((verdict) => (
        <Table.Cell key={verdict}>
          <Count week={week} verdict={verdict} />
          {verdict === "missed" && <Causes missedBy={week.missedBy} />}
        </Table.Cell>
      ))}
      <Table.Cell>{Object.values(week.alerts).reduce((sum, count) => sum + count, 0)}</Table.Cell>
      {others.map((verdict) => (
        <Table.Cell key={verdict}>
          <Count week={week} verdict={verdict} />
        </Table.Cell>
      ))}
      <Table.Cell>{week.planned}</Table.Cell>
    </Table.Row>
  );
}

function Count({ week: { doses }, verdict }: { week: Week; verdict: Verdict }) {
  return (
    <span className="verdict">
      {doses[verdict] > 0 && <VerdictSwatch verdict={verdict} />} {doses[verdict]}
    </span>
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
