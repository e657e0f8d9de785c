import { useState } from "react";
import { useDecideScaling } from "../../api/actions.js";
import type { ScalingDecisionBody, ScalingRequest } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Choice, SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";

const lengthMax = { role: 128, reason: 4000 };
const decisions: ScalingDecisionBody["decision"][] = ["approved", "refused"];

/** A person decides, whatever the checks say; deciding again does not hide what was decided before. */
export function DecisionForm({ request: { requestId, decision: latest } }: { request: ScalingRequest }) {
  const { scaling } = useLanguage().words;
  const [decision, setDecision] = useState("");
  const [role, setRole] = useState("");
  const [reason, setReason] = useState("");
  const saying = useSaying({ decidedAt: latest?.at ?? null });
  const announce = useAnnounce();
  const decide = useDecideScaling(requestId);
  const missing = (text: string) => saying.missing(text, scaling.needed);

  const done = () => {
    setDecision("");
    setRole("");
    setReason("");
    saying.over();
    announce(scaling.decisionSaved);
  };
  const send = () => {
    const chosen = decisions.find((one) => one === decision);
    if (chosen === undefined || role.trim() === "" || reason.trim() === "" || saying.speaker.actor === "") return;
    saying.speaker.remember();
    decide.mutate(
      { decision: chosen, role: role.trim(), reason: reason.trim(), actor: saying.speaker.actor },
      { onSuccess: done },
    );
  };

  return (
    <details className="form-panel">
      <summary>{latest !== null ? scaling.decideAgain : scaling.decide}</summary>
      <SaidForm
        saying={saying}
        overtaken={scaling.decidedMeanwhile}
        saved={decide}
        verb={scaling.saveDecision}
        send={send}
      >
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
      </SaidForm>
    </details>
  );
}
