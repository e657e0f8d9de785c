import { Fieldset, Radio } from "@digdir/designsystemet-react";
import type { Task } from "../../api/types.js";
import { useInstallation } from "../../installation.js";
import { useLanguage } from "../../language/language.js";
import { useLive } from "../../live/live.js";

interface FollowupFieldsProps {
  task: Task;
  doseId: string;
  setDoseId(doseId: string): void;
  outcome: string;
  setOutcome(outcome: string): void;
}

/** What somebody found out, and about which dose where the task is about several. */
export function FollowupFields({ task, doseId, setDoseId, outcome, setOutcome }: FollowupFieldsProps) {
  const { words } = useLanguage();
  const { times } = useInstallation();
  const { asOf } = useLive();
  return (
    <>
      {task.doses.length > 1 && (
        <Fieldset>
          <Fieldset.Legend>{words.act.whichDose}</Fieldset.Legend>
          {task.doses.map((dose) => (
            <Radio
              key={dose.doseId}
              name="dose"
              label={times.when(dose.scheduledAt, asOf ?? dose.scheduledAt)}
              value={dose.doseId}
              checked={doseId === dose.doseId}
              onChange={() => setDoseId(dose.doseId)}
            />
          ))}
        </Fieldset>
      )}
      <Fieldset>
        <Fieldset.Legend>{words.act.outcome}</Fieldset.Legend>
        <Fieldset.Description>{words.act.followHelp}</Fieldset.Description>
        {Object.entries(words.followups).map(([value, label]) => (
          <Radio
            key={value}
            name="outcome"
            label={label}
            value={value}
            checked={outcome === value}
            onChange={() => setOutcome(value)}
          />
        ))}
      </Fieldset>
    </>
  );
}
