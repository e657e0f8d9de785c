import { Heading, Paragraph } from "@digdir/designsystemet-react";
import { useState } from "react";
import { useAssess } from "../../api/actions.js";
import type { AssessmentBody, ScenarioDetail } from "../../api/types.js";
import { useLanguage } from "../../language/language.js";
import { useAnnounce } from "../../parts/announcer.js";
import { Choice, SaidText } from "../../parts/said-fields.js";
import { SaidForm, useSaying } from "../../parts/said-form.js";
import { areas } from "./areas.js";
import { dissentIn, namesIn } from "./dissent.js";

const lengthMax = { text: 4000, participants: 2000, dissent: 8000 };
const nothingSaid = { probability: "", reasons: "", knowledge: "", participants: "", dissent: "" };
const noConsequence = { "life-and-health": "", compliance: "", "goal-attainment": "", trust: "" };

/** The session's own judgement: neither the file's consequences nor the tool's probability is filled in. */
export function AssessmentForm({ scenario }: { scenario: ScenarioDetail }) {
  const { fros } = useLanguage().words;
  const [said, setSaid] = useState(nothingSaid);
  const [consequence, setConsequence] = useState(noConsequence);
  const saying = useSaying({ version: scenario.assessment?.version ?? null });
  const announce = useAnnounce();
  const assess = useAssess(scenario.id);
  const steps = fros.steps.map((label, index) => ({ value: `${index + 1}`, label }));
  const set = (name: keyof typeof nothingSaid) => (value: string) => setSaid({ ...said, [name]: value });
  const missing = (text: string) => saying.missing(text, fros.needed);
  const dissent = dissentIn(said.dissent);
  const participants = namesIn(said.participants);

  const done = () => {
    setSaid(nothingSaid);
    setConsequence(noConsequence);
    saying.over();
    announce(fros.assessmentSaved);
  };
  const send = () => {
    const steps = [said.probability, ...Object.values(consequence)];
    const isWhole = steps.every((step) => step !== "") && said.reasons.trim() !== "" && said.knowledge.trim() !== "";
    if (!isWhole || dissent === null || participants.length === 0 || saying.speaker.actor === "") return;
    saying.speaker.remember();
    const numbers = Object.fromEntries(areas.map((area) => [area, Number(consequence[area])]));
    const body: AssessmentBody = {
      actor: saying.speaker.actor,
      consequence: numbers as AssessmentBody["consequence"],
      probability: Number(said.probability),
      reasons: said.reasons.trim(),
      knowledge: said.knowledge.trim(),
      participants,
      dissent,
    };
    assess.mutate(body, { onSuccess: done });
  };

  return (
    <details className="panel form-panel">
      <summary>
        <Heading level={2} data-size="xs">
          {fros.assess}
        </Heading>
      </summary>
      <Paragraph>{fros.assessLead}</Paragraph>
      <SaidForm
        saying={saying}
        overtaken={fros.assessedMeanwhile}
        saved={assess}
        refusals={fros.refusals}
        verb={fros.saveAssessment}
        send={send}
      >
        {areas.map((area) => (
          <Choice
            key={area}
            label={`${fros.consequence}: ${fros.areas[area]}`}
            value={consequence[area]}
            none={fros.choose}
            options={steps}
            error={missing(consequence[area])}
            set={(value) => setConsequence({ ...consequence, [area]: value })}
          />
        ))}
        <Choice
          label={fros.probability}
          value={said.probability}
          none={fros.choose}
          options={steps}
          error={missing(said.probability)}
          set={set("probability")}
        />
        <SaidText
          rows={3}
          label={fros.reasons}
          help={fros.reasonsHelp}
          value={said.reasons}
          lengthMax={lengthMax.text}
          error={missing(said.reasons)}
          set={set("reasons")}
        />
        <SaidText
          rows={3}
          label={fros.knowledge}
          value={said.knowledge}
          lengthMax={lengthMax.text}
          error={missing(said.knowledge)}
          set={set("knowledge")}
        />
        <SaidText
          rows={3}
          label={fros.participants}
          help={fros.participantsHelp}
          value={said.participants}
          lengthMax={lengthMax.participants}
          error={saying.tried && participants.length === 0 && fros.needed}
          set={set("participants")}
        />
        <SaidText
          rows={3}
          label={fros.dissent}
          help={fros.dissentHelp}
          value={said.dissent}
          lengthMax={lengthMax.dissent}
          error={saying.tried && dissent === null && fros.dissentForm}
          set={set("dissent")}
        />
      </SaidForm>
    </details>
  );
}
