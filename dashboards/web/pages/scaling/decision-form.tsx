import { Button } from "@digdir/designsystemet-react";
import { type FormEvent, useState } from "react";
import { useDecideScaling } from "../../api/actions.js";
import type { ScalingDecisionBody } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Refusal } from "../../parts/refusal.js";
import { Choice, SaidText, SpeakerField, useSpeaker } from "../../parts/said-fields.js";

const lengthMax = { role: 128, reason: 4000 };
const decisions: ScalingDecisionBody["decision"][] = ["approved", "refused"];

/** A person decides, whatever the checks say; deciding again does not hide what was decided before. */
export function DecisionForm({ requestId, again }: { requestId: string; again: boolean }) {
  const { scaling } = useLanguage().words;
  const [decision, setDecision] = useState("");
  const [role, setRole] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const speaker = useSpeaker();
  const announce = useAnnounce();
  const decide = useDecideScaling(requestId);
  const missing = (text: string) => tried && text.trim() === "" && scaling.needed;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const chosen = decisions.find((one) => one === decision);
    if (chosen === undefined || role.trim() === "" || reason.trim() === "" || speaker.actor === "") return;
    speaker.remember();
    decide.mutate(
      { decision: chosen, role: role.trim(), reason: reason.trim(), actor: speaker.actor },
      { onSuccess: () => announce(scaling.decisionSaved) },
    );
  };

  return (
    <details className="form-panel">
      <summary>{again ? scaling.decideAgain : scaling.decide}</summary>
      <form onSubmit={submit} noValidate className="action-form review-form">
        <Choice
          label={scaling.decision}
          value={decision}
          none={scaling.choose}
          options={decisions.map((value) => ({ value, label: scaling.decisions[value] }))}
          error={missing(decision)}
          set={setDecision}
        />
        <SaidText label={scaling.role} value={role} lengthMax={lengthMax.role} error={missing(role)} set={setRole} />
        <SaidText
          rows={3}
          label={scaling.reason}
          help={scaling.reasonHelp}
          value={reason}
          lengthMax={lengthMax.reason}
          error={missing(reason)}
          set={setReason}
        />
        <SpeakerField speaker={speaker} tried={tried} />
        {decide.error && <Refusal error={decide.error} />}
        <div className="task-actions">
          <Button type="submit" loading={decide.isPending}>
            {scaling.saveDecision}
          </Button>
        </div>
      </form>
    </details>
  );
}
