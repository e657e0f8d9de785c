import { Heading, Paragraph } from "@digdir/designsystemet-react";
import { useResident, useWorklist } from "../api/queries.js";
import { useLanguage } from "../language/language.js";
import { useLive } from "../live/live.js";
import { DeviceTable } from "../parts/device-table.js";
import { DoseTable } from "../parts/dose-table.js";
import { Moment } from "../parts/labels.js";
import { PageTitle } from "../parts/page-title.js";
import { When } from "../parts/states.js";
import { Period } from "./resident/period.js";
import { TaskList } from "./worklist/task-list.js";

/** What is known of one resident, who is a token here and a person elsewhere. */
export default function ResidentPage({ residentRef, query }: { residentRef: string; query: URLSearchParams }) {
  const { words } = useLanguage();
  const { asOf } = useLive();
  const resident = useResident(residentRef);
  const tasks = useWorklist({ residentRef });
  return (
    <When fetched={resident}>
      {({ devices, doses, nextDose }) => (
        <>
          <PageTitle>{words.resident.title(residentRef)}</PageTitle>
          <Paragraph>{words.resident.name}</Paragraph>
          <p className="figure-line">
            {words.resident.next}:{" "}
            {nextDose === null ? words.risk.noNext : <Moment at={nextDose.scheduledAt} now={asOf} />}
            {nextDose?.critical && <strong> ({words.doses.critical})</strong>}
          </p>
          <Heading level={2} data-size="xs">
            {words.resident.tasks}
          </Heading>
          {tasks.data && tasks.data.items.length > 0 ? (
            <TaskList worklist={tasks.data} level={3} />
          ) : (
            <Paragraph>{words.resident.noTasks}</Paragraph>
          )}
          <Heading level={2} data-size="xs">
            {words.resident.doses}
          </Heading>
          {doses.length === 0 ? (
            <Paragraph>{words.resident.noDoses}</Paragraph>
          ) : (
            <DoseTable doses={doses} now={asOf} label={words.resident.doses} />
          )}
          <Period residentRef={residentRef} days={query.get("days")} />
          <Heading level={2} data-size="xs">
            {words.resident.devices}
          </Heading>
          <DeviceTable devices={devices} now={asOf} label={words.resident.devices} />
        </>
      )}
    </When>
  );
}
